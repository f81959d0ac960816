"""Carries out the coach's orders on the mixer, and reports what has been played."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from voiceskill.coaching.stage import Cue, Line, Stage, StageKind
from voiceskill.satellite.clips import Clips
from voiceskill.satellite.messages import Happened, Level, Order, Piece, PlacedClip, Report, What, WhenAlone
from voiceskill.speaking import news
from voiceskill.speaking.mixer import Mixer

_REMEMBERED: Final = 1000
"""Things that happened and are kept for a coach who cannot be reached: those of a whole routine."""
_WAITING: Final = 50
"""Orders that may wait for their clips."""
_PATIENCE_S: Final = 2.0
"""Seconds without the coach after which it is said that he is waited for: a hiccup of the network is over by then."""


class Stagehand:
    """Between the network's thread, which brings orders, and the room's, in which the mixer plays. Any thread may call.

    What is playing goes on to its end, whatever becomes of the coach.
    """

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin silent, with nobody to take orders from.

        Args:
            rate: Samples a second of the loudspeaker, in Hz.
            clock: Gives seconds.
        """
        self._rate = rate
        self._clock = clock
        self._clips = Clips(rate)
        self.mixer = Mixer(rate, self._clips.sound)
        """What the loudspeaker is to be given."""
        self._lock = threading.RLock()
        self._session = ""
        self._done = 0
        self._waiting: deque[Order] = deque()
        self._count = 0
        self._stages: dict[int, int] = {}
        self._answer = 0
        self._happened: deque[Happened] = deque(maxlen=_REMEMBERED)
        self._counted = 0
        self._when_alone: tuple[PlacedClip, ...] = ()
        self._alone_since: float | None = self._clock()
        self._was_playing = False

    @property
    def remembered(self) -> tuple[str, int]:
        """The session from which orders were taken last, and the last of them that was carried out."""
        with self._lock:
            return self._session, self._done

    def serve(self, session: str) -> None:
        """Take orders from now on; those of another session than before know nothing of what is still playing."""
        with self._lock:
            self._alone_since = None
            self._waiting.clear()
            if session != self._session:
                self._gather()
                self._session, self._done, self._answer = session, 0, 0
                self._stages.clear()
                self._happened.clear()
                self._counted = 0

    def leave(self) -> None:
        """Go on without the coach."""
        with self._lock:
            self._alone_since = self._clock()
            self._was_playing = self.mixer.busy
            self.mixer.lowered = False

    def attend(self) -> None:
        """Say that the coach is waited for, if that has to be said now; to be called again and again."""
        with self._lock:
            self._gather()
            since = self._alone_since
            if since is None or not self._was_playing or self.mixer.busy or self._clock() - since < _PATIENCE_S:
                return
            self._was_playing = False
            if self._when_alone and not self._clips.missing(cue.clip for cue in self._when_alone):
                self._answer = 0
                self.mixer.answer([_line(cue) for cue in self._when_alone])

    def take(self, piece: Piece, samples: bytes) -> None:
        """Take a part of a clip.

        Raises:
            BadEventError: It does not fit.
        """
        with self._lock:
            self._clips.take(piece, samples)
            self._go_on()

    def obey(self, order: Order) -> tuple[str, ...]:
        """Carry out an order, after those that wait; one that is known already changes nothing.

        Returns:
            Names of the clips that are missing: the order waits for them.
        """
        with self._lock:
            if order.number <= self._done:
                return ()
            if order.do in ("play", "silence"):
                self._waiting.clear()
            if len(self._waiting) < _WAITING and all(waiting.number != order.number for waiting in self._waiting):
                self._waiting.append(order)
            self._go_on()
            return self._clips.missing(cue.clip for waiting in self._waiting for cue in waiting.cues)

    def set_level(self, level: Level) -> None:
        """Be as loud as the coach wants."""
        self.mixer.volume, self.mixer.lowered = level.volume, level.lowered

    def learn(self, when_alone: WhenAlone) -> None:
        """Remember what to say when the coach cannot be reached."""
        with self._lock:
            self._when_alone = when_alone.cues
            self._clips.keep(cue.clip for cue in when_alone.cues)

    def note(self, number: int) -> None:
        """Forget what happened up to this number: the coach knows of it."""
        with self._lock:
            while self._happened and self._happened[0].number <= number:
                self._happened.popleft()

    def report(self, told: int, trouble: str = "") -> Report:
        """Return what has been played.

        Args:
            told: Number of the last thing that happened and has been told.
            trouble: What keeps the room from hearing or being heard.
        """
        with self._lock:
            elapsed = self.mixer.elapsed()
            self._gather()
            ours = bool(self._stages) or self._answer != 0
            return Report(
                done=self._done,
                elapsed=max(elapsed, 0.0),
                otherwise_busy=self.mixer.busy and not ours,
                happened=tuple(happened for happened in self._happened if happened.number > told),
                trouble=trouble[:500],
            )

    def _go_on(self) -> None:
        """Carry out the orders for which all clips are there, in their order."""
        while self._waiting and not self._clips.missing(cue.clip for cue in self._waiting[0].cues):
            order = self._waiting.popleft()
            # What has happened up to here is not the doing of this order.
            self._gather()
            self._carry_out(order)
            self._done = order.number

    def _carry_out(self, order: Order) -> None:
        if order.do == "silence":
            self.mixer.silence()
            self._stages.clear()
            self._answer = 0
        elif order.do == "answer":
            self.mixer.answer([_line(cue) for cue in order.cues])
            self._answer = order.number
        else:
            self._count += 1
            cues = tuple(Cue(_line(cue), cue.at) for cue in order.cues)
            stage = Stage(number=self._count, kind=StageKind.HOLD, seconds=order.seconds, cues=cues, stretch="")
            if order.do == "play":
                self.mixer.play(stage, order.from_s)
                self._answer = 0
            else:
                self.mixer.replan(stage, order.from_s)
            self._stages = {self._count: order.number}

    def _gather(self) -> None:
        """Take note of what has happened at the loudspeaker."""
        for item in self.mixer.news():
            match item:
                case news.CueBegan(t, Line() as line) if label := line.values.get("label"):
                    self._remember("cue", t, label=str(label))
                case news.StageEnded(t, number) if number in self._stages:
                    self._remember("stage-ended", t, order=self._stages.pop(number))
                case news.AnswerEnded(t) if self._answer:
                    self._remember("answer-ended", t, order=self._answer)
                    self._answer = 0
                case _:
                    pass

    def _remember(self, what: What, t: float, *, order: int = 0, label: str = "") -> None:
        self._counted += 1
        self._happened.append(Happened(number=self._counted, what=what, t=t, order=order, label=label))


def _line(cue: PlacedClip) -> Line:
    """Return a cue's sound as the mixer takes it: the same clip in the same place is the same sound."""
    return Line(cue.clip, {"label": cue.label})
