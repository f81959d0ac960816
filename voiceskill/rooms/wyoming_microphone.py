"""The microphone of a satellite: chunks as they come, in blocks that know when they were recorded."""

import math
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray
from wyoming.event import Event

from voiceskill.complaint import Complaint
from voiceskill.rooms.room import BLOCK_S
from voiceskill.rooms.wyoming_clock import ArrivalClock

RATE: Final = 16_000
"""Samples a second in which satellites send, unless they are told otherwise, in Hz."""
_LOWEST_RATE, _HIGHEST_RATE = 8_000, 192_000
_MOST_CHANNELS: Final = 8
_BLOCK: Final = round(RATE * BLOCK_S)
_PAUSE_S: Final = 1.0
"""Seconds without a chunk after which the stream has had a pause; none of the satellite's chunks is that long."""

Heard = tuple[NDArray[np.int16], float]
"""A block: int16, mono, `RATE`, shape (320,), and when its last sample was recorded, as of `time.monotonic`."""


class SatelliteMicrophone:
    """Makes blocks of chunks in whatever form and pieces they come."""

    def __init__(self) -> None:
        self._clock = ArrivalClock()
        self._last = -math.inf
        self._begin(RATE)

    def take(self, chunk: Event, arrived: float) -> list[Heard]:
        """Return the blocks that have become whole with a chunk.

        Args:
            chunk: An ``audio-chunk`` event, of 16 bits, 8 to 192 kHz; several channels are averaged.
            arrived: When it came, in seconds as of `time.monotonic`.

        Raises:
            Complaint: It has another form.
        """
        rate, channels = _form(chunk)
        samples = np.frombuffer(chunk.payload or b"", "<i2").reshape(-1, channels)
        if rate != self._rate:
            self._begin(rate)
        if arrived - self._last > _PAUSE_S:
            self._clock.forget()
        self._last = arrived
        mono = samples[:, 0] if channels == 1 else samples.mean(axis=1).round().astype(np.int16)
        self._taken += len(mono)
        self._clock.stamp(self._taken / rate, arrived)
        if self._resampler:
            mono = self._resampler.resample_chunk(np.ascontiguousarray(mono, np.int16))
        return self._whole_blocks(mono)

    def _begin(self, rate: int) -> None:
        self._rate = rate
        self._taken = self._given = 0
        self._waiting = np.empty(0, np.int16)
        # As for the card's microphone; output sample k sounds where input sample k * rate / RATE does.
        self._resampler = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, dtype="int16", quality="LQ")
        self._clock.forget()

    def _whole_blocks(self, fresh: NDArray[np.int16]) -> list[Heard]:
        waiting = np.concatenate((self._waiting, fresh))
        whole = len(waiting) - len(waiting) % _BLOCK
        self._waiting = waiting[whole:]
        heard = []
        for block in waiting[:whole].reshape(-1, _BLOCK):
            self._given += _BLOCK
            heard.append((block, (self._clock.origin or 0.0) + self._given / RATE))
        return heard


def _form(chunk: Event) -> tuple[int, int]:
    """Return a chunk's samples a second and its channels."""
    match chunk.data:
        case {"rate": int(rate), "width": 2, "channels": int(channels)}:
            known = _LOWEST_RATE <= rate <= _HIGHEST_RATE and 1 <= channels <= _MOST_CHANNELS
            if known and len(chunk.payload or b"") % (2 * channels) == 0:
                return rate, int(channels)
    raise Complaint(
        "what it hears comes in a form that is not understood; start it with --mic-command-rate 16000, "
        "--mic-command-width 2 and --mic-command-channels 1"
    )
