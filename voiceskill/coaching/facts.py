"""What is worth remembering of a session. The journal adds the date and the time of day."""

from dataclasses import dataclass
from enum import StrEnum

from voiceskill.coaching.stretch import Side


class Outcome(StrEnum):
    """How a session ended."""

    FINISHED = "finished"
    """All that was planned was done, or skipped on demand."""
    STOPPED = "stopped"
    """The user stopped it."""
    HURT = "hurt"
    """It hurt, and was not gone on with."""


class Moment(StrEnum):
    """When the user is asked how the back is."""

    BEFORE = "before"
    """As the session begins."""
    AFTER = "after"
    """As it ends, or once it has ended."""


@dataclass(frozen=True, slots=True)
class PlannedStretch:
    """One stretch of a session as it was planned."""

    stretch: str
    """Id of the stretch."""
    sides: tuple[Side, ...]
    """The sides in their order; empty where both are stretched at once."""
    hold: int
    """Length of each hold, in seconds."""
    repetitions: int
    """Number of holds, for each side."""


@dataclass(frozen=True, slots=True)
class SessionBegan:
    """A session was started."""

    name: str
    """Id of the routine, or of the single stretch."""
    planned: tuple[PlannedStretch, ...]
    """What it is made of."""


@dataclass(frozen=True, slots=True)
class SessionResumed:
    """A session that a power cut had broken off is under way once more."""

    number: int
    """What the journal calls it."""


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """A hold came to its end, or was broken off."""

    stretch: str
    """Id of the stretch."""
    side: Side | None
    """Side that was stretched, if any."""
    repetition: int
    """Which hold of this stretch and side it was, from 1."""
    planned: float
    """Seconds planned, extra time included."""
    held: float
    """Seconds held, pauses not counted."""
    completed: bool
    """Whether it was held to its end."""


@dataclass(frozen=True, slots=True)
class PainReported:
    """The user said that it hurts."""

    stretch: str
    """Id of the stretch."""
    side: Side | None
    """Side that was being stretched, if any."""
    repetition: int
    """Which hold of this stretch and side it was in or before, from 1."""
    during: str
    """What the coach was doing, by the name of its state, such as ``holding``."""
    elapsed: float
    """Seconds into the stage."""
    serious: bool = False
    """Whether it is a pain that a doctor should see."""


@dataclass(frozen=True, slots=True)
class BackRated:
    """The user said how the back is."""

    moment: Moment
    """When; the last answer of a moment is the one that counts."""
    rating: int
    """From 0, no pain, to 10, the worst."""


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The session came to an end."""

    outcome: Outcome
    """How."""
    stretch: str
    """Id of the stretch at which it ended."""
    repetition: int
    """Which hold of it, from 1."""


Happening = HoldEnded | PainReported | BackRated
"""What happens in the midst of a session."""

Fact = SessionBegan | SessionResumed | Happening | SessionEnded
