"""What was done on each day."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from voiceskill.journal.records import SessionRecord
from voiceskill.progress.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the user's own calendar. What happens counts for the day on which it happens, also after midnight."""

    date: date
    """Which day."""
    sessions: int
    """Number of sessions that were begun."""
    holds: int
    """Number of holds that were held to their end; the day counts for the streak where there is one."""
    seconds: float
    """Seconds held, those of holds that were broken off included."""
    hurts: int
    """Number of reports that it hurts."""


def days(sessions: Sequence[SessionRecord], period: Period) -> tuple[Day, ...]:
    """Return each day of a period, those on which nothing was done too.

    Args:
        sessions: What to look at; what is outside of the period does not count.
        period: Which days.
    """
    began = Counter(session.began.date() for session in sessions)
    hurts = Counter(pain.time.date() for session in sessions for pain in session.pains)
    completed: Counter[date] = Counter()
    seconds: dict[date, float] = defaultdict(float)
    for session in sessions:
        for hold in session.holds:
            day = hold.time.date()
            completed[day] += hold.completed
            seconds[day] += hold.held
    return tuple(
        Day(date=day, sessions=began[day], holds=completed[day], seconds=seconds[day], hurts=hurts[day])
        for day in period
    )
