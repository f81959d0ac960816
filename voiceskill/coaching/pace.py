"""How much time the coach gives between what is held."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The usual times in which nothing is held."""

    lead_time: int = 20
    """Time to get into position before a hold begins by itself, in seconds."""
    rest: int = 10
    """Rest between two holds of the same side, in seconds; a routine's step may have its own."""
    change_time: int = 12
    """Time to change sides, in seconds."""
