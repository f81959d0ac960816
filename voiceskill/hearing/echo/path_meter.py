"""Measures how late the microphone hears the loudspeaker, and by how much their clocks differ.

Two devices have a quartz each. Where one is ten millionths faster, a filter that learns the way between them never
catches up. How the echo's delay moves shows in the cross-correlation of two cross-correlations: A. Chinaev, P. Thüne
and G. Enzner, "Double-cross-correlation processing for blind sampling-rate and time-offset estimation", IEEE/ACM
Transactions on Audio, Speech, and Language Processing 29 (2021).
"""

from collections import deque
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.recognizer import SAMPLE_RATE

_WINDOW: Final = 16_384
"""Samples that are correlated: 1.0 s, so that delays of up to half of it are seen."""
_HOP: Final = _WINDOW // 4
_TOGETHER: Final = 8
"""Windows whose cross-spectra are one look at the way: 2 s."""
_APART: Final = 2
"""Looks between the two that are compared: 4 s, in which ten millionths are two thirds of a sample."""
_APART_S: Final = _APART * _TOGETHER * _HOP / SAMPLE_RATE
_FASTEST: Final = 500e-6
"""Largest difference of two clocks."""
_REMEMBERED: Final = 0.7
"""Share of the comparisons so far that goes into the next."""
_LONGEST_S: Final = 0.45
"""Longest delay that is told from its neighbours."""
_FINE: Final = 8
"""Values of the double cross-correlation for each sample."""
_QUIET: Final = 1e-4
"""Root mean square below which a window of the loudspeaker tells nothing: -80 dB."""
_CLEAR: Final = 6.0
"""How far a peak rises above the others, relative to their root mean square, to be believed."""

_Spectrum = NDArray[np.complexfloating[Any, Any]]


@dataclass(frozen=True, slots=True)
class Path:
    """The way from the loudspeaker to the microphone."""

    delay: float | None
    """Seconds by which the microphone is late, negative where it is early; None where that is not clear."""
    drift: float | None
    """Seconds a second by which the microphone falls behind ever more; None where that is not known yet."""


class PathMeter:
    """Looks at both signals together, a look every two seconds in which something is played."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._window: NDArray[np.float32] = np.hanning(_WINDOW).astype(np.float32)
        self._microphone = np.zeros(_WINDOW, np.float32)
        self._loudspeaker = np.zeros(_WINDOW, np.float32)
        self._fresh = 0
        self.forget()

    def forget(self) -> None:
        """Begin anew: the delay has changed at a stroke, or the clocks have been brought together."""
        self._sum: _Spectrum = np.zeros(_WINDOW // 2 + 1, np.complex64)
        self._count = 0
        self._looks: deque[_Spectrum] = deque(maxlen=_APART + 1)
        self._moved: _Spectrum = np.zeros(_WINDOW // 2 + 1, np.complex64)

    def take(self, microphone: NDArray[np.float32], loudspeaker: NDArray[np.float32]) -> Path | None:
        """Take what both had in the same block, any size; return the way where another look at it is complete."""
        self._microphone = np.concatenate((self._microphone[microphone.size :], microphone))
        self._loudspeaker = np.concatenate((self._loudspeaker[loudspeaker.size :], loudspeaker))
        self._fresh += microphone.size
        if self._fresh < _HOP:
            return None
        self._fresh -= _HOP
        if np.sqrt(np.mean(self._loudspeaker**2)) < _QUIET:
            self.forget()  # looks that do not follow each other cannot be compared
            return None
        heard, played = (np.fft.rfft(sound * self._window) for sound in (self._microphone, self._loudspeaker))
        self._sum += _even(heard * played.conj())
        self._count += 1
        return self._look() if self._count == _TOGETHER else None

    def _look(self) -> Path:
        look, self._sum, self._count = self._sum, np.zeros_like(self._sum), 0
        self._looks.append(look)
        delay = _peak(np.fft.irfft(look), round(_LONGEST_S * SAMPLE_RATE))
        drift = None
        if len(self._looks) > _APART:
            moved = look * self._looks[0].conj()
            self._moved = _REMEMBERED * self._moved + (1.0 - _REMEMBERED) * moved
            drift = self._drift()
        return Path(None if delay is None else delay / SAMPLE_RATE, drift)

    def _drift(self) -> float | None:
        fine = np.fft.irfft(self._moved, _FINE * _WINDOW)
        place = _peak(fine, round(_FINE * _FASTEST * _APART_S * SAMPLE_RATE))
        return None if place is None else place / _FINE / SAMPLE_RATE / _APART_S


def _even(spectrum: _Spectrum) -> _Spectrum:
    """Return a spectrum of the same phases, in which each frequency counts as much as any other."""
    even: _Spectrum = spectrum / (np.abs(spectrum) + np.float32(1e-12))
    return even


def _peak(correlation: NDArray[np.float64], farthest: int) -> float | None:
    """Return the place of the peak of a circular correlation, between -farthest and farthest, if it is a clear one."""
    around = np.concatenate((correlation[-farthest:], correlation[: farthest + 1]))
    place = int(np.argmax(np.abs(around)))
    if np.abs(around[place]) < _CLEAR * np.sqrt(np.mean(correlation**2)):
        return None
    between = 0.0
    if 0 < place < around.size - 1:  # a parabola through it and its neighbours
        left, middle, right = np.abs(around[place - 1 : place + 2])
        bend = left - 2.0 * middle + right
        between = float(0.5 * (left - right) / bend) if bend else 0.0
    return place + between - farthest
