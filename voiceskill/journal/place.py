"""Finds the journal's file."""

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "VOICESKILL_JOURNAL"
"""Environment variable that names the journal's file."""


def find_journal(explicit: Path | None = None) -> Path:
    """Return the path of the journal, which need not exist yet.

    It is the first of these: the one named on the command line, the one named by `VARIABLE`, `journal.sqlite3` in the
    user's own data folder.

    Args:
        explicit: The file that the command line names, if it does.
    """
    if explicit is not None:
        return explicit
    if variable := os.environ.get(VARIABLE):
        return Path(variable)
    return user_data_path("voiceskill", appauthor=False) / "journal.sqlite3"
