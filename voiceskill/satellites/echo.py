"""What is known here of the echo at a satellite, which takes it away itself."""

from collections import deque
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.gate import FRAME
from voiceskill.hearing.recognizer import SAMPLE_RATE

_REMEMBERED: Final = 12 * SAMPLE_RATE // FRAME
"""Blocks of 20 ms: 12 s, more than any utterance."""


class SatelliteEcho:
    """An `Echo` that gives the samples on as they are, and remembers what the satellite says of them."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._judged: deque[tuple[float, float]] = deque(maxlen=_REMEMBERED)
        self._blocks = 0

    def judge(self, blocks: Iterable[tuple[float, float]]) -> None:
        """Take note of what is in the samples that are heard next.

        Args:
            blocks: For each 20 ms: power that is likely echo still, and all power.
        """
        for block in blocks:
            self._judged.append(block)
            self._blocks += 1

    def clean(self, samples: NDArray[np.int16], until: float) -> NDArray[np.int16]:
        """Return the samples: int16, mono, 16 kHz, shape (n,)."""
        del until
        return samples

    def share(self, begin: float, end: float) -> float:
        """Return which part of what was heard between two moments is likely to be echo still; 1 or more: all of it.

        Args:
            begin: Seconds since the first sample that was heard, not more than 12 s ago.
            end: Likewise.
        """
        first = self._blocks - len(self._judged)
        within = slice(*(max(0, round(moment * SAMPLE_RATE / FRAME) - first) for moment in (begin, end)))
        left, power = np.sum([(0.0, 0.0), *list(self._judged)[within]], axis=0)
        return float(left / power) if power else 0.0

    def forget(self) -> None:
        """Do nothing: the satellite knows what becomes of its devices."""

    def flush(self) -> NDArray[np.int16]:
        """Return nothing: nothing is kept back."""
        return np.empty(0, np.int16)
