"""Gives the program's log its form: plain sentences for a terminal, with their urgency for systemd's journal."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import TextIO

_URGENCIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6), (logging.NOTSET, 7))
"""Levels of logging, and the priorities of ``syslog(3)`` from there on."""


def set_up_logging() -> None:
    """Send what is logged to standard error, one sentence a line."""
    handler = logging.StreamHandler()
    if goes_to_journal(sys.stderr):
        handler.setFormatter(JournalFormatter("%(message)s"))
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler])


def urgency(level: int, stream: TextIO) -> str:
    """Return what tells systemd's journal how urgent a line is; nothing where the stream leads somewhere else.

    Args:
        level: As `logging` has it.
        stream: Where the line is written.
    """
    return _urgency(level) if goes_to_journal(stream) else ""


def goes_to_journal(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether a stream leads to systemd's journal, as ``systemd.exec(5)`` says that it is found out.

    Args:
        stream: Such as standard error.
        environment: The process's variables, of which ``JOURNAL_STREAM`` counts.
    """
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return environment.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


class JournalFormatter(logging.Formatter):
    """Begins each line with its urgency, for the journal takes every line by itself."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines."""
        begin = _urgency(record.levelno)
        return "\n".join(begin + line for line in super().format(record).splitlines())


def _urgency(level: int) -> str:
    return f"<{next(priority for least, priority in _URGENCIES if level >= least)}>"
