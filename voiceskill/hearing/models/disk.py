"""Says in one sentence what is wrong with a disk that will not take a model."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voiceskill.complaint import Complaint

_SPARE = 16_000_000
"""Bytes that must stay free beside a model, for the journal and the settings."""


class DiskFull(Complaint):
    """There is no room left on a disk."""


def megabytes(count: int) -> str:
    """Return a number of bytes in the words of a sentence, in decimal megabytes: ``41.2 MB``."""
    return f"{count / 1e6:.1f} MB"


def require_space(folder: Path, count: int) -> None:
    """See that a disk has room.

    Args:
        folder: An existing folder on it.
        count: What is going to be written, in bytes.

    Raises:
        DiskFull: It has not.
    """
    free = shutil.disk_usage(folder).free
    if free < count + _SPARE:
        raise DiskFull(
            f"The disk of {folder} has {megabytes(free)} free, and the model needs {megabytes(count + _SPARE)} there; "
            "free some space and try again."
        )


@contextmanager
def disk_complaints(path: Path) -> Iterator[None]:
    """Turn what the system says of reading or writing `path` into a `Complaint`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"The disk of {path} is full; free some space and try again.") from error
        raise Complaint(f"{path} cannot be used ({error.strerror or error}); see that you may write there.") from error
