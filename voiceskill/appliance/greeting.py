"""Decides whether the coach says that he is there."""

import os
from collections.abc import Mapping
from datetime import time
from pathlib import Path

from voiceskill.reminding import ReminderSettings


def is_welcome(reminders: ReminderSettings, now: time, environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether somebody who has switched the machine on is to be told that the coach listens.

    A power cut at night wakes nobody, and a service that is restarted after a failure does not tell so again: it finds
    the mark that it left in its runtime folder, which systemd keeps over restarts and removes when the service is
    stopped.

    Args:
        reminders: Tells the quiet hours.
        now: Local time of day.
        environment: The process's variables, of which ``RUNTIME_DIRECTORY`` counts.
    """
    return not reminders.quiet_at(now) and not _greeted_before(environment)


def _greeted_before(environment: Mapping[str, str]) -> bool:
    folder = environment.get("RUNTIME_DIRECTORY")
    if not folder:
        return False
    try:
        Path(folder, "greeted").touch(exist_ok=False)
    except FileExistsError:
        return True
    except OSError:  # better said twice than never
        return False
    return False
