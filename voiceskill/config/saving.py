"""Writes files that others may have open, locked or protected."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from voiceskill.complaint import Complaint
from voiceskill.replacing import replacing

_EVERYBODY = 0o666
"""Mode of a new file, as far as the process's umask lets it."""


def save(path: Path, content: bytes) -> None:
    """Write a file, which keeps its mode and owner; a symbolic link is followed, missing folders are made.

    Raises:
        Complaint: It cannot be written; then it is as it was.
    """
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _refuse_read_only(target)
        with replacing(target, mode=_EVERYBODY) as file:
            file.write(content)
            _keep_mode_and_owner(target, file.fileno())
    except OSError as error:
        raise Complaint(
            f"{path} cannot be written: {error.strerror}; nothing was changed. Make room there, or let the program "
            "write to the file and its folder."
        ) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes that ask for the same from going on until the context is left.

    Raises:
        Complaint: The folder cannot be made, or not be locked.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise Complaint(f"The folder {folder} cannot be used: {error.strerror}; nothing was changed.") from error
    try:
        with suppress(OSError):  # some network's file systems know no locks
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _refuse_read_only(target: Path) -> None:
    """Respect that somebody has protected a file, which does not keep another from taking its place."""
    with suppress(FileNotFoundError):
        # To the administrator everything is writable, but a mode without any "w" is meant for them as well.
        if not target.stat().st_mode & 0o222 or not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "it is read-only")


def _keep_mode_and_owner(old: Path, new: int) -> None:
    with suppress(FileNotFoundError):
        known = old.stat()
        with suppress(PermissionError):  # only the administrator may give a file away
            os.chown(new, known.st_uid, known.st_gid)
        os.chmod(new, stat.S_IMODE(known.st_mode))
