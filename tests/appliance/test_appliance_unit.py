"""systemd finds nothing wrong with the services' units, and how far they are closed does not get worse."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "script"
UNITS = ("voiceskill.service", "voiceskill-satellite.service")
EXPOSURE = 6.6
"""As `systemd-analyze security` counts it, of 10. It knows no users, and counts root's capabilities."""

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


@pytest.fixture(params=UNITS)
def unit(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a unit as it is installed for a user, with a program in its place."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    program = tmp_path / ".local/lib/voiceskill/current/bin/voiceskill"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return Path(shutil.copy(SCRIPTS / request.param, tmp_path))


def _analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", "--user", "--no-pager", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_it_is_in_order(unit: Path) -> None:
    verified = _analyze("verify", unit)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    unit.write_text(unit.read_text().replace("Type=notify", "Type=notifies"))
    assert "notifies" in _analyze("verify", unit).stderr  # it would have been seen


def test_it_is_as_closed_as_it_was(unit: Path) -> None:
    told = _analyze("security", "--offline=yes", unit).stdout
    exposure = re.search(rf"exposure level for {re.escape(unit.name)}: ([\d.]+)", told)
    assert exposure, told
    assert float(exposure[1]) <= EXPOSURE
