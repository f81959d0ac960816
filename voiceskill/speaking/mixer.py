"""Plays stages and answers on the loudspeaker's own clock."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from voiceskill.coaching.stage import Chime, Cue, Line, Stage
from voiceskill.speaking.gain import Gain
from voiceskill.speaking.news import AnswerEnded, CueBegan, News, Silenced, StageBegan, StageEnded
from voiceskill.speaking.timeline import GAP_S, Clip, Placed, Sounds, Timeline, lay_out

_FADE_S = 0.005
_NOTABLE_S = 0.005
"""Seconds of lag that are made up for; less is what the clocks cannot tell."""
_LOWERED = 0.3
"""Gain while somebody speaks: -10 dB, still well understood."""


@dataclass(slots=True)
class _Track:
    """A timeline that is being played."""

    timeline: Timeline
    origin: int
    """Sample of the room's clock at which the timeline's first sample lies."""
    ended: Callable[[float], News]
    """Makes the news of its end, from the seconds on the room's clock."""
    index: int = 0
    """The next cue to begin."""
    waits: bool = False
    """Whether its clock stops for an answer: a stage that lasts as long as its words loses none of them."""

    @property
    def end(self) -> int:
        """Sample of the room's clock at which it ends."""
        return self.origin + self.timeline.length

    @property
    def next_event(self) -> int:
        """Sample of the room's clock at which its next cue begins, or it ends."""
        if self.index < len(self.timeline.placed):
            return self.origin + self.timeline.placed[self.index].start
        return self.end

    def wait_until(self, position: int, *, interrupted: bool) -> None:
        """Go on from this sample with the next cue, or with the one that was interrupted, from its beginning."""
        self.index -= interrupted
        if self.index < len(self.timeline.placed):
            self.origin = position - self.timeline.placed[self.index].start
        else:
            self.origin = max(self.origin, position - self.timeline.length)

    def take_due(self, position: int) -> Placed | None:
        """Return the latest of the cues due by this sample that have not begun, and pass over all of them."""
        due = None
        while self.index < len(self.timeline.placed) and self.next_event <= position:
            due = self.timeline.placed[self.index]
            self.index += 1
        return due


@dataclass(slots=True)
class _Sounding:
    """The clip that is being heard."""

    placed: Placed
    played: int = 0
    """Samples of it that have been rendered."""

    @property
    def left(self) -> int:
        """Samples of it that have not been rendered."""
        return self.placed.clip.size - self.played

    def take(self, samples: int) -> Clip:
        """Return at most so many of the samples that follow."""
        piece = self.placed.clip[self.played : self.played + samples]
        self.played += piece.size
        return piece


class Mixer:
    """Renders one stage, and answers spoken over it, to the sample.

    One sound is heard at a time. What has to give way, to a cue that is due, an answer, another stage or silence, fades
    out within 5 ms. Any thread may call any method; `render` never waits for a sound to be made.
    """

    def __init__(self, rate: int, sounds: Sounds) -> None:
        """Begin silent, at sample 0 of the room's clock.

        Args:
            rate: Samples a second of the loudspeaker, in Hz.
            sounds: Makes a line or a chime audible at that rate; called on the thread of `play`, `replan` or `answer`.
        """
        self._rate = rate
        self._sounds = sounds
        self._lock = threading.Lock()
        self._position = 0
        self._stage: _Track | None = None
        self._answer: _Track | None = None
        self._sounding: _Sounding | None = None
        samples = round(_FADE_S * rate)
        self._fade = (1.0 - np.arange(1, samples + 1) / samples).astype(np.float32)
        self._fading = np.zeros(0, np.float32)
        self._gain = Gain(rate)
        self._volume = self._gain.target
        self._lowered = False
        self._lag = 0.0
        self._news: list[News] = []

    def play(self, stage: Stage, from_s: float = 0.0) -> None:
        """Play a stage in place of whatever sounds, from the next sample rendered on.

        Args:
            stage: The stage.
            from_s: Seconds into the stage at which it begins, as for one that goes on after a pause; cues with an
                earlier place are not heard.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """
        timeline = self._lay_out(stage)
        with self._lock:
            self._hush()
            self._answer = None
            self._begin_stage(stage, timeline, round(from_s * self._rate))

    def replan(self, stage: Stage, from_s: float = 0.0) -> None:
        """Go on by a changed plan, such as a longer hold, without a gap.

        The clock of the stage runs on, and so does an answer. A cue that is sounding goes on if the new plan has it in
        the same place, and fades out otherwise; no cue is heard twice. The new plan needs a number of its own, so that
        news of the old one's end, if that came first, is not taken for its own.

        Args:
            stage: The changed stage.
            from_s: Seconds into it at which it begins should the old one have ended in the meantime.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """
        timeline = self._lay_out(stage)
        with self._lock:
            begin = round(from_s * self._rate)
            if self._stage is not None:
                begin = self._position - self._stage.origin
            if self._answer is None and self._sounding is not None:
                sounding = self._sounding.placed
                if not any(placed.is_same_as(sounding) for placed in timeline.placed):
                    self._hush()
            self._begin_stage(stage, timeline, begin)

    def answer(self, sounds: Sequence[Line | Chime]) -> None:
        """Speak over the stage at once, in place of an answer that is still sounding.

        The stage's clock runs on; those of its cues that fall due meanwhile are not heard. Only a stage without a
        length of its own waits, and then says again what it was interrupted in.

        Raises:
            Complaint: A line cannot be spoken; what sounded before goes on.
        """
        timeline = lay_out([Cue(sound) for sound in sounds], self._sounds, rate=self._rate)
        with self._lock:
            interrupted = self._answer is None and self._sounding is not None
            self._hush()
            self._answer = _Track(timeline, self._position, AnswerEnded)
            if self._stage and self._stage.waits:
                self._stage.wait_until(self._answer.end + round(GAP_S * self._rate), interrupted=interrupted)

    def silence(self) -> None:
        """End stage and answer; from 5 ms after the next sample rendered on there is nothing but zeros."""
        with self._lock:
            self._tell(Silenced(self._now))
            self._hush()
            self._stage = self._answer = None

    def elapsed(self) -> float:
        """Return the seconds into the present stage, exact to the sample; 0.0 without one."""
        with self._lock:
            return (self._position - self._stage.origin) / self._rate if self._stage else 0.0

    def keep_up(self, lag: float, since: float) -> None:
        """Bring the stage forward where the loudspeaker has fallen behind, so that what is counted stays on its second.

        What is sounding goes on; a stage without a length of its own has no second to be on.

        Args:
            lag: Seconds by which it has fallen behind in all.
            since: Seconds on the room's clock since when it has been that much; a stage that began later began late as
                a whole, and has lost nothing.
        """
        if abs(lag - self._lag) < _NOTABLE_S:
            return
        with self._lock:
            if self._stage and not self._stage.waits and self._stage.origin <= since * self._rate:
                self._stage.origin -= round((lag - self._lag) * self._rate)
            self._lag = lag

    @property
    def busy(self) -> bool:
        """Whether a stage is running or an answer sounding."""
        with self._lock:
            return self._stage is not None or self._answer is not None

    @property
    def answering(self) -> bool:
        """Whether an answer is sounding."""
        with self._lock:
            return self._answer is not None

    @property
    def volume(self) -> float:
        """Factor on all that sounds, 0 to 1; a new one is reached within 20 ms, without a click."""
        return self._volume

    @volume.setter
    def volume(self, value: float) -> None:
        self._volume = min(max(value, 0.0), 1.0)
        self._set_gain()

    @property
    def lowered(self) -> bool:
        """Whether all that sounds is softer for the time being, because somebody speaks."""
        return self._lowered

    @lowered.setter
    def lowered(self, value: bool) -> None:
        if value != self._lowered:
            self._lowered = value
            self._set_gain()

    def news(self) -> list[News]:
        """Return what has happened since this was last asked, in its order."""
        with self._lock:
            news, self._news = self._news, []
        return news

    def render(self, n: int) -> NDArray[np.float32]:
        """Return the next n samples: float32, mono, -1 to 1, the loudspeaker's rate, shape (n,)."""
        block = np.zeros(n, np.float32)
        with self._lock:
            begin, end = self._position, self._position + n
            self._end_tracks()
            while self._position < end:
                self._begin_cues()
                until = min(end, self._next_event())
                self._mix(block[self._position - begin : until - begin])
                self._position = until
                self._end_tracks()
            self._gain.apply(block)
        return block

    def _set_gain(self) -> None:
        with self._lock:
            self._gain.target = self._volume * (_LOWERED if self._lowered else 1.0)

    @property
    def _now(self) -> float:
        return self._position / self._rate

    def _tell(self, news: News) -> None:
        self._news.append(news)

    def _lay_out(self, stage: Stage) -> Timeline:
        return lay_out(stage.cues, self._sounds, rate=self._rate, seconds=stage.seconds)

    def _begin_stage(self, stage: Stage, timeline: Timeline, begin: int) -> None:
        ended = partial(StageEnded, number=stage.number)
        self._stage = _Track(timeline, self._position - begin, ended, timeline.index_from(begin), not stage.seconds)
        self._tell(StageBegan(self._now, stage, begin / self._rate))

    def _hush(self) -> None:
        """Let the clip that is heard fade out, along with what is fading already."""
        if self._sounding is None:
            return
        fading = self._sounding.take(self._fade.size)
        fading = fading * self._fade[: fading.size]
        shorter, longer = sorted((fading, self._fading), key=len)
        self._fading = longer.copy()
        self._fading[: shorter.size] += shorter
        self._sounding = None

    def _begin_cues(self) -> None:
        due = self._stage.take_due(self._position) if self._stage else None
        if self._answer:
            due = self._answer.take_due(self._position)
            if due is None:
                return
        if due is not None:
            self._hush()
            self._sounding = _Sounding(due)
            self._tell(CueBegan(self._now, due.sound))

    def _end_tracks(self) -> None:
        if self._answer and self._answer.end <= self._position:
            self._tell(self._answer.ended(self._now))
            self._answer = None
        if self._stage and self._stage.end <= self._position:
            self._tell(self._stage.ended(self._now))
            self._stage = None

    def _next_event(self) -> int:
        """Return the sample up to which nothing begins or ends."""
        tracks = (self._stage, self._answer)
        return min((track.next_event for track in tracks if track), default=self._position + 2**31)

    def _mix(self, block: NDArray[np.float32]) -> None:
        if self._sounding:
            piece = self._sounding.take(block.size)
            block[: piece.size] = piece
            if self._sounding.left == 0:
                self._sounding = None
        if self._fading.size:
            piece = self._fading[: block.size]
            block[: piece.size] += piece
            np.clip(block, -1.0, 1.0, out=block)
            self._fading = self._fading[piece.size :]
