"""Takes the coach's own voice out of what the microphone hears."""

from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.echo.kalman_filter import BLOCK, EchoFilter
from voiceskill.hearing.echo.path_meter import Path, PathMeter
from voiceskill.hearing.echo.reference import Reference
from voiceskill.hearing.echo.suppressor import Suppressor
from voiceskill.hearing.recognizer import SAMPLE_RATE

_EARLIEST_S: Final = 0.001
_LATEST_S: Final = 0.12
"""Delays that the filter has room for: what comes earlier it cannot foresee, after later ones the echo's end is cut."""
_GOOD_S: Final = 0.015
"""Delay that any other is brought to."""
_AGREED_S: Final = 0.002
"""Seconds by which two looks at the delay may differ, and still agree."""
_SMALLEST_DRIFT: Final = 0.5e-6
"""Difference of the clocks below which nothing is corrected."""
_REMEMBERED: Final = 12 * SAMPLE_RATE // BLOCK
"""Blocks of which it is known how much echo is left in them: 12 s, more than any utterance."""
_NEW_S: Final = 8.0
"""Seconds of sound from which the way is known well enough to say how much echo is left."""
_OVERCONFIDENT: Final = 3.0
"""By how much that is too little before: of the coach's first sentence, a third is then taken for somebody else's."""
_FULL_SCALE: Final = 32768

Loudspeaker = Callable[[int], NDArray[np.float32]]
"""Asked for the next n samples to play: float32, mono, -1 to 1, its rate, shape (n,)."""


class EchoCanceller:
    """Knows what the loudspeaker plays, and finds its echo in what the microphone hears, however late that comes.

    What `overhear` returns is called by the loudspeaker's thread, all else by the ear's.
    """

    def __init__(self, rate: int) -> None:
        """Begin with nothing played.

        Args:
            rate: Samples a second of the loudspeaker, in Hz.
        """
        self._reference = Reference(rate)
        self._filter = EchoFilter()
        self._suppressor = Suppressor()
        self._meter = PathMeter()
        self._waiting = np.zeros(0, np.int16)
        self._begun = False
        self._judged: deque[tuple[float, float]] = deque(maxlen=_REMEMBERED)
        self._blocks = 0
        self._until = 0.0
        self._delay: float | None = None

    def overhear(self, loudspeaker: Loudspeaker) -> Loudspeaker:
        """Return a loudspeaker that gives the same samples, and has them taken note of."""

        def overheard(count: int) -> NDArray[np.float32]:
            samples = loudspeaker(count)
            self._reference.put(samples)
            return samples

        return overheard

    def clean(self, samples: NDArray[np.int16], until: float) -> NDArray[np.int16]:
        """Return what the microphone has heard, without the loudspeaker.

        The samples come out in whole blocks and one block, 20 ms, later than they go in; none is added or lost.

        Args:
            samples: int16, mono, 16 kHz, shape (n,); any n.
            until: Seconds on the loudspeaker's clock at which they end.
        """
        waiting = np.concatenate((self._waiting, samples))
        whole = waiting.size - waiting.size % BLOCK
        self._waiting = waiting[whole:]
        self._until = until
        begin = until - waiting.size / SAMPLE_RATE
        cleaned = [
            self._clean(block, begin + (number + 1) * BLOCK / SAMPLE_RATE)
            for number, block in enumerate(waiting[:whole].reshape(-1, BLOCK))
        ]
        if cleaned and not self._begun:
            del cleaned[0]  # the silence before the first block
            self._begun = True
        return np.concatenate((*cleaned, np.zeros(0, np.int16)))

    def share(self, begin: float, end: float) -> float:
        """Return which part of what came out between two moments is likely to be echo still; 1 or more: all of it.

        Args:
            begin: Seconds since the first sample that came out, not more than 12 s ago.
            end: Likewise.
        """
        judged = self.judged(round(begin * SAMPLE_RATE / BLOCK), round(end * SAMPLE_RATE / BLOCK))
        left, power = np.sum([(0.0, 0.0), *judged], axis=0)
        return float(left / power) if power else 0.0

    def judged(self, begin: int, end: int) -> list[tuple[float, float]]:
        """Return for each block its power that is likely to be echo still, and all its power.

        Args:
            begin: The first block, counted from the first that came out; not more than 12 s ago.
            end: The block after the last.
        """
        first = self._blocks - len(self._judged)
        return list(self._judged)[max(0, begin - first) : max(0, end - first)]

    def forget(self) -> None:
        """Find the way anew: microphone or loudspeaker were gone, and may be others now."""
        self._reference.forget()

    def flush(self) -> NDArray[np.int16]:
        """Return what was kept back, at the end of all samples."""
        kept = self._waiting.size + BLOCK * self._begun
        return self.clean(np.zeros(2 * BLOCK, np.int16), self._until + 2 * BLOCK / SAMPLE_RATE)[:kept]

    def _clean(self, block: NDArray[np.int16], until: float) -> NDArray[np.int16]:
        microphone = block.astype(np.float32) / np.float32(_FULL_SCALE)
        loudspeaker, jumped = self._reference.take(BLOCK, until)
        if jumped:
            self._filter.forget()
            self._meter.forget()
            self._delay = None
        path = self._meter.take(microphone, loudspeaker)
        if path:
            self._follow(path)
        cleaned = self._suppressor.clean(self._filter.separate(microphone, loudspeaker))
        doubt = 1.0 if self._filter.learnt > _NEW_S else _OVERCONFIDENT
        self._judged.append((doubt * self._suppressor.left, self._suppressor.power))
        self._blocks += 1
        limits = np.iinfo(np.int16)
        rounded: NDArray[np.int16] = np.rint(cleaned * _FULL_SCALE).clip(limits.min, limits.max).astype(np.int16)
        return rounded

    def _follow(self, path: Path) -> None:
        """Bring the delay to where the filter has room for it, and the clocks together."""
        if path.delay is not None:
            agreed = self._delay is not None and abs(path.delay - self._delay) < _AGREED_S
            self._delay = path.delay
            if agreed and not _EARLIEST_S < path.delay < _LATEST_S:
                self._reference.delay(path.delay - _GOOD_S)
                return
        if path.drift is not None and abs(path.drift) > _SMALLEST_DRIFT:
            self._reference.drift -= path.drift
            self._meter.forget()
