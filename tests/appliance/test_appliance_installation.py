"""`voiceskill doctor` tells whether the coach, or a satellite, is a service, and how that service is."""

from pathlib import Path

import pytest

from voiceskill.appliance.installation import COACH, SATELLITE, service_states, unit_file
from voiceskill.complaint import Complaint

SYSTEMCTL = """\
#!/bin/sh
# In place of systemd: gives two answers.
case $2 in is-active) echo {active} ;; is-enabled) echo {enabled} ;; esac
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for programs, on a machine on which the coach is installed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    unit_file(COACH).parent.mkdir(parents=True)
    unit_file(COACH).touch()
    return tmp_path


def _answer(machine: Path, active: str, enabled: str) -> None:
    program = machine / "systemctl"
    program.write_text(SYSTEMCTL.format(active=active, enabled=enabled))
    program.chmod(0o755)


def _told() -> list[str]:
    return [str(state) for state in service_states()]


def test_a_service_that_runs_is_told(machine: Path) -> None:
    _answer(machine, "active", "enabled")
    assert _told() == ["the coach is active, and starts with the machine"]
    _answer(machine, "active", "disabled")
    assert _told() == ["the coach is active"]


def test_one_that_does_not_run_or_is_none_is_told_with_what_to_do(machine: Path) -> None:
    _answer(machine, "failed", "enabled")
    (told,) = service_states()
    assert isinstance(told, Complaint)
    assert "start voiceskill`" in str(told)
    unit_file(COACH).unlink()
    with pytest.raises(Complaint, match="script/install"):
        _told()


def test_a_satellite_is_a_service_as_well_beside_the_coach_or_without_one(machine: Path) -> None:
    _answer(machine, "active", "enabled")
    unit_file(SATELLITE).touch()
    assert len(_told()) == 2
    unit_file(COACH).unlink()
    assert _told() == ["the satellite is active, and starts with the machine"]
    _answer(machine, "inactive", "enabled")
    assert "the satellite is inactive; `systemctl --user start voiceskill-satellite`" in _told()[0]
