"""Why the journal cannot be written, as far as somebody on the mat has to know."""

import errno
import os
import sqlite3
from enum import StrEnum
from pathlib import Path


class Hindrance(StrEnum):
    """What keeps the journal from being written, until somebody does something about it."""

    FULL = "full"
    """There is no room on the disk."""
    READ_ONLY = "read_only"
    """The disk, the folder or the file may only be read."""
    AWAY = "away"
    """The server does not answer, or lets nobody in."""
    BROKEN = "broken"
    """Something else."""


_BY_ERRNO = {
    errno.ENOSPC: Hindrance.FULL,
    errno.EDQUOT: Hindrance.FULL,
    errno.EROFS: Hindrance.READ_ONLY,
    errno.EACCES: Hindrance.READ_ONLY,
    errno.EPERM: Hindrance.READ_ONLY,
}
_BY_SQLITE = {sqlite3.SQLITE_FULL: Hindrance.FULL, sqlite3.SQLITE_READONLY: Hindrance.READ_ONLY}
_PASSING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY = 0xFF
"""Bits of a result code of SQLite that name the error; the others tell more of it."""
_LITTLE_ROOM = 65_536
"""Bytes; SQLite asks for 32 KiB at once beside a journal."""


def hindrance(error: Exception, path: Path) -> Hindrance | None:
    """Return what has kept the journal from being written; None where that passes by itself, such as a lock.

    Args:
        error: With which writing has failed.
        path: The journal.
    """
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, Hindrance.BROKEN)
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY  # missing where Python itself has found the error
        return None if code in _PASSING else _BY_SQLITE.get(code) or _of_disk(path.parent)
    return Hindrance.BROKEN


def _of_disk(folder: Path) -> Hindrance:
    # Where SQLite cannot make a file beside the journal, it does not tell why.
    try:
        disk = os.statvfs(folder)
    except OSError:
        return Hindrance.BROKEN
    if disk.f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK):
        return Hindrance.READ_ONLY
    return Hindrance.FULL if disk.f_bavail * disk.f_frsize < _LITTLE_ROOM else Hindrance.BROKEN
