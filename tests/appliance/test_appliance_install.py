"""The services are installed, replaced and removed for one user, and what belongs to that user stays."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "script"
PYTHON = """\
#!/bin/sh
# In place of Python: makes an environment at once, in which there is only pip, and a program that names itself.
if [ "$1 $2" != "-m venv" ]; then exec {python} "$@"; fi
mkdir -p "$3/bin"
cp "${{0%/*}}/pip" "$3/bin/python"
printf '#!/bin/sh\\necho voiceskill 0\\n' >"$3/bin/voiceskill"
chmod +x "$3/bin/voiceskill"
"""
PIP = """\
#!/bin/sh
# In place of pip: writes down what it is asked for; of what the extras need it brings no more than the folders.
echo "$@" >>"{log}"
site=${{0%/*}}/../lib/python3.11/site-packages
case $* in *gpio*) mkdir -p "$site/gpiozero" ;; esac
case $* in *postgresql*) mkdir -p "$site/psycopg" ;; esac
"""
SYNC = """\
#!/bin/sh
# In place of sync: writes down what is to be on the disk, and which program is the one in use by then.
echo "$2 $(readlink "{programs}/current")" >>"{log}"
"""
NO_MANAGER = """\
#!/bin/sh
# In place of systemd: cannot be reached.
exit 1
"""
SYSTEMCTL = """\
#!/bin/sh
# In place of systemd: writes down what it is asked to do; all that is installed is just starting.
echo "${{0##*/}} $*" >>"{log}"
[ "$2" != is-active ] || {{ [ ! -e "{units}/$3.service" ] || echo activating; exit 3; }}
"""


class Machine:
    """A user's folder, and what stands in for Python and systemd."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing installed."""
        self.home = folder / "home"
        self.programs = self.home / ".local/lib/voiceskill"
        self.units = self.home / ".config/systemd/user"
        self.unit = self.units / "voiceskill.service"
        self.settings = self.home / ".config/voiceskill"
        self.pip = folder / "pip"
        self.log = folder / "log"
        self.disk = folder / "disk"
        self._bin = folder / "bin"
        self._systemd = folder / "systemd"
        self.home.mkdir()
        self._bin.mkdir()
        self._put("python3", PYTHON.format(python=sys.executable))
        self._put("pip", PIP.format(log=self.pip))
        self._put("sync", SYNC.format(log=self.disk, programs=self.programs))
        self._put("systemctl", NO_MANAGER)
        self._put("loginctl", NO_MANAGER)

    def change_settings(self) -> None:
        """Let it seem as if the settings of the checkout had been changed."""
        self._put("git", '#!/bin/sh\n[ "$1" != diff ]\n')

    def break_pip(self) -> None:
        """Let pip fail from now on."""
        self._put("pip", "#!/bin/sh\nexit 1\n")

    def hide_systemd(self) -> None:
        """Let there be a service manager that cannot be reached."""
        self._systemd.mkdir()

    def start_systemd(self) -> None:
        """Let there be a service manager."""
        for name in ("systemctl", "loginctl"):
            self._put(name, SYSTEMCTL.format(log=self.log, units=self.units))

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
def new_machine(tmp_path: Path) -> Machine:
    """Return one without the program."""
    return Machine(tmp_path)


@pytest.fixture
def machine(new_machine: Machine) -> Machine:
    """Return one with a coach; skip where a system's library is missing that the script would want first."""
    _install(new_machine, "--no-start")
    return new_machine


@pytest.fixture
def satellite(new_machine: Machine) -> Machine:
    """Return one with a satellite at work; skip as for a coach."""
    new_machine.start_systemd()
    _install(new_machine, "--satellite", "--server", "coach.local", "--room", "bedroom", "--microphone", "USB PnP")
    return new_machine


def _install(machine: Machine, *arguments: str) -> str:
    """Have the program installed; return what was said."""
    tried = machine.run("install", *arguments)
    if "apt-get" in tried.stderr:
        pytest.skip(tried.stderr)
    assert tried.returncode == 0, tried.stderr
    return tried.stdout


def test_it_is_installed_without_a_service_manager(machine: Machine) -> None:
    assert machine.unit.read_text() == (SCRIPTS / "voiceskill.service").read_text()
    command = machine.home / ".local/bin/voiceskill"
    assert subprocess.run([command], capture_output=True, text=True, check=True).stdout == "voiceskill 0\n"
    without = machine.run("install")
    assert without.returncode == 0, without.stderr
    assert "voiceskill run" in without.stdout
    assert "cannot be reached" not in machine.run("uninstall").stdout


def test_settings_that_were_changed_beforehand_come_along_once(machine: Machine) -> None:
    settings = machine.settings / "config.yaml"
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
    machine.disk.unlink()
    assert machine.run("install").returncode == 0
    second = (machine.programs / "current").readlink()
    assert second != first
    # It is put in place only once a power cut cannot undo it.
    assert machine.disk.read_text().splitlines()[0] == f"{machine.programs / second} {first}"
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
    own += [machine.settings / "config.yaml", machine.home / ".cache/voiceskill/models/model"]
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


def test_a_satellite_is_a_service_of_its_own_that_knows_its_room_and_its_coach(satellite: Machine) -> None:
    unit = satellite.units / "voiceskill-satellite.service"
    assert unit.read_text() == (SCRIPTS / unit.name).read_text()
    assert not satellite.unit.exists()
    # A shell's rules are those of systemd as far as they are needed here: first for the line, then for what it holds.
    name, _, words = shlex.split((satellite.settings / "satellite.env").read_text(), comments=True)[0].partition("=")
    assert f"satellite ${name}\n" in unit.read_text()
    assert shlex.split(words) == ["--server", "coach.local", "--room", "bedroom", "--microphone", "USB PnP"]
    asked = satellite.log.read_text()
    assert "loginctl enable-linger" in asked
    assert "systemctl --user enable --quiet voiceskill-satellite\n" in asked
    assert "systemctl --user start --no-block voiceskill-satellite\n" in asked


def test_a_satellite_that_is_installed_again_stays_what_it_was(satellite: Machine) -> None:
    file = satellite.settings / "satellite.env"
    file.write_text("ARGUMENTS='--room study'\n")
    for arguments in ((), ("--satellite",)):
        satellite.log.unlink()
        assert "pair" not in _install(satellite, *arguments)
        assert "start --no-block voiceskill-satellite\n" in satellite.log.read_text()
        assert file.read_text() == "ARGUMENTS='--room study'\n"
    assert not satellite.unit.exists()
    said = _install(satellite, "--satellite", "--room", "hall")
    assert "voiceskill satellites pair hall" in said
    assert "ARGUMENTS='--room hall'" in file.read_text()
    assert "--room study" in (satellite.settings / "satellite.env.before").read_text()


def test_coach_and_satellite_on_one_machine_leave_each_other_as_they_were(machine: Machine) -> None:
    machine.start_systemd()
    _install(machine, "--gpio", "--no-start")
    assert "rm '" + str(machine.unit) in _install(machine, "--satellite", "--room", "bedroom")
    assert ".[gpio]" in machine.pip.read_text().splitlines()[-1]  # the coach may need it
    asked = machine.log.read_text().splitlines()
    assert not [line for line in asked if "disable" in line or line.endswith("enable --quiet voiceskill")]
    # He is at work, or about to be, and goes on with the new program.
    assert "systemctl --user start --no-block voiceskill voiceskill-satellite" in asked
    assert machine.run("uninstall").returncode == 0
    assert not list(machine.units.iterdir())
    assert (machine.settings / "satellite.env").exists()


def test_what_an_older_program_was_installed_with_is_kept(machine: Machine) -> None:
    for package in ("gpiozero", "psycopg"):  # all by which it can be told what was asked for then
        (machine.programs / "current/lib/python3.11/site-packages" / package).mkdir(parents=True)
    for _ in range(2):
        _install(machine, "--postgresql")
        assert ".[postgresql,gpio]" in machine.pip.read_text().splitlines()[-1]


def test_a_satellite_without_a_room_or_with_a_name_that_systemd_takes_apart_is_refused(machine: Machine) -> None:
    assert "--room bedroom" in machine.run("install", "--satellite", "--server", "coach.local").stderr
    assert "Leave quotes" in machine.run("install", "--satellite", "--room", "ada's").stderr
    for wrong in (["--room", "bedroom"], ["--satellite", "--room"], ["--satellite", "--room", "--server", "one"]):
        refused = machine.run("install", *wrong)
        assert (refused.returncode, refused.stderr[:6]) == (2, "usage:")
    assert not machine.settings.exists()
