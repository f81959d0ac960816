"""Loudness that changes without a click."""

import numpy as np
from numpy.typing import NDArray

_RAMP_S = 0.02


class Gain:
    """A factor that glides to each new value within 20 ms."""

    def __init__(self, rate: int) -> None:
        """Begin at 1.

        Args:
            rate: Samples a second, in Hz.
        """
        self._steps = round(_RAMP_S * rate)
        self._target = 1.0
        self._now = 1.0
        self._ramp = np.zeros(0, np.float32)

    @property
    def target(self) -> float:
        """The factor, 0 to 1, once the glide is over."""
        return self._target

    @target.setter
    def target(self, value: float) -> None:
        self._target = value
        self._ramp = np.linspace(self._now, value, self._steps + 1, dtype=np.float32)[1:]

    def apply(self, samples: NDArray[np.float32]) -> None:
        """Multiply the next samples, shape (n,), in place."""
        gliding = min(self._ramp.size, samples.size)
        if gliding:
            samples[:gliding] *= self._ramp[:gliding]
            self._now = float(self._ramp[gliding - 1])
            self._ramp = self._ramp[gliding:]
        if self._target != 1.0:
            samples[gliding:] *= np.float32(self._target)
