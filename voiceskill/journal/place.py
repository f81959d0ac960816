"""Finds where the journal is kept."""

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "VOICESKILL_JOURNAL"
"""Environment variable that names the journal's file, or its URL."""


Place = Path | str
"""A file, or the URL of a server's database."""


def find_place(explicit: Path | None = None, configured: str | None = None) -> Place:
    """Return where the journal is kept, in a file or on a server.

    It is the first of these: the file named on the command line, the file or the URL named by `VARIABLE`, the URL named
    by the settings, `journal.sqlite3` in the user's own data folder.

    Args:
        explicit: The file that the command line names, if it does.
        configured: The URL that the settings name, if they do.
    """
    variable = os.environ.get(VARIABLE, "")
    if explicit is None and (_is_url(variable) or (configured and not variable)):
        return variable or configured or ""
    return find_journal(explicit)


def find_journal(explicit: Path | None = None) -> Path:
    """Return the path of the journal's file, which need not exist yet.

    It is the first of these: the one named on the command line, the one named by `VARIABLE`, `journal.sqlite3` in the
    user's own data folder.

    Args:
        explicit: The file that the command line names, if it does.
    """
    if explicit is not None:
        return explicit
    if (variable := os.environ.get(VARIABLE)) and not _is_url(variable):
        return Path(variable)
    return user_data_path("voiceskill", appauthor=False) / "journal.sqlite3"


def _is_url(place: str) -> bool:
    return "://" in place
