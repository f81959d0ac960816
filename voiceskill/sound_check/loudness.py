"""How loud something was said, beside the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from voiceskill.sound_check.level import INTERVAL_S, Level

CLIPPED_DB = -0.3
"""Peaks above this have reached the end of what can be recorded."""
_BEFORE_S = 3.0
"""Seconds before the speech in which the room is looked at."""
_APART_S = 0.2
"""Seconds directly before the speech that are left out: its onset is found a little late."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud an utterance was, in dBFS."""

    speech_db: float
    """Median of its louder half: what people mean by how loud somebody speaks, pauses aside."""
    room_db: float
    """What a fifth of the seconds before it stay below: somebody may have spoken then, too."""
    peak_db: float
    """Its largest sample."""

    @property
    def above_room_db(self) -> float:
        """By how much the speech is louder than the room, in decibels."""
        return self.speech_db - self.room_db

    @property
    def clipped(self) -> bool:
        """Whether it was too loud to be recorded."""
        return self.peak_db >= CLIPPED_DB


def loudness(levels: Sequence[Level], start: float, end: float) -> Loudness | None:
    """Return how loud an utterance was; None where there are no levels of it, or none of the room before it.

    Args:
        levels: In their order.
        start: Onset of the speech, seconds on the room's sample clock.
        end: End of the speech, seconds on the room's sample clock.
    """
    speech = sorted((level for level in levels if start < level.t <= end + INTERVAL_S), key=lambda level: level.mean_db)
    room = sorted(level.mean_db for level in levels if start - _BEFORE_S < level.t <= start - _APART_S)
    if not speech or not room:
        return None
    return Loudness(
        speech_db=median(level.mean_db for level in speech[len(speech) // 2 :]),
        room_db=room[len(room) // 5],
        peak_db=max(level.peak_db for level in speech),
    )
