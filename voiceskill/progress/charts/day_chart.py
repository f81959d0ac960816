"""What was done on each day, a column for each week and a row for each day of the week."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby, product

from voiceskill.progress.charts.drawing import TEXT, WIDTH, Drawing
from voiceskill.progress.days import Day
from voiceskill.progress.period import monday
from voiceskill.progress.telling import count

_LEFT = 44.0
_TOP = 24.0
_CELL = 26.0
_LEGEND = 3 * 24
_MOST_S = 20 * 60
"""Seconds held in a day from which its dot is of full size."""
_SMALLEST, _LARGEST = 4.0, 10.0
"""Radius of the dots."""


def day_chart(days: Sequence[Day], today: date) -> str:
    """Return an SVG element with a dot for each day on which something was held to its end, larger for more minutes.

    A day on which it hurt has a cross, one on which all holds were broken off a ring, and today a frame.

    Args:
        days: Up to 12 weeks, the first from Monday on, following on each other.
        today: The day, by the user's calendar.
    """
    done = sum(day.holds > 0 for day in days)
    hurt = sum(day.hurts > 0 for day in days)
    drawing = Drawing(
        "days",
        "Days with a stretch",
        f"Something was held to its end on {done} of {count(len(days), 'day')}; it hurt on {hurt}.",
        height=_TOP + 7 * _CELL + _LEGEND,
    )
    for row, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        drawing.text(name, 0, _TOP + (row + 0.5) * _CELL + TEXT / 3)
    months: set[tuple[int, int]] = set()
    for column, (first, week) in enumerate(groupby(days, lambda day: monday(day.date))):
        x = _LEFT + (column + 0.5) * _CELL
        if (month := (first.year, first.month)) not in months:
            # The name of a month of which only the last week is shown would run into the next one's.
            if months or first.day <= 15:
                drawing.text(f"{first:%b}", x - _CELL / 2, TEXT)
            months.add(month)
        for day in week:
            _mark(drawing, day, x, _TOP + (day.date.weekday() + 0.5) * _CELL)
            if day.date == today:
                _frame(drawing, x, _TOP + (day.date.weekday() + 0.5) * _CELL)
    _explain(drawing, _TOP + 7 * _CELL)
    return drawing.svg()


def _mark(drawing: Drawing, day: Day, x: float, y: float) -> None:
    if day.holds:
        share = min(day.seconds / _MOST_S, 1.0)
        _dot(drawing, x, y, _SMALLEST + (_LARGEST - _SMALLEST) * share)
    elif day.seconds:
        _ring(drawing, x, y)
    else:
        drawing.add("circle", cx=x, cy=y, r=1)
    if day.hurts:
        _cross(drawing, x, y)


def _dot(drawing: Drawing, x: float, y: float, radius: float) -> None:
    drawing.add("circle", cx=x, cy=y, r=radius, fill_opacity=0.6)


def _ring(drawing: Drawing, x: float, y: float) -> None:
    drawing.add("circle", cx=x, cy=y, r=_SMALLEST, fill="none", stroke="currentColor", stroke_width=1.5)


def _cross(drawing: Drawing, x: float, y: float) -> None:
    for slant in (1, -1):
        drawing.line(x - 9, y - 9 * slant, x + 9, y + 9 * slant, stroke_width=2.5)


def _frame(drawing: Drawing, x: float, y: float) -> None:
    side = _CELL - 2
    drawing.add(
        "rect", x=x - side / 2, y=y - side / 2, width=side, height=side, rx=3, fill="none", stroke="currentColor"
    )


def _explain(drawing: Drawing, top: float) -> None:
    rows = (top + 22, top + 48)
    columns = (12.0, WIDTH / 2 + 28)
    _dot(drawing, columns[0], rows[0], _LARGEST)
    _ring(drawing, columns[1], rows[0])
    _cross(drawing, columns[0], rows[1])
    _frame(drawing, columns[1], rows[1])
    places = product(rows, columns)
    for (y, x), text in zip(places, ("held, by minutes", "only broken off", "it hurt", "today"), strict=True):
        drawing.text(text, x + 18, y + TEXT / 3)
