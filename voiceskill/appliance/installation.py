"""Looks whether the coach, or a satellite, is installed as a service, and how that service is."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_config_path

from voiceskill.complaint import Complaint

COACH = "voiceskill"
"""The name of the coach's service."""
SATELLITE = "voiceskill-satellite"
"""The name of a satellite's. A machine may have both."""
_PATIENCE_S = 5.0
"""Seconds that systemd may take to answer."""


def unit_file(service: str) -> Path:
    """Return where `script/install` puts a service, by its name."""
    return user_config_path() / "systemd" / "user" / f"{service}.service"


def service_states() -> Iterator[str | Complaint]:
    """Yield in a few words how each service is that is installed, or the complaint that it does not run.

    Raises:
        Complaint: None is installed; the sentence says what to do.
    """
    services = [service for service in (COACH, SATELLITE) if unit_file(service).is_file()]
    if not services:
        raise Complaint("The coach does not start with the machine; `script/install` makes it a service.")
    for service in services:
        who = "the coach" if service == COACH else "the satellite"
        state = _asked("is-active", service)
        if state != "active":
            yield Complaint(
                f"{who} is {state or 'not known to systemd'}; `systemctl --user start {service}` starts it, and "
                f"`journalctl --user -u {service}` tells what went wrong."
            )
        else:
            starts = _asked("is-enabled", service) == "enabled"
            yield f"{who} is active{', and starts with the machine' if starts else ''}"


def _asked(question: str, service: str) -> str:
    systemctl = shutil.which("systemctl")
    if systemctl is None:
        return ""
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed command
            [systemctl, "--user", question, service],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()
