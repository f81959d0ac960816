"""Figures in plain words, for the page, the charts' descriptions and the printed sheet."""

from datetime import date

from voiceskill.progress.trend import Trend


def minutes(seconds: float) -> str:
    """Return a length of time in whole minutes, such as ``42 min``; what is not nothing is at least ``under 1 min``."""
    if 0 < seconds < 60:
        return "under 1 min"
    return f"{seconds / 60:.0f} min"


def count(number: int, thing: str) -> str:
    """Return a number of things, such as ``1 session``, ``3 sessions`` or ``2 stretches``."""
    several = f"{thing}es" if thing.endswith("ch") else f"{thing}s"
    return f"{number} {thing if number == 1 else several}"


def short_date(day: date) -> str:
    """Return a day without its year, such as ``3 Nov``."""
    return f"{day.day} {day:%b}"


def long_date(day: date) -> str:
    """Return a day with all that belongs to it, such as ``Tuesday, 3 November 2026``."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def rating(value: float | None) -> str:
    """Return a rating, or the median of some, such as ``3`` or ``3.5``; a dash where there is none."""
    return "–" if value is None else f"{value:g}"  # noqa: RUF001 - a dash for an empty cell


def signed(value: float) -> str:
    """Return a change, such as ``+0.4`` or ``−0.4``."""  # noqa: RUF002 - a minus, as it is printed
    return f"{value:+.1f}".replace("-", "−")  # noqa: RUF001 - likewise


def trend_sentence(trend: Trend | None, moment: str) -> str | None:
    """Return what a trend says, one sentence; None where there are too few ratings to say anything.

    Args:
        trend: Of the ratings, if there is one.
        moment: Which ratings, such as ``before sessions``.
    """
    if trend is None:
        return None
    if not trend.clear:
        return f"How your back is {moment} shows no clear change."
    way = "less" if trend.per_week < 0 else "more"
    return f"Your back hurts {way} {moment} than it did: about {abs(trend.per_week):.1f} points {way} each week."
