"""An open microphone and loudspeaker, for as long as both live."""

import logging
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack

from voiceskill.complaint import Complaint
from voiceskill.rooms.capture_source import SourceWatch
from voiceskill.rooms.devices import Device
from voiceskill.rooms.loudspeaker import CardLoudspeaker, Feed
from voiceskill.rooms.microphone import CardMicrophone
from voiceskill.rooms.portaudio import leave_without_farewell
from voiceskill.rooms.room import Block

_log = logging.getLogger(__name__)

_DEAD_S = 0.6
"""Seconds without a callback after which a stream is dead; a busy machine keeps one waiting for less."""

_DYING_S = 0.2
"""Seconds without a callback after which a stream is dead as well, when the other one is."""

_ASLEEP_S = 0.5
"""Seconds between two looks at the devices after which their silence proves nothing."""

_CLOSE_S = 1.0
"""Seconds that closing may take at the end of the program; a frozen device would hold it for ever."""


class CardPair:
    """Brings the microphone's samples on the loudspeaker's clock."""

    def __init__(self, microphone: Device, loudspeaker: Device, rate: int, feed: Feed) -> None:
        """Open both, and return when both have shown that they work.

        Args:
            microphone: The device to hear.
            loudspeaker: The device to play on.
            rate: The room's samples a second, in Hz.
            feed: Asked for what is played, in PortAudio's thread.

        Raises:
            Complaint: One of them cannot be used; nothing stays open.
        """
        with ExitStack() as opening:
            self._output = CardLoudspeaker(loudspeaker, rate, feed)
            opening.callback(self._output.stream.close)
            self._recorder = CardMicrophone(microphone, rate)
            opening.callback(self._recorder.stream.close)
            self._streams = (self._recorder.stream, self._output.stream)
            self._sources = opening.enter_context(SourceWatch())
            # Only what can be heard is played: not a word of it is to be lost on a loudspeaker whose microphone fails.
            self._recorder.stream.start()
            self._sources.look()
            if self._sources.loudspeaker:
                raise Complaint(_gone([microphone]))
            self._feed = feed
            self._begun = feed.given / rate
            self._output.stream.start()
            self._looked = time.monotonic()
            self._closing = opening.pop_all()

    def blocks(self) -> Generator[Block, None, str]:
        """Yield what the microphone brings, on the room's clock, while both live; return which has gone."""
        dropped, moment, lag = 0, self._begun, self._feed.lag
        while not (trouble := self._trouble()):
            fetched = self._recorder.fetch()
            if self._recorder.dropped > dropped:
                dropped = self._recorder.dropped
                _log.warning("The ear is late: %d blocks of the microphone were lost so far.", dropped)
            if fetched is None or self._recorder.clock.origin is None or self._output.clock.origin is None:
                continue
            samples, end = fetched
            now = self._recorder.clock.origin + end - self._output.clock.origin
            if now <= self._begun or len(samples) == 0:
                continue  # recorded before the loudspeaker began, or still inside the resampler
            moment = max(moment, now)  # a gap in the playing puts its clock back; time does not run backwards
            self._feed.lag = lag + self._output.clock.slip
            since = self._output.clock.steady_since
            yield Block(samples=samples, time=moment, lag=self._feed.lag, lag_since=since)
        return trouble

    def close(self) -> None:
        """Give both devices back; while the sound server is frozen this waits."""
        self._closing.close()

    def leave(self) -> None:
        """Give both devices back at the end of the program; never waits for long."""
        closing = threading.Thread(target=self.close, name="close the card", daemon=True)
        closing.start()
        closing.join(_CLOSE_S)
        if closing.is_alive():
            leave_without_farewell()
            _log.warning("The sound card does not let itself be closed.")

    def _trouble(self) -> str:
        """Return which device has gone, in a sentence; empty: none."""
        asleep = time.monotonic() - self._looked > _ASLEEP_S
        self._looked = time.monotonic()
        if asleep:
            for stream in self._streams:
                stream.excuse()
        if any(stream.silent > _DEAD_S for stream in self._streams):
            return _gone([stream.device for stream in self._streams if stream.silent > _DYING_S])
        return _gone([self._recorder.stream.device]) if self._sources.loudspeaker else ""


def _gone(devices: list[Device]) -> str:
    names = [f'the {device.kind} "{device.name}"' for device in devices]
    if len(names) == 1:
        return f"T{names[0][1:]} has gone: plug it in."
    return f"T{' and '.join(names)[1:]} have gone: plug them in, or see that the machine's sound service runs."
