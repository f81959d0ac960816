"""Looks back: figures of what the journal remembers, and charts of them. Neither reads a clock nor a file."""

from voiceskill.progress.days import Day
from voiceskill.progress.hurts import Hurts
from voiceskill.progress.looking_back import Progress, look_back
from voiceskill.progress.period import Period
from voiceskill.progress.ratings import RatedWeek
from voiceskill.progress.sheet import Sheet, physiotherapist_sheet
from voiceskill.progress.trend import Trend
from voiceskill.progress.weeks import Week

__all__ = [
    "Day",
    "Hurts",
    "Period",
    "Progress",
    "RatedWeek",
    "Sheet",
    "Trend",
    "Week",
    "look_back",
    "physiotherapist_sheet",
]
