"""What happens in sessions, and clocks."""

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
"""A whole session that is broken off for pain."""

BEGINS = SessionBegan("short", (PlannedStretch("cat", (), 30, 2),))
ENDS = SessionEnded(Outcome.FINISHED, "cat", 2)


def held(stretch: str = "cat", repetition: int = 1, seconds: float = 30.0, *, planned: float = 30.0) -> HoldEnded:
    """Return a hold without sides, broken off where it was shorter than planned; in seconds."""
    return HoldEnded(stretch, None, repetition, planned, seconds, completed=seconds == planned)


def hurts(stretch: str = "cat", *, serious: bool = False) -> PainReported:
    """Return a pain three seconds into the first hold."""
    return PainReported(stretch, None, 1, "holding", 3.0, serious=serious)


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
