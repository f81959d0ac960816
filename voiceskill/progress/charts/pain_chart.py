"""How the back was before sessions and after them, week by week."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from voiceskill.progress.charts.drawing import TEXT, WIDTH, Drawing
from voiceskill.progress.ratings import RatedWeek
from voiceskill.progress.telling import count, short_date, trend_sentence
from voiceskill.progress.trend import Trend

_LEFT, _RIGHT = 30.0, WIDTH - 14.0
_TOP, _BOTTOM = 44.0, 244.0
_HEIGHT = 274.0
_AFTER = 178.0
"""Where the mark for after is explained."""


def pain_chart(weeks: Sequence[RatedWeek], before: Trend | None, after: Trend | None) -> str:
    """Return an SVG element with the weeks' medians: a dot before sessions, a triangle after them; and the trends.

    The trend of the ratings before sessions is a full line, that of the ratings after them a dashed one.

    Args:
        weeks: In their order, at least one.
        before: Trend of the ratings before sessions, if there is one.
        after: Trend of the ratings after sessions, if there is one.
    """
    rated = sum(week.ratings > 0 for week in weeks)
    sentences = [f"There are ratings in {rated} of {count(len(weeks), 'week')}."]
    sentences += [
        sentence
        for sentence in (trend_sentence(before, "before sessions"), trend_sentence(after, "after sessions"))
        if sentence
    ]
    drawing = Drawing("pain", "How your back was, from 0, no pain, to 10", " ".join(sentences), height=_HEIGHT)
    _dot(drawing, 8, 12)
    drawing.text("before" + (", full line" if before else ""), 20, 12 + TEXT / 3)
    _triangle(drawing, _AFTER, 12)
    drawing.text("after" + (", dashed line" if after else ""), _AFTER + 13, 12 + TEXT / 3)
    for rating in (0, 5, 10):
        drawing.line(_LEFT, _height(rating), _RIGHT, _height(rating), stroke_opacity=0.3)
        drawing.text(str(rating), _LEFT - 8, _height(rating) + TEXT / 3, "end")
    step = (_RIGHT - _LEFT) / len(weeks)
    for number, week in enumerate(weeks):
        x = _LEFT + (number + 0.5) * step
        if number % 4 == 0:
            drawing.line(x, _height(0), x, _height(0) + 5)
            drawing.text(short_date(week.monday), x, _HEIGHT - 6, "middle")
        if week.before is not None:
            _dot(drawing, x, _height(week.before))
        if week.after is not None:
            _triangle(drawing, x, _height(week.after))
    for trend, dashes in ((before, "none"), (after, "7 5")):
        if trend:
            _line(drawing, trend, weeks, dashes)
    return drawing.svg()


def _height(rating: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * min(max(rating, 0.0), 10.0) / 10


def _dot(drawing: Drawing, x: float, y: float) -> None:
    drawing.add("circle", cx=x, cy=y, r=4.5)


def _triangle(drawing: Drawing, x: float, y: float) -> None:
    points = f"{x:.1f},{y - 8:.1f} {x + 7.5:.1f},{y + 5:.1f} {x - 7.5:.1f},{y + 5:.1f}"
    drawing.add("polygon", points=points, fill="none", stroke="currentColor", stroke_width=2)


def _line(drawing: Drawing, trend: Trend, weeks: Sequence[RatedWeek], dashes: str) -> None:
    """Draw a trend from the middle of the first week to that of the last, as the marks are."""
    step = (_RIGHT - _LEFT) / len(weeks)
    heights = [_height(trend.at(_middle(week.monday, trend.middle))) for week in (weeks[0], weeks[-1])]
    drawing.line(_LEFT + step / 2, heights[0], _RIGHT - step / 2, heights[1], stroke_width=2, stroke_dasharray=dashes)


def _middle(first: date, like: datetime) -> datetime:
    return datetime.combine(first + timedelta(days=3), time(12), like.tzinfo)
