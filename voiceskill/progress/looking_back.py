"""All that is shown of a period."""

from collections.abc import Sequence
from dataclasses import dataclass

from voiceskill.coaching.facts import Moment
from voiceskill.journal.records import SessionRecord
from voiceskill.progress.days import Day, days
from voiceskill.progress.hurts import Hurts, hurts
from voiceskill.progress.period import Period
from voiceskill.progress.ratings import RatedWeek, rated, rated_weeks
from voiceskill.progress.trend import Trend, trend
from voiceskill.progress.weeks import Week, weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What was done in a period, and how it went."""

    period: Period
    """Which days."""
    days: tuple[Day, ...]
    """All of them, in their order."""
    weeks: tuple[Week, ...]
    """All that have a day in it, in their order."""
    rated_weeks: tuple[RatedWeek, ...]
    """The same weeks."""
    before: Trend | None
    """The trend of the ratings before sessions; None: there are too few."""
    after: Trend | None
    """The trend of the ratings after sessions; None: there are too few."""
    hurts: tuple[Hurts, ...]
    """The stretches that hurt, those with the most reports first."""


def look_back(sessions: Sequence[SessionRecord], period: Period) -> Progress:
    """Return the figures of a period.

    Args:
        sessions: Those that began in it, and those that began on the day before and may have lasted beyond midnight;
            what happened outside of the period does not count.
        period: Which days.
    """
    of_days = days(sessions, period)
    return Progress(
        period=period,
        days=of_days,
        weeks=weeks(of_days),
        rated_weeks=rated_weeks(sessions, period),
        before=trend(rated(sessions, period, Moment.BEFORE)),
        after=trend(rated(sessions, period, Moment.AFTER)),
        hurts=hurts(sessions, period),
    )
