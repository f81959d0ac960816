"""A session's facts, and clocks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import count

from voiceskill.coaching.facts import Fact, HoldEnded, Outcome, PainReported, PlannedStretch, SessionBegan, SessionEnded
from voiceskill.coaching.stretch import Side

BEGAN = datetime(2026, 7, 1, 7, 30, tzinfo=timezone(timedelta(hours=3)))

FACTS: tuple[Fact, ...] = (
    SessionBegan("short", (PlannedStretch("twist", (Side.RIGHT, Side.LEFT), 30, 2),)),
    HoldEnded("twist", Side.RIGHT, 1, 30.0, 30.0, completed=True),
    HoldEnded("twist", Side.RIGHT, 2, 40.0, 40.0, completed=True),
    PainReported("twist", Side.LEFT, 1, "holding", 11.6),
    HoldEnded("twist", Side.LEFT, 1, 30.0, 11.6, completed=False),
    SessionEnded(Outcome.HURT, "twist", 1),
)


@dataclass
class WallClock:
    """A clock that stands until it is set."""

    now: datetime = BEGAN

    def __call__(self) -> datetime:
        return self.now


def ticking(start: datetime = BEGAN) -> Callable[[], datetime]:
    """Return a clock that gives the start, then a second more at each look."""
    seconds = count()
    return lambda: start + timedelta(seconds=next(seconds))
