"""The sound card's microphone."""

import logging
import queue
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from voiceskill.rooms.card_stream import CardStream, knows_rate
from voiceskill.rooms.devices import Device
from voiceskill.rooms.stream_clock import StreamClock, steady_time

_log = logging.getLogger(__name__)

_WAITING = 250
"""Blocks that may wait for the consumer: 5 s, more than a recogniser is ever late."""

_PATIENCE_S = 0.25
"""Seconds to wait for a block before asking whether the device is still there."""


class CardMicrophone:
    """Brings the microphone's samples at the room's rate, whatever its own."""

    def __init__(self, device: Device, rate: int) -> None:
        """Open the microphone, at the room's rate where it can do that, else at its own.

        Args:
            device: The device.
            rate: The room's samples a second, in Hz.

        Raises:
            Complaint: The device cannot be opened.
        """
        self.clock = StreamClock()
        """Position 0 is the first sample recorded."""
        self.dropped = 0
        """Blocks that were lost because nobody fetched them."""
        self._waiting: queue.Queue[tuple[bytes, float]] = queue.Queue(maxsize=_WAITING)
        self._own_rate = rate if knows_rate(device, rate) else device.rate
        self._recorded = 0
        self._rate = rate
        self._held = 0.0  # seconds of sound that the resampler has taken and not yet given
        self._resampler = None
        if self._own_rate != rate:
            # LQ is as good as speech recognition needs, and holds back one block at most.
            self._resampler = soxr.ResampleStream(self._own_rate, rate, 1, dtype="int16", quality="LQ")
        self.stream = CardStream(device, self._own_rate, "RawInputStream", self._record)

    def fetch(self) -> tuple[NDArray[np.int16], float] | None:
        """Wait for the next block.

        Returns:
            Its samples (int16, mono, the room's rate, shape (n,)) and the position in seconds at which they end; None
            if there is none yet.
        """
        try:
            block, end = self._waiting.get(timeout=_PATIENCE_S)
        except queue.Empty:
            return None
        samples = np.frombuffer(block, dtype=np.int16)
        if self._resampler is None:
            return samples, end
        resampled = self._resampler.resample_chunk(samples)
        self._held += len(samples) / self._own_rate - len(resampled) / self._rate
        return resampled, end - self._held

    def _record(self, buffer: Any, count: int, stamps: Any, status: Any) -> None:  # noqa: ANN401 - cffi
        moment = steady_time(stamps.inputBufferAdcTime - stamps.currentTime)
        self.clock.stamp(self._recorded / self._own_rate, moment, torn=status.input_overflow)
        self._recorded += count
        try:
            self._waiting.put_nowait((bytes(buffer), self._recorded / self._own_rate))
        except queue.Full:
            self.dropped += 1
