"""Looks whether the coach is installed as a service, and how that service is."""

import shutil
import subprocess

from platformdirs import user_config_path

from voiceskill.complaint import Complaint

UNIT = "voiceskill.service"
"""The service's name."""
_PATIENCE_S = 5.0
"""Seconds that systemd may take to answer."""


def service_state() -> str:
    """Return in a few words how the service is.

    Raises:
        Complaint: It is not installed, or does not run; the sentence says what to do.
    """
    if not (user_config_path() / "systemd" / "user" / UNIT).is_file():
        raise Complaint("The coach does not start with the machine; `script/install` makes it a service.")
    state = _asked("is-active")
    if state != "active":
        raise Complaint(
            f"It is {state or 'not known to systemd'}; `systemctl --user start voiceskill` starts it, and "
            "`journalctl --user -u voiceskill` tells what went wrong."
        )
    return "active, and starts with the machine" if _asked("is-enabled") == "enabled" else "active"


def _asked(question: str) -> str:
    systemctl = shutil.which("systemctl")
    if systemctl is None:
        return ""
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed command
            [systemctl, "--user", question, UNIT],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()
