"""Follows what one room's microphone brings, for the page that helps to find its place and gain."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from voiceskill.occurrences import Heard, Occurrence
from voiceskill.rooms.room import Block
from voiceskill.sound_check.level import INTERVAL_S, SILENCE_DB, Level, LevelMeter
from voiceskill.sound_check.loudness import Loudness, loudness
from voiceskill.sound_check.trial import Attempt, Trial

_REMEMBERED_S = 30.0
"""Seconds of levels that are kept: the longest utterance and the room before it, with room to spare."""
_PATIENCE_S = 90.0
"""Seconds without a word after which a trial is given up, so that the coach does not stay deaf to commands."""


@dataclass(frozen=True, slots=True)
class Sound:
    """How it sounds in the room at one moment."""

    level: Level
    """How loud it is."""
    trial: Trial | None = None
    """The trial that is under way, or was last; None before one was."""
    trying: bool = False
    """Whether a trial is under way: what is heard is not obeyed."""
    loudness: Loudness | None = None
    """How loud the last utterance was; None before one was."""


class SoundCheck:
    """Listens beside the ear. What the room calls never waits; what others see is replaced as a whole."""

    def __init__(self, rate: int, done: Callable[[Trial], None] = lambda _trial: None) -> None:
        """Start.

        Args:
            rate: Samples a second of the microphone, in Hz.
            done: Is told of a trial in which all has been said, in the room's thread.
        """
        self._done = done
        self._meter = LevelMeter(rate)
        self._levels: deque[Level] = deque(maxlen=round(_REMEMBERED_S / INTERVAL_S))
        self._sound = Sound(Level(0.0, SILENCE_DB, SILENCE_DB))
        self._changing = threading.Lock()
        self._t = 0.0
        self._deadline = 0.0

    @property
    def sound(self) -> Sound:
        """How it sounds now. Any thread may look."""
        return self._sound

    @property
    def trying(self) -> bool:
        """Whether what is heard is only tried, and not to be obeyed."""
        return self._sound.trying

    def begin(self, trial: Trial) -> None:
        """Begin a trial, or go on with it. Any thread may call this."""
        with self._changing:
            self._sound = replace(self._sound, trial=trial, trying=trial.asked is not None)
            self._deadline = self._t + _PATIENCE_S

    def give_up(self) -> None:
        """End the trial, if one is under way. Any thread may call this."""
        with self._changing:
            self._sound = replace(self._sound, trying=False)

    def take(self, block: Block) -> None:
        """Measure a block; called by the room's thread."""
        level = self._meter.take(block.samples, block.time)
        with self._changing:
            self._t = block.time
            if self._sound.trying and block.time >= self._deadline:
                self._sound = replace(self._sound, trying=False)
            if level:
                self._levels.append(level)
                self._sound = replace(self._sound, level=level)

    def watch(self, occurrence: Occurrence) -> None:
        """Take note of what was heard; called by the room's thread."""
        if not isinstance(occurrence, Heard):
            return
        loud = loudness(self._levels, occurrence.speech_start, occurrence.speech_end)
        with self._changing:
            under_way = self._sound.trial if self._sound.trying else None
            self._sound = replace(self._sound, loudness=loud)
            if under_way is None:
                return
            trial = under_way.heard(Attempt(occurrence.text, occurrence.accepted, loud, occurrence.score))
            self._sound = replace(self._sound, trial=trial, trying=trial.asked is not None)
            self._deadline = occurrence.t + _PATIENCE_S
        if trial.asked is None:
            self._done(trial)
