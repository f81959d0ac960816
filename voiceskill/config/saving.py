"""Puts a file in the place of another at once, so that a power cut leaves the one or the other."""

import errno
import fcntl
import glob
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from voiceskill.complaint import Complaint
from voiceskill.flushing import flush_folder

_OLD_S = 600.0
"""Seconds after which nobody writes a draft any more."""


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
        drop_old_drafts(target.parent, glob.escape(target.name))
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
        flush_folder(target.parent)
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


def drop_old_drafts(folder: Path, names: str) -> None:
    """Delete what power cuts have left of files that were being saved; what is minutes old may still be in use.

    Args:
        folder: Where.
        names: Pattern of the files' names, as `glob` has it.
    """
    for draft in folder.glob(f".{names}.{'[0-9a-f]' * 8}"):
        with suppress(OSError):
            if abs(time.time() - draft.stat().st_mtime) > _OLD_S:
                draft.unlink()


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
