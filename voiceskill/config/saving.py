"""Puts a file in the place of another at once, so that a power cut leaves the one or the other."""

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from voiceskill.complaint import Complaint


def save(path: Path, content: bytes) -> None:
    """Write a file, which keeps its mode and owner; a symbolic link is followed, missing folders are made.

    Raises:
        Complaint: It cannot be written; then it is as it was.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _refuse_read_only(target)
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _keep_mode_and_owner(target, temporary)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        # The content is in its place by now; some file systems do not let a folder be flushed.
        with suppress(OSError), _opened(target.parent) as folder:
            os.fsync(folder)
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


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _refuse_read_only(target: Path) -> None:
    """Respect that somebody has protected a file, which does not keep another from taking its place."""
    with suppress(FileNotFoundError):
        # To the administrator everything is writable, but a mode without any "w" is meant for them as well.
        if not target.stat().st_mode & 0o222 or not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "it is read-only")


def _keep_mode_and_owner(old: Path, new: Path) -> None:
    with suppress(FileNotFoundError):
        known = old.stat()
        with suppress(PermissionError):  # only the administrator may give a file away
            os.chown(new, known.st_uid, known.st_gid)
        shutil.copymode(old, new)
