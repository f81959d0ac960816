"""What the loudspeaker plays, at the microphone's pace: sample for sample what was played while that was heard."""

import threading
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from voiceskill.hearing.recognizer import SAMPLE_RATE

_KEPT: Final = 3 * SAMPLE_RATE
"""Samples of what was played that are kept: more than any device is late."""
_LEAD: Final = SAMPLE_RATE // 100
"""Samples by which it runs ahead where it can: the clocks' word is good to a few milliseconds only, and an echo that
seems to come before its sound cannot be foreseen."""
_SLACK: Final = 0.01 * SAMPLE_RATE
"""Samples by which the clocks' word may differ from what is usual with it: a gap in a stream is longer."""
_USUAL: Final = 2.0 * SAMPLE_RATE
"""Samples after which what the clocks say is usual: a sound server's guesses wander by 2 ms in a second, and by more
than 8 ms in all, while not a sample is lost."""
_SURE: Final = 15
"""Calls in a row for which it has to differ by more, until it is believed."""
_FASTEST: Final = 500e-6
"""Largest difference of two clocks: a bad quartz differs by a tenth of it."""
_UNTAKEN: Final = 150
"""Pieces that may wait for the ear's thread, so that they do not heap up where nobody listens."""
_REACH: Final = 8
"""Samples on either side of a place between two samples by which that is told."""
_PHASES: Final = 64
"""Places between two samples for which the weights are at hand; those between are told from their neighbours."""


class Reference:
    """The loudspeaker's thread puts, the ear's takes."""

    def __init__(self, rate: int) -> None:
        """Begin with nothing played.

        Args:
            rate: Samples a second of the loudspeaker, in Hz.
        """
        self._fresh: list[NDArray[np.float32]] = []
        self._lock = threading.Lock()
        # Output sample k sounds at k / SAMPLE_RATE, though the filter keeps some back.
        self._resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="LQ")
        self._played = np.zeros(_KEPT, np.float32)
        self._end = 0
        self._weights = _weights()
        self._drift = 0.0
        self._shift = 0.0
        self._lead = 0.0
        self._next: float | None = None
        self._strays = 0
        self._wandered = 0.0

    @property
    def drift(self) -> float:
        """Seconds a second by which the microphone's clock is slower than the loudspeaker's."""
        return self._drift

    @drift.setter
    def drift(self, value: float) -> None:
        self._drift = min(max(value, -_FASTEST), _FASTEST)

    def put(self, samples: NDArray[np.float32]) -> None:
        """Remember what is played next: -1 to 1, mono, the loudspeaker's rate, shape (n,)."""
        with self._lock:
            self._fresh.append(samples)
            if len(self._fresh) > _UNTAKEN:
                self._gather()

    def forget(self) -> None:
        """Know nothing of the devices any more: they may be others with the next call."""
        self._shift = self._drift = 0.0
        self._next = None

    def delay(self, seconds: float) -> None:
        """Give what was played so much earlier from the next call on; later where negative."""
        self._shift += seconds * SAMPLE_RATE
        self._next = None

    def take(self, count: int, until: float) -> tuple[NDArray[np.float32], bool]:
        """Return what was played while the microphone heard as many samples.

        Args:
            count: Samples at `SAMPLE_RATE`.
            until: Seconds on the loudspeaker's clock at which they end.

        Returns:
            -1 to 1, 16 kHz, shape (count,), and whether it does not join what was returned before.
        """
        with self._lock:
            self._gather()
        begin = until * SAMPLE_RATE - self._shift - count
        place = self._next
        jumped = place is None or self._is_astray(place - self._lead - begin, count)
        if place is None or jumped:
            self._wandered = 0.0
            self._lead = min(self._end - _REACH - begin - count, float(_LEAD))
            place = begin + self._lead
        self._next = place + count * (1.0 + self._drift)
        return self._between(place + np.arange(count, dtype=np.float64) * (1.0 + self._drift)), jumped

    def _gather(self) -> None:
        fresh, self._fresh = self._fresh, []
        for samples in fresh:
            ready = self._resampler.resample_chunk(samples)
            self._played = np.concatenate((self._played[ready.size :], ready[-_KEPT:]))
            self._end += ready.size

    def _is_astray(self, off: float, count: int) -> bool:
        """Say whether what is given, so many samples too late by the clocks' word, is not what was played then."""
        self._strays = self._strays + 1 if abs(off - self._wandered) > _SLACK else 0
        self._wandered += (off - self._wandered) * min(count / _USUAL, 1.0)
        if self._strays <= _SURE:
            return False
        self._strays = 0
        return True

    def _between(self, places: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the sound at places that may lie between two samples; where it is not kept, silence."""
        whole = np.floor(places)
        near = self._kept(int(whole[0]) + 1 - _REACH, int(whole[-1] - whole[0]) + 2 * _REACH)
        if not near.any():  # nobody speaks for most of the time
            return np.zeros(places.size, np.float32)
        phase, rest = np.divmod((places - whole) * _PHASES, 1.0)
        number = phase.astype(int)
        weights = self._weights[number] * (1.0 - rest)[:, None] + self._weights[number + 1] * rest[:, None]
        around = near[(whole - whole[0]).astype(int)[:, None] + np.arange(2 * _REACH)]
        return np.asarray(np.einsum("ij,ij->i", around, weights), np.float32)

    def _kept(self, first: int, count: int) -> NDArray[np.float32]:
        """Return so many samples from a place on; those that are not kept as silence."""
        begin = first + _KEPT - self._end
        there = slice(min(max(begin, 0), _KEPT), min(max(begin + count, 0), _KEPT))
        samples = np.zeros(count, np.float32)
        if there.start < there.stop:
            samples[there.start - begin : there.stop - begin] = self._played[there]
        return samples


def _weights() -> NDArray[np.float64]:
    """Return what each of the samples around it adds at each phase between two: a windowed sinc; a row a phase."""
    distances = np.arange(1 - _REACH, _REACH + 1) - np.arange(_PHASES + 1)[:, None] / _PHASES
    return np.asarray(np.sinc(distances) * np.cos(0.5 * np.pi * distances / _REACH) ** 2)
