"""How the coach goes about a session: what it waits for, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The times between the holds, and what is asked."""

    lead_time: int | None = None
    """Seconds to get into position before a hold begins by itself; None: it waits for "ready"."""
    ask_after: int = 30
    """Seconds to get into position after which the coach asks, once, whether the user is there."""
    check_in: int = 180
    """Seconds of waiting for a word after which the coach asks whether all is well; 0: never."""
    rest: int = 10
    """Seconds of rest between two holds."""
    change_time: int = 12
    """Seconds to change sides."""
    breath: int = 6
    """Seconds that a slow breath takes, in and out."""
    ask_rating: bool = True
    """Whether the coach asks how the back is, nought to ten, before and after a routine."""
    day_limit: int = 30
    """Minutes held in a day after which another session is asked about; 0: never."""
