"""Noise to mix speech with."""

from pathlib import Path

import numpy as np
import soxr

from voiceskill.complaint import Complaint
from voiceskill.evaluating.sound import Samples, Sound, read_sound


class Noise:
    """A room in which nobody speaks."""

    def __init__(self, sound: Sound) -> None:
        """Take what is heard there; not silence."""
        self._sound = sound
        self._at: dict[int, Samples] = {sound.rate: sound.samples}

    def piece(self, length: int, rate: int, chance: np.random.Generator) -> Samples:
        """Return a piece that begins anywhere, float32, shape (length,); a recording that is too short is repeated.

        Args:
            length: Samples wanted.
            rate: How many of them a second, in Hz.
            chance: Says where it begins.
        """
        if rate not in self._at:
            self._at[rate] = soxr.resample(self._sound.samples, self._sound.rate, rate)
        whole = self._at[rate]
        begin = int(chance.integers(whole.size))
        return whole.take(np.arange(begin, begin + length), mode="wrap")


def read_noise(path: Path) -> Noise:
    """Return the noise of a recording.

    Raises:
        Complaint: It cannot be read, or is silent.
    """
    sound = read_sound(path)
    if not sound.samples.any():
        raise Complaint(f"The noise {path} is silent; name a recording of a kitchen, a street or the like.")
    return Noise(sound)
