"""Has the names in a folder on the disk, so that a power cut does not bring back what was there before."""

import os
from contextlib import suppress
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """Write a folder's entries to the disk before returning, as far as its file system lets them be written.

    A file that takes the place of another is flushed before that, and its folder after it: the order in which a power
    cut leaves the one or the other, whole.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
