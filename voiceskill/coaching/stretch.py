"""What the coach teaches: stretches, and routines made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_REPETITIONS = 11
"""Holds of one stretch and side: once, and up to ten times more."""
MIN_HOLD_S = 5
"""Shortest hold, in seconds."""
MAX_HOLD_S = 300
"""Longest hold, in seconds, extra time included."""


class Side(StrEnum):
    """The side of the body that a hold stretches."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One stretch as it is taught."""

    id: str
    """Its key in the settings: lower-case letters, digits and underscores."""
    name: str
    """What the coach calls it, and the user too."""
    also: tuple[str, ...] = ()
    """Other names by which it may be asked for."""
    sounds_like: str | None = None
    """The name spelt in common words, for a recogniser that does not know the name's own."""
    start: str = ""
    """The position to begin from, one sentence."""
    instructions: tuple[str, ...]
    """How to get into it from there, sentence by sentence."""
    reminder: str = ""
    """The instructions in one sentence, for those who know it."""
    feel: str = ""
    """What it should feel like, one sentence."""
    avoid: str = ""
    """When to leave it out, one sentence."""
    easier: tuple[str, ...] = ()
    """How to do it more easily, sentence by sentence; empty where there is no easier way."""
    partner: tuple[str, ...] = ()
    """What a partner may add, sentence by sentence; empty where there is nothing to add."""
    release: str
    """How to come out of it slowly, one sentence."""
    sides: tuple[Side, ...] = ()
    """The sides in their order; empty where both are stretched at once."""
    hold: int = 30
    """Usual length of a hold, in seconds."""
    repetitions: int = 3
    """Usual number of holds, for each side."""
    source: str = ""
    """Who teaches it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stretch of a routine, with what differs from the usual there."""

    stretch: str
    """The stretch's id."""
    hold: int | None = None
    """Length of each hold, in seconds; the stretch's usual where None."""
    repetitions: int | None = None
    """Number of holds, for each side; the stretch's usual where None."""
    rest: int | None = None
    """Rest between two holds, in seconds; the coach's usual where None."""
    sides: tuple[Side, ...] | None = None
    """The sides that are done, in their order, at least one of the stretch's; all of them in its order where None."""
    lead_time: int | None = None
    """Seconds to get into position before a hold begins by itself; the coach's usual where None."""
    partner: bool = False
    """Whether a partner helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """Stretches in the order in which they are done."""

    id: str
    """Its key in the settings: lower-case letters, digits and underscores."""
    name: str
    """What the coach calls it, and the user too."""
    also: tuple[str, ...] = ()
    """Other names by which it may be asked for."""
    sounds_like: str | None = None
    """The name spelt in common words, for a recogniser that does not know the name's own."""
    steps: tuple[Step, ...]
    """The stretches, at least one."""


@dataclass(frozen=True, slots=True)
class Library:
    """All that can be asked for."""

    stretches: Mapping[str, Stretch]
    """By id, in the order in which they are listed."""
    routines: Mapping[str, Routine]
    """By id, in the order in which they are listed; each step's stretch is among the stretches."""
