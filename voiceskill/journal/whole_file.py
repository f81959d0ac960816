"""Writes an exported file as a whole, or not at all."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from voiceskill.complaint import Complaint
from voiceskill.replacing import replacing


def write_whole(path: Path, write: Callable[[TextIO], None]) -> None:
    """Write a file in UTF-8: complete, readable for its owner alone, or not at all.

    Args:
        path: The file; what is there already is replaced.
        write: Writes to the stream, which takes line ends as they are.

    Raises:
        Complaint: The file cannot be written; what was there before is unchanged.
    """
    if path.exists() and not path.is_file():
        raise Complaint(f"The export {path} is no ordinary file; name another.")
    try:
        with replacing(path) as file:
            stream = io.TextIOWrapper(file, encoding="utf-8", newline="")
            write(stream)
            stream.detach()
    except OSError as error:
        raise Complaint(f"The export {path} cannot be written: {error.strerror}.") from error
