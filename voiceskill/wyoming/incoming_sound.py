"""The sound that a peer sends, as recognisers take it."""

import time
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final

import numpy as np
from numpy.typing import NDArray
from wyoming.event import Event

from voiceskill.hearing.recognizer import SAMPLE_RATE
from voiceskill.hearing.resampling import HIGHEST_RATE, LOWEST_RATE, Resampler
from voiceskill.wyoming.wire import BadEventError

_LONGEST_S: Final = 30
"""Seconds of one sound that are heard: nobody says anything to the coach for longer."""
_SLOWEST_S: Final = 60.0
"""Seconds that a sound may take to come."""
_TYPES: Final = {1: "i1", 2: "<i2", 4: "<i4"}
"""Integers by their width in bytes; with one they are signed too, unlike those of WAV files."""
_MOST_CHANNELS: Final = 8


class IncomingSound:
    """Brings one sound of a peer from the event loop, which fills it, to the thread in which it is heard meanwhile."""

    def __init__(self, patience: float = 3.0) -> None:
        """Begin with nothing.

        Args:
            patience: Seconds without a chunk after which a sound is over, for its peer may have gone.
        """
        self._patience = patience
        self._rate = 0
        self._resampler = Resampler(SAMPLE_RATE)
        self._pieces: SimpleQueue[NDArray[np.int16] | None] = SimpleQueue()
        self._taken = 0
        self._over = False

    def take(self, chunk: Event) -> None:
        """Add an ``audio-chunk``; what goes beyond 30 s is dropped.

        Raises:
            BadEventError: Its format is none, none that can be listened to, or not that of the chunk before.
        """
        rate, samples = _read(chunk)
        if not self._rate:
            self._rate, self._resampler = rate, Resampler(rate)
        if rate != self._rate:
            raise BadEventError("The sample rate changes within a sound.")
        if not self._over:
            self._add(self._resampler.resample(samples[: _LONGEST_S * rate]))
            if self._taken >= _LONGEST_S * SAMPLE_RATE:
                self.end()

    def end(self) -> None:
        """Let nothing more come; may be called again."""
        if not self._over:
            self._over = True
            self._add(self._resampler.resample(np.empty(0, np.int16), last=True))
            self._pieces.put(None)

    def pieces(self) -> Iterator[NDArray[np.int16]]:
        """Yield what comes until the end, at most 30 s, int16, mono, `SAMPLE_RATE`, shape (n,); waits for it."""
        until = time.monotonic() + _SLOWEST_S
        with suppress(Empty):
            while time.monotonic() < until and (piece := self._pieces.get(timeout=self._patience)) is not None:
                yield piece

    def _add(self, samples: NDArray[np.int16]) -> None:
        kept = samples[: max(0, _LONGEST_S * SAMPLE_RATE - self._taken)]
        self._taken += samples.size
        self._pieces.put(kept)


def _read(chunk: Event) -> tuple[int, NDArray[np.int16]]:
    """Return the rate of a chunk, in Hz, and its samples: int16, the mean of its channels, shape (n,)."""
    rate = _number(chunk, "rate", LOWEST_RATE, HIGHEST_RATE)
    width = _number(chunk, "width", min(_TYPES), max(_TYPES))
    channels = _number(chunk, "channels", 1, _MOST_CHANNELS)
    payload = chunk.payload or b""
    if width not in _TYPES or len(payload) % (width * channels):
        raise BadEventError("The samples of a sound are incomplete, or of a width that is not understood.")
    samples = np.frombuffer(payload, _TYPES[width]).reshape(-1, channels)
    if width == 2 and channels == 1:
        return rate, samples[:, 0]
    mean = samples.mean(axis=1, dtype=np.float64)
    return rate, np.rint(mean * 2.0 ** (16 - 8 * width)).clip(-32768, 32767).astype(np.int16)


def _number(chunk: Event, name: str, least: int, most: int) -> int:
    number = chunk.data.get(name)
    if type(number) is not int or not least <= number <= most:  # `True` is an int as well
        raise BadEventError(f"The {name} of a sound is no number from {least} to {most}.")
    return number
