"""How the coach speaks: how loud, how fast, and how much."""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How much is said."""

    AUTO = "auto"
    """All instructions while a stretch is new, a reminder once it is known."""
    FULL = "full"
    """All instructions each time."""
    SHORT = "short"
    """A reminder each time."""
    CHIMES = "chimes"
    """The names of the stretches; chimes for the rest, and a bell at half-time."""


class Counting(StrEnum):
    """What a hold is counted in."""

    SECONDS = "seconds"
    BREATHS = "breaths"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the coach speaks."""

    volume: float = 0.8
    """Loudness, as a factor of the amplitude, 0 to 1."""
    rate: int = 150
    """Speed, in words a minute, 80 to 300."""
    style: Style = Style.AUTO
    """How much is said."""
    counting: Counting = Counting.SECONDS
    """What a hold is counted in."""
