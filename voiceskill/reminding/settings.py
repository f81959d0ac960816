"""When the user wants to be asked whether to stretch."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSettings:
    """When to ask whether to stretch; as it stands, never. All times of day are local and know no time zone."""

    times: tuple[time, ...] = ()
    """Times of day at which to ask, in any order."""
    after_hours: float | None = None
    """Hours without a session after which to ask, more than 0; None: never for that reason."""
    quiet_from: time | None = time(21)
    """Time of day from which on nothing is asked; None: there are no quiet hours."""
    quiet_until: time | None = time(8)
    """Time of day from which on it may be asked again, on the next day if it is the earlier of the two; None: there
    are no quiet hours."""

    @property
    def quiet_hours(self) -> tuple[time, time] | None:
        """Their two ends; None where there are none: one end is missing, or both are the same."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return None
        return self.quiet_from, self.quiet_until

    def quiet_at(self, moment: time) -> bool:
        """Return whether a time of day lies in the quiet hours. What is to be asked then is never asked."""
        match self.quiet_hours:
            case None:
                return False
            case begin, end if begin < end:
                return begin <= moment < end
            case begin, end:
                return moment >= begin or moment < end
