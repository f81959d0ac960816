"""How the back was, before sessions and after them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from voiceskill.coaching.facts import Moment
from voiceskill.journal.records import SessionRecord
from voiceskill.progress.period import Period, monday


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer to how the back is; the last of its session and moment."""

    time: datetime
    """When it was said, with the offset from UTC."""
    rating: int
    """From 0, no pain, to 10, the worst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedWeek:
    """How the back was in a week."""

    monday: date
    """The Monday of the week."""
    before: float | None
    """Median of the ratings before sessions, from 0, no pain, to 10, the worst; None: there is none."""
    after: float | None
    """Median of those after sessions."""
    ratings: int
    """Number of ratings, those of both kinds."""


def rated(sessions: Sequence[SessionRecord], period: Period, moment: Moment) -> tuple[Rated, ...]:
    """Return the ratings of one moment within a period, one a session at most, in the order of the sessions."""
    last = (
        next((rating for rating in reversed(session.ratings) if rating.moment is moment), None) for session in sessions
    )
    return tuple(Rated(rating.time, rating.rating) for rating in last if rating and rating.time.date() in period)


def rated_weeks(sessions: Sequence[SessionRecord], period: Period) -> tuple[RatedWeek, ...]:
    """Return each week of a period, those without a rating too."""
    before = rated(sessions, period, Moment.BEFORE)
    after = rated(sessions, period, Moment.AFTER)
    return tuple(
        RatedWeek(
            monday=first,
            before=_median(of_week := _of_week(before, first)),
            after=_median(of_week_after := _of_week(after, first)),
            ratings=len(of_week) + len(of_week_after),
        )
        for first in sorted({monday(day) for day in period})
    )


def _of_week(ratings: Sequence[Rated], first: date) -> list[int]:
    return [rated.rating for rated in ratings if monday(rated.time.date()) == first]


def _median(ratings: Sequence[int]) -> float | None:
    return median(ratings) if ratings else None
