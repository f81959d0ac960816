"""What a physiotherapist wants to see of a period, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from voiceskill.coaching.facts import Moment
from voiceskill.journal.records import PainRecord, SessionRecord
from voiceskill.progress.days import days
from voiceskill.progress.hurts import Hurts, hurts
from voiceskill.progress.period import Period
from voiceskill.progress.practice import Practice, practice
from voiceskill.progress.ratings import Rated, rated
from voiceskill.progress.trend import Trend, trend

MAX_ROWS = 26
"""As many rows, of practice and of reports together, have room on one A4 page beside the rest."""
_MIN_REPORTS = 8
"""As many rows are kept for reports, if there are so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """How the back was, in sum."""

    number: int
    """Number of ratings, at least 1."""
    median: float
    """Their median, from 0, no pain, to 10, the worst."""
    lowest: int
    """The best one."""
    highest: int
    """The worst one."""
    trend: Trend | None
    """Whether they rise or fall; None: there are too few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A period in sum, for somebody who was not there."""

    period: Period
    """Which days."""
    sessions: int
    """Number of sessions that were begun."""
    days: int
    """Number of days on which something was held to its end."""
    seconds: float
    """Seconds held in all."""
    practice: tuple[Practice, ...]
    """What was done, the stretches held longest first."""
    practice_left_out: int
    """Number of rows of practice for which there was no room."""
    before: Ratings | None
    """How the back was before sessions; None: that was never said."""
    after: Ratings | None
    """How the back was after sessions; None: that was never said."""
    hurts: tuple[Hurts, ...]
    """The stretches that hurt, those with the most reports first."""
    reports: tuple[PainRecord, ...]
    """The last reports that it hurts, the last one first."""
    reports_left_out: int
    """Number of earlier reports for which there was no room."""


def physiotherapist_sheet(sessions: Sequence[SessionRecord], period: Period) -> Sheet:
    """Return the sheet of a period.

    Args:
        sessions: As in `voiceskill.progress.looking_back.look_back`.
        period: Which days.
    """
    of_days = days(sessions, period)
    practised = practice(sessions, period)
    reports = sorted(
        (pain for session in sessions for pain in session.pains if pain.time.date() in period),
        key=lambda pain: pain.time,
        reverse=True,
    )
    practice_rows = min(len(practised), MAX_ROWS - min(len(reports), _MIN_REPORTS))
    report_rows = MAX_ROWS - practice_rows
    return Sheet(
        period=period,
        sessions=sum(day.sessions for day in of_days),
        days=sum(day.holds > 0 for day in of_days),
        seconds=sum(day.seconds for day in of_days),
        practice=practised[:practice_rows],
        practice_left_out=len(practised[practice_rows:]),
        before=_in_sum(rated(sessions, period, Moment.BEFORE)),
        after=_in_sum(rated(sessions, period, Moment.AFTER)),
        hurts=hurts(sessions, period),
        reports=tuple(reports[:report_rows]),
        reports_left_out=len(reports[report_rows:]),
    )


def _in_sum(ratings: Sequence[Rated]) -> Ratings | None:
    if not ratings:
        return None
    values = [rated.rating for rated in ratings]
    return Ratings(
        number=len(values), median=median(values), lowest=min(values), highest=max(values), trend=trend(ratings)
    )
