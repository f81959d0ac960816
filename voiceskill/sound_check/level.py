"""How loud the microphone is, ten times a second."""

from dataclasses import dataclass
from math import log10

import numpy as np
from numpy.typing import NDArray

INTERVAL_S = 0.1
"""Seconds from one level to the next."""
SILENCE_DB = -96.0
"""What no sound at all is called: the quietest that 16 bits can tell from it."""
_FULL = 32_768.0


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a tenth of a second was, in decibels below the loudest that can be recorded (dBFS)."""

    t: float
    """Seconds on the room's sample clock at which it ended."""
    mean_db: float
    """Root of the mean square of the samples; 0 would be a square wave of full height."""
    peak_db: float
    """The largest sample; at 0 it is clipped."""


class LevelMeter:
    """Measures a stream of samples. Costs some 10 µs a block."""

    def __init__(self, rate: int) -> None:
        """Start.

        Args:
            rate: Samples a second, in Hz.
        """
        self._enough = round(rate * INTERVAL_S)
        self._count = 0
        self._power = 0.0
        self._peak = 0.0

    def take(self, samples: NDArray[np.int16], t: float) -> Level | None:
        """Take the next samples; return the level of the last tenth of a second where that is complete.

        Args:
            samples: int16, mono, shape (n,).
            t: Seconds on the room's sample clock at which they end.
        """
        if samples.size:
            heard = samples.astype(np.float32)
            self._power += float(heard @ heard)
            self._peak = max(self._peak, float(np.abs(heard).max()))
            self._count += samples.size
        if self._count < self._enough:
            return None
        level = Level(t, _db(self._power / self._count, 10), _db(self._peak, 20, _FULL))
        self._count, self._power, self._peak = 0, 0.0, 0.0
        return level


def _db(value: float, factor: int, full: float = _FULL**2) -> float:
    return max(factor * log10(value / full), SILENCE_DB) if value else SILENCE_DB
