"""Charts as SVG: drawn without colour, in shapes and words, in the colour of the text around them.

Each has a title and a description for those who do not see it; the figures themselves belong into a table beneath it.
None has styles or scripts of its own, so that a strict content security policy lets it pass.
"""

from voiceskill.progress.charts.bars import Bar, bar_chart
from voiceskill.progress.charts.day_chart import day_chart
from voiceskill.progress.charts.hurts_chart import hurts_chart
from voiceskill.progress.charts.minutes_chart import minutes_chart
from voiceskill.progress.charts.pain_chart import pain_chart

__all__ = ["Bar", "bar_chart", "day_chart", "hurts_chart", "minutes_chart", "pain_chart"]
