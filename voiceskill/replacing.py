"""Puts a file in the place of another at once, so that a power cut leaves the one or the other, whole."""

import glob
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600
"""Mode of a file that its owner alone may read and write."""
_OLD_S = 600.0
"""Seconds after which nobody writes a draft any more."""


@contextmanager
def replacing(path: Path, *, mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """Give a draft to write; once the context is left it takes the file's place, and is on the disk with its name.

    Where the context is left by an exception, the file is as it was and the draft is gone. A symbolic link is followed.

    Args:
        path: The file, which need not exist yet; its folder has to.
        mode: Of the new file, as far as the process's umask lets it.

    Raises:
        OSError: It cannot be written; then it is as it was.
    """
    target = path.resolve()
    drop_old_drafts(target.parent, glob.escape(target.name))
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with open(draft, "xb", opener=partial(os.open, mode=mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def drop_old_drafts(folder: Path, names: str) -> None:
    """Delete what power cuts have left of files that were being written; what is minutes old may still be in use.

    Args:
        folder: Where.
        names: Pattern of the files' names, as `glob` has it.
    """
    for draft in folder.glob(f".{names}.{'[0-9a-f]' * 8}"):
        with suppress(OSError):
            if abs(time.time() - draft.stat().st_mtime) > _OLD_S:
                draft.unlink()


def _flush_folder(folder: Path) -> None:
    """Write a folder's entries to the disk before returning, as far as its file system lets them be written."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
