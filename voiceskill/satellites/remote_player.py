"""A player whose mixer is at a satellite."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from voiceskill.coaching.stage import Chime, Cue, Line, Stage, StageKind
from voiceskill.satellite.clips import name_of
from voiceskill.satellite.messages import CLIP_RATE, Happened, Level, Order, PlacedClip, Report, WhenAlone
from voiceskill.satellites.outbox import Outbox
from voiceskill.speaking.news import AnswerEnded, CueBegan, News, Silenced, StageBegan, StageEnded
from voiceskill.speaking.timeline import Sounds, lay_out

_LABELS: Final = 512
"""Sounds whose labels are remembered: more than a stage and its answers have."""
_FULL_SCALE: Final = 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class _Running:
    """The stage that plays, as far as is known."""

    stage: Stage
    """The stage."""
    order: int
    """Number of the order by which it plays."""
    seconds: float
    """Its length, with a last cue that outlasts it."""
    elapsed: float
    """Seconds into it, when that was last known."""
    known: float | None = None
    """When that was, on the clock; None: it is on its way to the satellite."""


class RemotePlayer:
    """Plays at a satellite, and answers at once for what plays there. Any thread may call it.

    What is ordered counts as begun: the satellite has it within the network's delay. When a cue has begun and when a
    stage has ended is told by the satellite, to the sample.
    """

    def __init__(
        self,
        sounds: Sounds,
        outbox: Outbox,
        now: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin silent.

        Args:
            sounds: Makes a line or a chime audible, at `CLIP_RATE`.
            outbox: Takes what the satellite is to do.
            now: Gives the seconds on the room's sample clock.
            clock: Gives seconds.
        """
        self._sounds = sounds
        self._outbox = outbox
        self._now = now
        self._clock = clock
        self._lock = threading.Lock()
        self._number = 0
        self._stage: _Running | None = None
        self._answer = 0
        self._done = 0
        self._lost = 0
        self._otherwise_busy = False
        self._labels: OrderedDict[str, Line | Chime] = OrderedDict()
        self._level = Level(volume=1.0, lowered=False)
        self._news: list[News] = []
        self._latest = 0.0

    def play(self, stage: Stage, from_s: float = 0.0) -> None:
        """Do as `Mixer.play`.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """
        self._begin("play", stage, from_s)

    def replan(self, stage: Stage, from_s: float = 0.0) -> None:
        """Do as `Mixer.replan`.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """
        self._begin("replan", stage, from_s)

    def answer(self, sounds: Sequence[Line | Chime]) -> None:
        """Do as `Mixer.answer`.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """
        cues, clips = self._prepared(Cue(sound) for sound in sounds)
        with self._lock:
            self._answer = self._order("answer", clips, cues=cues)

    def silence(self) -> None:
        """Do as `Mixer.silence`."""
        with self._lock:
            self._order("silence", {})
            self._stage, self._answer, self._otherwise_busy = None, 0, False
            self._news.append(Silenced(self._moment()))

    def elapsed(self) -> float:
        """Return the seconds into the present stage; while the satellite is away, as it must be there."""
        with self._lock:
            return self._elapsed()

    @property
    def left(self) -> float:
        """Seconds that the present stage goes on by itself, as it must be at the satellite; 0.0 without one.

        Nothing does while a word is waited for, nor where the satellite has not confirmed that the stage plays.
        """
        with self._lock:
            stage = self._stage
            if not stage or stage.known is None or stage.stage.kind in (StageKind.WAIT, StageKind.QUESTION):
                return 0.0
            return stage.seconds - self._elapsed()

    def lose(self) -> bool:
        """Take note that what has been played up to now is unknown where it was: the satellite was started anew.

        Returns:
            Whether something was playing there, as far as is known; `play_again` has to follow then.
        """
        with self._lock:
            self._lost = self._done
            return 0 < self._answer <= self._lost or (self._stage is not None and self._stage.order <= self._lost)

    def play_again(self) -> None:
        """Have a stage that is lost played from its beginning, if the coach has done nothing about it meanwhile.

        An answer that is lost counts as ended: what it was for is over.
        """
        with self._lock:
            if 0 < self._answer <= self._lost:
                self._answer = 0
                self._news.append(AnswerEnded(self._moment()))
            lost = self._stage.stage if self._stage and self._stage.order <= self._lost else None
        if lost:
            self.play(lost)

    def keep_up(self, lag: float, since: float) -> None:
        """Do nothing: the satellite's mixer keeps up with its own loudspeaker."""

    @property
    def busy(self) -> bool:
        """Whether a stage is running, an answer sounding, or what the satellite was still playing when it came."""
        with self._lock:
            return self._stage is not None or self._answer != 0 or self._otherwise_busy

    @property
    def answering(self) -> bool:
        """Whether an answer is sounding."""
        with self._lock:
            return self._answer != 0

    @property
    def volume(self) -> float:
        """Factor on all that sounds, 0 to 1."""
        return self._level.volume

    @volume.setter
    def volume(self, value: float) -> None:
        self._level = replace(self._level, volume=min(max(value, 0.0), 1.0))
        self._outbox.set_level(self._level)

    @property
    def lowered(self) -> bool:
        """Whether all that sounds is softer for the time being, because somebody speaks."""
        return self._level.lowered

    @lowered.setter
    def lowered(self, value: bool) -> None:
        if value != self._level.lowered:
            self._level = replace(self._level, lowered=value)
            self._outbox.set_level(self._level)

    def news(self) -> list[News]:
        """Return what has happened since this was last asked, in its order."""
        with self._lock:
            news, self._news = self._news, []
        return news

    def prepare_for_loneliness(self, words: Line) -> None:
        """Let the satellite know what to say, once, when a stage has ended and the coach cannot be reached.

        Raises:
            Complaint: It cannot be spoken.
        """
        cues, clips = self._prepared((Cue(words),))
        self._outbox.teach(WhenAlone(cues=cues), clips)

    def take(self, report: Report, happened: Sequence[Happened], began: float) -> None:
        """Take note of what has been played; called by the network's thread.

        Args:
            report: As it came.
            happened: What of it is new.
            began: Seconds on the room's sample clock at which the satellite's began.
        """
        self._outbox.done(report.done)
        with self._lock:
            self._done = report.done
            for item in happened:
                self._note(item, began + item.t)
            self._otherwise_busy = report.otherwise_busy
            if self._stage and report.done >= self._stage.order:
                self._stage = replace(self._stage, elapsed=report.elapsed, known=self._clock())

    def _begin(self, do: Literal["play", "replan"], stage: Stage, from_s: float) -> None:
        cues, clips = self._prepared(stage.cues)
        length = lay_out(stage.cues, self._sounds, rate=CLIP_RATE, seconds=stage.seconds).length / CLIP_RATE
        with self._lock:
            begin = self._elapsed() if do == "replan" and self._stage else from_s
            if do == "play":
                self._answer = 0
            order = self._order(do, clips, cues=cues, seconds=stage.seconds, from_s=from_s)
            self._stage = _Running(stage=stage, order=order, seconds=length, elapsed=begin)
            self._news.append(StageBegan(self._moment(), stage, begin))

    def _order(
        self,
        do: Literal["play", "replan", "answer", "silence"],
        clips: dict[str, bytes],
        *,
        cues: tuple[PlacedClip, ...] = (),
        seconds: float = 0.0,
        from_s: float = 0.0,
    ) -> int:
        """Give the satellite an order, and return its number."""
        self._number += 1
        self._outbox.put(Order(number=self._number, do=do, cues=cues, seconds=seconds, from_s=from_s), clips)
        return self._number

    def _moment(self) -> float:
        """Return the seconds on the room's sample clock, as near as they are known."""
        self._latest = max(self._latest, self._now())
        return self._latest

    def _elapsed(self) -> float:
        stage = self._stage
        if stage is None:
            return 0.0
        since = 0.0 if stage.known is None else self._clock() - stage.known
        return min(stage.elapsed + since, stage.seconds)

    def _note(self, happened: Happened, t: float) -> None:
        self._latest = max(self._latest, t)
        if happened.what == "cue":
            sound = self._labels.get(happened.label)
            if sound is not None:
                self._news.append(CueBegan(t, sound))
        elif happened.what == "answer-ended":
            if happened.order == self._answer:
                self._answer = 0
                self._news.append(AnswerEnded(t))
        # The end of a stage that has been replaced or silenced since is nobody's news.
        elif self._stage and happened.order == self._stage.order:
            self._news.append(StageEnded(t, self._stage.stage.number))
            self._stage = None

    def _prepared(self, cues: Iterable[Cue]) -> tuple[tuple[PlacedClip, ...], dict[str, bytes]]:
        """Return cues as the satellite knows them, and the samples of their clips."""
        placed: list[PlacedClip] = []
        clips: dict[str, bytes] = {}
        for cue in cues:
            clip = self._sounds(cue.sound)
            if not clip.size:
                continue
            samples = np.rint(clip * _FULL_SCALE).astype("<i2").tobytes()
            name = name_of(samples)
            clips[name] = samples
            placed.append(PlacedClip(clip=name, label=self._label(cue.sound), at=cue.at))
        return tuple(placed), clips

    def _label(self, sound: Line | Chime) -> str:
        label = hashlib.sha256(repr(sound).encode()).hexdigest()[:16]
        with self._lock:
            self._labels[label] = sound
            self._labels.move_to_end(label)
            while len(self._labels) > _LABELS:
                self._labels.popitem(last=False)
        return label
