"""The service is installed, replaced and removed for one user, and what belongs to that user stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "script"
PYTHON = """\
#!/bin/sh
# In place of Python: makes an environment at once, in which pip has nothing to do and the program only names itself.
if [ "$1 $2" != "-m venv" ]; then exec {python} "$@"; fi
mkdir -p "$3/bin"
printf '#!/bin/sh\\n{pip}\\n' >"$3/bin/python"
printf '#!/bin/sh\\necho voiceskill 0\\n' >"$3/bin/voiceskill"
chmod +x "$3/bin/python" "$3/bin/voiceskill"
"""
NO_MANAGER = """\
#!/bin/sh
# In place of systemd: cannot be reached.
exit 1
"""
SYSTEMCTL = """\
#!/bin/sh
# In place of systemd: writes down what it is asked to do.
echo "${{0##*/}} $*" >>"{log}"
"""


class Machine:
    """A user's folder, and what stands in for Python and systemd."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing installed."""
        self.home = folder / "home"
        self.programs = self.home / ".local/lib/voiceskill"
        self.unit = self.home / ".config/systemd/user/voiceskill.service"
        self.log = folder / "log"
        self._bin = folder / "bin"
        self._systemd = folder / "systemd"
        self.home.mkdir()
        self._bin.mkdir()
        self._put("python3", PYTHON.format(python=sys.executable, pip=""))
        self._put("systemctl", NO_MANAGER)
        self._put("loginctl", NO_MANAGER)

    def change_settings(self) -> None:
        """Let it seem as if the settings of the checkout had been changed."""
        self._put("git", '#!/bin/sh\n[ "$1" != diff ]\n')

    def break_pip(self) -> None:
        """Let pip fail from now on."""
        self._put("python3", PYTHON.format(python=sys.executable, pip="exit 1"))

    def hide_systemd(self) -> None:
        """Let there be a service manager that cannot be reached."""
        self._systemd.mkdir()

    def start_systemd(self) -> None:
        """Let there be a service manager."""
        self._put("systemctl", SYSTEMCTL.format(log=self.log))
        self._put("loginctl", SYSTEMCTL.format(log=self.log))

    def run(self, script: str, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run a script as the user."""
        foreign = ("XDG_", "DBUS_", "SUDO_")  # by which a script would find the service manager of whoever tests
        own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        own |= {"HOME": str(self.home), "PATH": f"{self._bin}:{own['PATH']}", "PYTHON": str(self._bin / "python3")}
        own["SYSTEMD_RUN"] = str(self._systemd)
        return subprocess.run(
            [SCRIPTS / script, *arguments], env=own | variables, capture_output=True, text=True, check=False
        )

    def _put(self, name: str, text: str) -> None:
        path = self._bin / name
        path.write_text(text)
        path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return one; skip where a system's library is missing that the script would want first."""
    machine = Machine(tmp_path)
    if "apt-get" in (tried := machine.run("install", "--no-start")).stderr:
        pytest.skip(tried.stderr)
    assert tried.returncode == 0, tried.stderr
    return machine


def test_it_is_installed_without_a_service_manager(machine: Machine) -> None:
    assert machine.unit.read_text() == (SCRIPTS / "voiceskill.service").read_text()
    command = machine.home / ".local/bin/voiceskill"
    assert subprocess.run([command], capture_output=True, text=True, check=True).stdout == "voiceskill 0\n"
    without = machine.run("install")
    assert without.returncode == 0, without.stderr
    assert "voiceskill run" in without.stdout
    assert "cannot be reached" not in machine.run("uninstall").stdout


def test_settings_that_were_changed_beforehand_come_along_once(machine: Machine) -> None:
    settings = machine.home / ".config/voiceskill/config.yaml"
    machine.change_settings()
    assert str(settings) in machine.run("install", "--no-start").stdout
    assert settings.read_text() == (SCRIPTS.parent / "config.yaml").read_text()
    settings.write_text("mine")
    machine.run("install", "--no-start")
    assert settings.read_text() == "mine"


def test_a_service_manager_out_of_reach_is_told_from_none(machine: Machine) -> None:
    machine.hide_systemd()
    installed = machine.run("install")
    assert installed.returncode == 0, installed.stderr
    assert "cannot be reached" in installed.stdout
    assert "There is no systemd" not in installed.stdout
    removed = machine.run("uninstall")
    assert removed.returncode == 0, removed.stderr
    assert "systemctl --user stop voiceskill" in removed.stdout


def test_another_one_replaces_it_and_a_failed_one_does_not(machine: Machine) -> None:
    machine.start_systemd()
    first = (machine.programs / "current").readlink()
    assert machine.run("install").returncode == 0
    second = (machine.programs / "current").readlink()
    assert second != first
    machine.break_pip()
    assert machine.run("install", "--no-start").returncode != 0
    assert (machine.programs / "current").readlink() == second
    assert {path.name for path in machine.programs.iterdir()} == {"README.md", "current", second.name}


def test_a_program_that_may_be_at_work_stays_and_older_ones_go(machine: Machine) -> None:
    (machine.programs / "current.is.mine").mkdir()
    for _ in range(2):
        before = (machine.programs / "current").readlink().name
        assert machine.run("install", "--no-start").returncode == 0
        now = (machine.programs / "current").readlink().name
        assert {path.name for path in machine.programs.glob("[0-9]*")} == {before, now}
    assert (machine.programs / "current.is.mine").is_dir()


def test_the_service_starts_with_the_machine_and_anew_when_it_is_replaced(machine: Machine) -> None:
    machine.start_systemd()
    assert machine.run("install").returncode == 0
    asked = machine.log.read_text()
    assert "loginctl enable-linger" in asked
    assert "systemctl --user enable --quiet voiceskill" in asked
    assert asked.index("systemctl --user stop voiceskill") < asked.index("systemctl --user start --no-block voiceskill")


def test_removing_it_leaves_what_is_the_users_own_unless_told(machine: Machine) -> None:
    machine.start_systemd()
    own = [machine.home / f".local/share/voiceskill/{name}" for name in ("journal.sqlite3", "page.json")]
    own += [machine.home / ".config/voiceskill/config.yaml", machine.home / ".cache/voiceskill/models/model"]
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    removed = machine.run("uninstall")
    assert removed.returncode == 0, removed.stderr
    assert "disable --now" in machine.log.read_text()
    assert not machine.programs.exists()
    assert not machine.unit.exists()
    assert not (machine.home / ".local/bin/voiceskill").is_symlink()
    assert all(path.exists() for path in own)
    assert machine.run("uninstall", "--everything").returncode == 0  # of what was removed already
    assert not any(path.parent.exists() for path in own)


def test_a_foreign_command_of_that_name_stays(machine: Machine) -> None:
    command = machine.home / ".local/bin/voiceskill"
    command.unlink()
    command.write_text("somebody else's")
    assert machine.run("uninstall").returncode == 0
    assert command.exists()


def test_what_is_wrong_is_told_in_one_sentence(machine: Machine) -> None:
    assert "without sudo" in machine.run("install", SUDO_USER="ada").stderr
    for script in ("install", "uninstall"):
        assert machine.run(script, "--help").returncode == 0
        assert machine.run(script, "--nonsense").returncode == 2
