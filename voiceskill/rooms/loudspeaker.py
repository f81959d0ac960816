"""The sound card's loudspeaker."""

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceskill.rooms.card_stream import CardStream
from voiceskill.rooms.devices import Device
from voiceskill.rooms.pcm import to_int16
from voiceskill.rooms.room import Loudspeaker
from voiceskill.rooms.stream_clock import StreamClock

_log = logging.getLogger(__name__)


class CardLoudspeaker:
    """Plays what it is given, without a gap from start to close, so that no speaker falls asleep between prompts."""

    def __init__(self, device: Device, rate: int, source: Loudspeaker) -> None:
        """Open the loudspeaker.

        Args:
            device: The device.
            rate: Samples a second, in Hz.
            source: Asked for the samples, in PortAudio's thread; while it fails there is silence.

        Raises:
            Complaint: The device cannot be opened.
        """
        self.clock = StreamClock()
        """Position 0 is the first sample asked for."""
        self._rate = rate
        self._source = source
        self._played = 0
        self._failed = False
        self.stream = CardStream(device, rate, "OutputStream", self._play)

    def _play(self, buffer: NDArray[np.int16], count: int, stamps: Any, _status: object) -> None:  # noqa: ANN401 - cffi
        self.clock.stamp(self._played / self._rate, stamps.outputBufferDacTime)
        self._played += count
        try:
            buffer[:, 0] = to_int16(self._source(count))
        except Exception:  # noqa: BLE001 - an error that leaves a callback ends the stream, and with it the user's session
            buffer.fill(0)
            if not self._failed:
                _log.exception("Nothing can be played; there is silence meanwhile.")
            self._failed = True
        else:
            self._failed = False
