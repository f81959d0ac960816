"""`voiceskill doctor` tells whether the coach is a service, and how that service is."""

from pathlib import Path

import pytest

from voiceskill.appliance.installation import UNIT, service_state
from voiceskill.complaint import Complaint

SYSTEMCTL = """\
#!/bin/sh
# In place of systemd: gives two answers.
case $2 in is-active) echo {active} ;; is-enabled) echo {enabled} ;; esac
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for programs, on a machine on which the service is installed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    unit = tmp_path / "systemd" / "user" / UNIT
    unit.parent.mkdir(parents=True)
    unit.touch()
    return tmp_path


def _answer(machine: Path, active: str, enabled: str) -> None:
    program = machine / "systemctl"
    program.write_text(SYSTEMCTL.format(active=active, enabled=enabled))
    program.chmod(0o755)


def test_a_service_that_runs_is_told(machine: Path) -> None:
    _answer(machine, "active", "enabled")
    assert service_state() == "active, and starts with the machine"
    _answer(machine, "active", "disabled")
    assert service_state() == "active"


def test_one_that_does_not_run_or_is_none_is_told_with_what_to_do(machine: Path) -> None:
    _answer(machine, "failed", "enabled")
    with pytest.raises(Complaint, match=r"failed.*start voiceskill"):
        service_state()
    (machine / "systemd" / "user" / UNIT).unlink()
    with pytest.raises(Complaint, match="script/install"):
        service_state()
