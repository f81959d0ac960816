"""The loudspeaker of a satellite: what is played goes out at the wall's pace, and only while there is something.

What a satellite has been sent it plays to the end, by a program that it starts for each playback, which may take some
tenths of a second. So little is sent ahead, for what is silenced to be silent soon; and a playback stays open through
the longest hold, for the numbers that are counted in it to come on their seconds.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event

from voiceskill.rooms.own_rate import OwnRate
from voiceskill.rooms.pcm import to_int16
from voiceskill.rooms.room import Loudspeaker

STEP_S: Final = 0.04
"""Seconds that go out at once."""
_RATE: Final = 22_050
"""Samples a second that satellites play, unless they are told otherwise: those need not convert what they get."""
_STEP: Final = round(_RATE * STEP_S)
_CUSHION_S: Final = 0.2
"""Seconds of silence that open a playback: so late may any of what follows come."""
_LINGER_S: Final = 310.0
"""Seconds of silence that end a playback: more than the longest hold."""
_LATE_S: Final = 0.5
"""Seconds for which the network may take nothing; then what should have been heard by now is left out, so that the rest
comes on its second."""
_WAY_S: Final = 0.25
"""Seconds from here to the air, at least: the cushion, and what the satellite's player takes to start. The canceller of
echoes finds out by how much it is more, up to 0.45 s; 0.12 s are nothing to it, for it expects an echo to be late."""


class SatelliteLoudspeaker:
    """Turns what is played into events. One thread; any other may ask for the time."""

    def __init__(self, source: Loudspeaker, rate: int) -> None:
        """Begin at sample 0, with the clock standing still.

        Args:
            source: Asked for what is played.
            rate: The room's samples a second, in Hz.
        """
        self.since = 0.0
        """Seconds on the room's clock at which it went on the last time."""
        self._source = OwnRate(source, rate, _RATE)
        self._played = 0
        self._silent = 0
        self._open = self._dangling = False
        self._begun: float | None = None

    def begin(self, now: float) -> None:
        """Let the clock go on, for a satellite that has just been connected.

        Args:
            now: Seconds as of `time.monotonic`.
        """
        self.since = self._played / _RATE
        self._begun = now - self.since
        # It may have been playing when the connection broke, and waits for more since.
        self._dangling, self._open = self._dangling or self._open, False

    def halt(self) -> None:
        """Let the clock stand still: the satellite has gone."""
        self._begun = None

    def time_at(self, moment: float) -> float:
        """Return the seconds on the room's clock of what was in the air at a moment; `since` while it stands still.

        Args:
            moment: Seconds as of `time.monotonic`.
        """
        return self.since if self._begun is None else moment - self._begun - _WAY_S

    def due(self, now: float) -> Iterator[Event]:
        """Yield what has to go out by now.

        Args:
            now: Seconds as of `time.monotonic`.
        """
        if self._begun is None:
            return
        if self._dangling:
            self._dangling = False
            yield AudioStop().event()
        due = round((now - self._begun) * _RATE)
        if due - self._played > _LATE_S * _RATE:
            self._take(due - self._played - _STEP)
        while due - self._played >= _STEP:
            yield from self._playback(self._take(_STEP))

    def end(self) -> Iterator[Event]:
        """Yield what ends a playback, if one is open."""
        if self._open:
            yield AudioStop().event()
            self._open = False  # once that has gone out

    def _take(self, count: int) -> NDArray[np.int16]:
        self._played += count
        return to_int16(self._source.take(count))

    def _playback(self, samples: NDArray[np.int16]) -> Iterator[Event]:
        self._silent = 0 if samples.any() else self._silent + len(samples)
        if self._silent and not self._open:
            return
        if self._silent > _LINGER_S * _RATE:
            yield from self.end()
            return
        if not self._open:
            self._open = True
            yield AudioStart(_RATE, 2, 1).event()
            yield _chunk(np.zeros(round(_CUSHION_S * _RATE), np.int16))
        yield _chunk(samples)


def _chunk(samples: NDArray[np.int16]) -> Event:
    return AudioChunk(_RATE, 2, 1, samples.astype("<i2", copy=False).tobytes()).event()
