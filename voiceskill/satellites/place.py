"""A room with a satellite, seen from the coach: it looks like any other room, whatever becomes of the network."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.coaching.stage import Line
from voiceskill.hearing.recognizer import SAMPLE_RATE
from voiceskill.rooms.room import Block, Loudspeaker
from voiceskill.satellite.messages import CLIP_RATE, Happened, Heard, Hello, Report
from voiceskill.satellites.echo import SatelliteEcho
from voiceskill.satellites.outbox import Outbox
from voiceskill.satellites.remote_player import RemotePlayer
from voiceskill.speaking.timeline import Sounds

_EMPTY_S: Final = 0.25
"""Seconds from one block to the next while nothing comes."""
_GRACE_S: Final = 3.0
"""Seconds without a word from the satellite that are put down to the network's moods."""
_ALIVE_S: Final = 1.5
"""Seconds after its last word for which no other satellite takes a satellite's place."""
_BEHIND: Final = 500
"""Pieces of sound that wait for a room's thread that is late: ten seconds; older ones are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    """What a satellite has sent."""

    samples: NDArray[np.int16]
    """int16, mono, 16 kHz, shape (n,)."""
    time: float
    """Seconds on the room's sample clock at which they end."""
    echo: tuple[tuple[float, float], ...] = ()
    """For each 20 ms: power that is likely echo still, and all power."""
    trouble: str = ""
    """What is wrong there."""
    anew: bool = False
    """Whether who has come knows nothing of what was played there before."""


class SatellitePlace:
    """What a room's service is made of, and what the network brings to it; a `Room` itself.

    The room's clock is the satellite's sample clock; it never runs backwards, also where another satellite comes, or
    the same one is started anew.
    """

    def __init__(self, key: str, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody there.

        Args:
            key: The room's key in the settings.
            name: What it is called.
            clock: Gives seconds.
        """
        self.key = key
        """The room's key in the settings."""
        self.name = name
        """What the room is called."""
        self.session = secrets.token_hex(8)
        """Names this run of the coach for the satellite."""
        self.outbox = Outbox()
        """What the satellite is still to be sent."""
        self.echo = SatelliteEcho()
        """What the room's ear needs."""
        self.closed = False
        """Whether the room has no place here any more: its satellite is to look elsewhere."""
        self._clock = clock
        self._player: RemotePlayer | None = None
        self._changed = threading.Condition()
        self._arrived: deque[_Arrival] = deque(maxlen=_BEHIND)
        self._time = 0.0
        self._visit = 0
        self._there = False
        self._ailment = ""
        self._heard_at = float("-inf")
        self._run = ""
        self._began: float | None = None
        self._noted = 0

    @property
    def rate(self) -> int:
        """Samples a second of the microphone, in Hz; sounds for the loudspeaker have `sound_rate`."""
        return SAMPLE_RATE

    @property
    def sound_rate(self) -> int:
        """Samples a second of the sounds that `player` takes, in Hz."""
        return CLIP_RATE

    @property
    def live(self) -> bool:
        """True: the clock is the satellite's, and so the wall's."""
        return True

    @property
    def room(self) -> "SatellitePlace":
        """The room: this."""
        return self

    def player(self, sounds: Sounds, when_alone: Line | None = None) -> RemotePlayer:
        """Return what plays at the satellite; there is one player for each place.

        Args:
            sounds: Makes a line or a chime audible, at `sound_rate`.
            when_alone: What the satellite says, once, when a stage has ended and the coach cannot be reached.

        Raises:
            Complaint: That cannot be spoken.
        """
        player = RemotePlayer(sounds, self.outbox, lambda: self._time)
        if when_alone:
            player.prepare_for_loneliness(when_alone)
        self._player = player
        return player

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield what the satellite hears, until closed; the loudspeaker given is not used.

        While the satellite is away the clock stands still, and four blocks a second without samples come. Its absence
        is told by the blocks' trouble only when what it is playing must have come to its end.
        """
        del loudspeaker
        while True:
            with self._changed:
                if not self._arrived:
                    self._changed.wait(_EMPTY_S)
                arrival = self._arrived.popleft() if self._arrived else None
            if arrival is None:
                yield Block(samples=np.empty(0, np.int16), time=self._time, trouble=self._absence())
                continue
            self._time = max(self._time, arrival.time)
            self.echo.judge(arrival.echo)
            yield Block(samples=arrival.samples, time=self._time, trouble=arrival.trouble)
            # Now that a coach who was at work has paused, and nothing of that is played again.
            if arrival.anew and self._player:
                self._player.play_again()

    def close(self) -> None:
        """Have the satellite sent away: the room has no place here any more."""
        self.closed = True
        self.outbox.live()

    def admit(self, hello: Hello, wake: Callable[[], None]) -> int | None:
        """Let a satellite in; called by the network's thread, as all that follows.

        Args:
            hello: What it says of itself.
            wake: Is called, from any thread, when there is something to send to it.

        Returns:
            The number of its visit; None where another one is there, and alive.
        """
        remembers = hello.session == self.session
        with self._changed:
            same = hello.clock == self._run
            if self._there and not same and self._clock() - self._heard_at < _ALIVE_S:
                return None
            if self._player and not remembers and self._player.lose():
                # What was playing there is not any more, and would never come to an end.
                self._arrive(trouble=f"The satellite in {self.name} was started anew.", anew=True)
            if not same:
                self._run, self._began = hello.clock, None
            if not remembers:
                self._noted = 0
            self._visit += 1
            self._there = True
            self._heard_at = self._clock()
            visit = self._visit
        self.outbox.connect(hello.done if remembers else 0, self._noted, wake, anew=not same)
        return visit

    def take(self, report: Report, heard: Heard | None = None, samples: bytes = b"") -> None:
        """Take what a satellite has sent.

        Args:
            report: What was played there.
            heard: What was heard; None: nothing.
            samples: What was heard: 16 bits, mono, 16 kHz.
        """
        with self._changed:
            self._heard_at = self._clock()
            if heard and self._began is None:
                self._began = max(self._time - heard.until, 0.0)
            began = self._began or 0.0
            fresh = tuple(item for item in report.happened if item.number > self._noted)
            if fresh:
                self._noted = fresh[-1].number
            if heard:
                self._ailment = ""
                sound = np.frombuffer(samples, "<i2").astype(np.int16)
                self._arrived.append(_Arrival(samples=sound, time=began + heard.until, echo=heard.echo))
                self._changed.notify()
            elif report.trouble:
                self._ailment = f"{self.name}: {report.trouble}"
                self._arrive(trouble=self._ailment)
        self._tell(report, fresh, began)

    def hosts(self, visit: int) -> bool:
        """Return whether a visit goes on; a satellite that comes back ends the one that was not seen to end."""
        return visit == self._visit and not self.closed

    def part(self, visit: int) -> None:
        """Take note that a visit has ended."""
        with self._changed:
            if visit != self._visit:
                return  # the next one has begun already
            self._there = False
        self.outbox.disconnect()

    def _tell(self, report: Report, fresh: tuple[Happened, ...], began: float) -> None:
        if self._player:
            self._player.take(report, fresh, began)
        if fresh:
            self.outbox.note(self._noted)

    def _arrive(self, *, trouble: str, anew: bool = False) -> None:
        self._arrived.append(_Arrival(samples=np.empty(0, np.int16), time=self._time, trouble=trouble, anew=anew))
        self._changed.notify()

    def _absence(self) -> str:
        """Return what keeps the satellite from hearing or being heard, or from being reached, once that matters."""
        with self._changed:
            there, silent, ailment = self._there, self._clock() - self._heard_at, self._ailment
        if there and ailment:
            return ailment
        if there or silent < _GRACE_S or (self._player and self._player.left > 0.0):
            return ""
        return f"The satellite in {self.name} cannot be reached: see that it has power and is in the network."
