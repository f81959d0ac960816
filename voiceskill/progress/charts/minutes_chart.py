"""Minutes held in each week."""

from collections.abc import Sequence
from datetime import date

from voiceskill.progress.charts.bars import Bar, bar_chart
from voiceskill.progress.period import monday
from voiceskill.progress.telling import count, minutes, short_date
from voiceskill.progress.weeks import Week


def minutes_chart(weeks: Sequence[Week], today: date) -> str:
    """Return an SVG element with a bar for each week, from top to bottom; that of the present week is hatched.

    Args:
        weeks: At least one.
        today: The day, by the user's calendar.
    """
    most = max(weeks, key=lambda week: week.seconds)
    with_some = sum(week.seconds > 0 for week in weeks)
    description = f"Something was held in {with_some} of {count(len(weeks), 'week')}."
    if with_some:
        description += f" Most was {minutes(most.seconds)}, in the week from {short_date(most.monday)}."
    bars = [
        Bar(short_date(week.monday), week.seconds, minutes(week.seconds), unfinished=week.monday == monday(today))
        for week in weeks
    ]
    return bar_chart("minutes", "Minutes held in each week", description, bars)
