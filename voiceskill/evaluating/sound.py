"""Recordings in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.rooms.recording import RecordingRoom

Samples = NDArray[np.float32]
"""One channel, -1 to 1, shape (n,)."""

_SUFFIXES = frozenset(f".{name.lower()}" for name in soundfile.available_formats()) | {".aif", ".oga", ".opus", ".snd"}
"""How the names of the files end that libsndfile reads."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording."""

    samples: Samples
    """Its samples."""
    rate: int
    """How many of them a second, in Hz."""

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.samples.size / self.rate


def read_sound(path: Path) -> Sound:
    """Return what `voiceskill run --input` would hear of a recording: its channels averaged, at its own rate.

    Args:
        path: A sound file in any format of libsndfile, 8 to 192 kHz.

    Raises:
        Complaint: It cannot be read.
    """
    room = RecordingRoom(path)
    blocks = []
    for block in room.blocks(lambda count: np.zeros(count, np.float32)):
        if block.last:
            break
        blocks.append(block.samples)
    return Sound(np.concatenate(blocks).astype(np.float32) / np.float32(32_768), room.rate)


def sounds_in(folder: Path) -> tuple[Path, ...]:
    """Return all sound files in a folder and the folders in it, sorted by their paths.

    Raises:
        Complaint: There is no such folder, or no sound in it.
    """
    found = tuple(sorted(_sounds_in(folder)))
    if not found:
        raise Complaint(
            f"There are no recordings in the folder {folder}; name one with sound files, such as WAV or FLAC."
        )
    return found


def _sounds_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())


def loudness(samples: Samples) -> float:
    """Return the root mean square of samples, 0 to 1; 0 where there are none."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if samples.size else 0.0
