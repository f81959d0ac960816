"""Turns down, frequency by frequency, what echo is likely left after the filter."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.echo.kalman_filter import BLOCK, Separated

_DISTORTED: Final = 0.01
"""Power of what a loudspeaker adds that no linear filter foresees, relative to the echo: -20 dB, a small one at
three quarters of its loudness."""
_EAGER: Final = 2.0
"""How much more than what is expected is taken away: a recogniser minds a remnant of a word more than a thin voice."""
_RISING: Final = 10 ** (0.1 * 3.0 / 50)
"""How fast the room's own noise may be found to be louder, a block: 3 dB a second."""
_BIAS: Final = 2.0
"""Power of that noise, relative to the least that was heard of it."""
_SMOOTH: Final = 0.5


class Suppressor:
    """A Wiener filter over frames that overlap by half; its output lies one block behind."""

    def __init__(self) -> None:
        """Begin in silence."""
        window = np.sqrt(np.hanning(2 * BLOCK + 1)[:-1])
        self._window: NDArray[np.float32] = window.astype(np.float32)
        self._last = Separated(*(np.zeros(size, np.float32) for size in (BLOCK, BLOCK, BLOCK + 1)))
        self._left = np.zeros(BLOCK + 1)
        self._all = np.zeros(BLOCK + 1)
        self._heard = np.zeros(BLOCK + 1)
        self._room = np.full(BLOCK + 1, np.inf)
        self.power = 0.0
        """Power of the last frame before anything was turned down, over all frequencies."""
        self.left = 0.0
        """The part of it that is likely echo: more than all of it where hardly anything is known of the way."""
        self._overlap = np.zeros(BLOCK)

    def clean(self, now: Separated) -> NDArray[np.float32]:
        """Take the next block, and return the one before it: -1 to 1, shape (`BLOCK`,)."""
        residual = self._spectrum(self._last.residual, now.residual)
        echo = self._spectrum(self._last.echo, now.echo)
        self._last = now
        heard = residual + echo
        left = 0.5 * now.doubt + _DISTORTED * np.abs(echo) ** 2
        self._left = _SMOOTH * self._left + (1.0 - _SMOOTH) * left
        self._all = _SMOOTH * self._all + (1.0 - _SMOOTH) * np.abs(residual) ** 2
        self._heard = _SMOOTH * self._heard + (1.0 - _SMOOTH) * np.abs(heard) ** 2
        # What is foreseen may not have come: in headphones, or where the user has just spoken.
        residual = np.where(self._all < self._heard, residual, heard)
        power = np.minimum(self._all, self._heard) + 1e-12
        self.power, self.left = float(power.sum()), float(self._left.sum())
        self._room = np.minimum(_RISING * self._room, _BIAS * power)
        # Not below the room's own noise: after a sudden quiet, that would stand out like somebody who speaks.
        least = np.minimum(self._room / power, 1.0)
        gain = np.maximum(1.0 - _EAGER * self._left / power, np.sqrt(least))
        frame = np.fft.irfft(residual * gain) * self._window
        cleaned: NDArray[np.float32] = (frame[:BLOCK] + self._overlap).astype(np.float32)
        self._overlap = frame[BLOCK:]
        return cleaned

    def _spectrum(self, before: NDArray[np.float32], now: NDArray[np.float32]) -> NDArray[np.complex128]:
        return np.fft.rfft(np.concatenate((before, now)) * self._window)
