"""The sound card's loudspeaker."""

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceskill.rooms.card_stream import CardStream, knows_rate
from voiceskill.rooms.devices import Device
from voiceskill.rooms.own_rate import OwnRate
from voiceskill.rooms.pcm import to_int16
from voiceskill.rooms.room import Loudspeaker
from voiceskill.rooms.stream_clock import StreamClock, steady_time

_log = logging.getLogger(__name__)


class Feed:
    """What is played, with a count of it that outlives the streams: it is the room's clock."""

    def __init__(self, source: Loudspeaker) -> None:
        """Begin at sample 0.

        Args:
            source: Gives the samples.
        """
        self.flows = False
        """Whether the source is asked; there is silence otherwise, and the clock stands still."""
        self.given = 0
        """Samples that were asked for so far."""
        self.lag = 0.0
        """Seconds by which the streams that are closed had fallen behind."""
        self._source = source

    def take(self, count: int) -> NDArray[np.float32]:
        """Return the next samples: float32, mono, -1 to 1, shape (count,)."""
        self.given += count
        return self._source(count)


class CardLoudspeaker:
    """Plays what it is given, without a gap from start to close, so that no speaker falls asleep between prompts."""

    def __init__(self, device: Device, rate: int, feed: Feed) -> None:
        """Open the loudspeaker, at the room's rate where it can do that, else at its own.

        Args:
            device: The device.
            rate: The room's samples a second, in Hz.
            feed: Asked for the samples, in PortAudio's thread; while it fails there is silence.

        Raises:
            Complaint: The device cannot be opened.
        """
        self.clock = StreamClock()
        """Position 0 is the first sample that the feed has ever given."""
        own_rate = rate if knows_rate(device, rate) else device.rate
        self._rate = rate
        self._feed = feed
        self._source = OwnRate(feed.take, rate, own_rate)
        self._failed = False
        self.stream = CardStream(device, own_rate, "OutputStream", self._play)

    def _play(self, buffer: NDArray[np.int16], count: int, stamps: Any, status: Any) -> None:  # noqa: ANN401 - cffi
        if not self._feed.flows:
            buffer.fill(0)
            return
        position = self._feed.given / self._rate - self._source.held
        moment = steady_time(stamps.outputBufferDacTime - stamps.currentTime)
        self.clock.stamp(position, moment, torn=status.output_underflow)
        try:
            buffer[:, 0] = to_int16(self._source.take(count))
        except Exception:  # noqa: BLE001 - an error that leaves a callback ends the stream, and with it the user's session
            buffer.fill(0)
            if not self._failed:
                _log.exception("Nothing can be played; there is silence meanwhile.")
            self._failed = True
        else:
            self._failed = False
