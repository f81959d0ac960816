"""Makes a backup, while the coach may be at work."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from voiceskill.backup.archive import write_archive
from voiceskill.backup.places import JOURNAL, Places
from voiceskill.complaint import Complaint

_PATIENCE_S = 5.0
"""Seconds to wait for the coach, who writes a fact."""


def back_up(places: Places, target: Path) -> Path:
    """Keep all that belongs to the user.

    Args:
        places: Where it lies.
        target: The file to write, which is replaced; or a folder, in which it is named by the time of day.

    Returns:
        The file.

    Raises:
        Complaint: There is nothing to keep, something cannot be read, or the file cannot be written.
    """
    if target.is_dir():
        target /= f"voiceskill-{datetime.now().astimezone():%Y%m%d-%H%M%S}.tar.gz"
    elif target.exists() and not target.is_file():
        raise Complaint(f"The backup {target} is no ordinary file; name another, or a folder.")
    if not any(places.present()):
        raise Complaint("There is nothing to back up yet: no journal, and no settings of your own.")
    write_archive(target, _contents(places))
    return target


def _contents(places: Places) -> Iterator[tuple[str, bytes]]:
    for name, path in places.present():
        try:
            yield name, _journal(path) if name == JOURNAL else path.read_bytes()
        except FileNotFoundError:  # an old version of the settings, which has just been given up
            continue
        except OSError as error:
            raise Complaint(f"{path} cannot be read: {error.strerror}; nothing was backed up.") from error


def _journal(path: Path) -> bytes:
    """Return a journal as it is at one moment, what still lies in its write-ahead log included."""
    with tempfile.TemporaryDirectory(prefix="voiceskill-") as folder:
        whole = Path(folder, JOURNAL)
        try:
            with (
                closing(sqlite3.connect(path, timeout=_PATIENCE_S)) as journal,
                closing(sqlite3.connect(whole, isolation_level=None)) as copy,
            ):
                journal.execute("PRAGMA user_version").fetchone()
                journal.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise Complaint(f"The journal {path} cannot be read ({error}); nothing was backed up.") from error
        return whole.read_bytes()
