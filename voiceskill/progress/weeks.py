"""What was done in each week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from voiceskill.progress.days import Day
from voiceskill.progress.period import monday


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week, from Monday on."""

    monday: date
    """Its Monday, even where the period begins later."""
    sessions: int
    """Number of sessions that were begun."""
    days: int
    """Number of days on which something was held to its end, up to 7."""
    holds: int
    """Number of holds that were held to their end."""
    seconds: float
    """Seconds held, those of holds that were broken off included."""


def weeks(days: Sequence[Day]) -> tuple[Week, ...]:
    """Add days, which follow on each other, up to weeks."""
    return tuple(
        Week(
            monday=first,
            sessions=sum(day.sessions for day in week),
            days=sum(day.holds > 0 for day in week),
            holds=sum(day.holds for day in week),
            seconds=sum(day.seconds for day in week),
        )
        for first, group in groupby(days, lambda day: monday(day.date))
        for week in [tuple(group)]
    )
