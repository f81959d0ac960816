"""Whether ratings rise or fall over time, so that one bad day does not decide it."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from statistics import median

from voiceskill.progress.ratings import Rated

MIN_RATINGS = 8
"""Fewer ratings have no trend: by chance alone they would rise or fall too often."""
MIN_SPAN = timedelta(days=14)
"""Nor have ratings within less time: a week may be a hard one."""

_WEEK = timedelta(weeks=1)
_Z = 1.96
"""Standard deviations on either side of the middle between which 95 % of a normal distribution lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A straight line through ratings."""

    per_week: float
    """How many points the rating rises in a week; negative where it falls."""
    low: float
    """Lower end of the 95 % confidence interval of ``per_week``."""
    high: float
    """Upper end of it."""
    middle: datetime
    """A moment amid the ratings, with the offset from UTC."""
    level: float
    """The line's rating at that moment."""

    @property
    def clear(self) -> bool:
        """Whether it rises or falls for sure, as far as that can be said: the interval is on one side of 0."""
        return self.low > 0 or self.high < 0

    def at(self, time: datetime) -> float:
        """Return the line's rating at a moment; beyond the ratings it may leave 0 to 10."""
        return self.level + self.per_week * ((time - self.middle) / _WEEK)


def trend(ratings: Sequence[Rated]) -> Trend | None:
    """Return the trend of ratings; None where they are too few, or too close together, to speak of one.

    The slope is the median of the slopes between any two ratings (the Theil-Sen estimator; P. K. Sen, "Estimates of
    the regression coefficient based on Kendall's tau", J. Am. Stat. Assoc. 63, 1968), which up to 29 % of outliers do
    not sway. Its interval is Sen's, in the normal approximation with the correction for ties (R. O. Gilbert,
    "Statistical Methods for Environmental Pollution Monitoring", 1987, section 16.5). Where many ratings are alike it
    is wider than it need be: of 400 series of chance alone, fewer than 1 in 100 are called a trend, not 1 in 20.

    Args:
        ratings: In any order. It takes a time of the order of their number squared.
    """
    if len(ratings) < MIN_RATINGS:
        return None
    times = [rated.time for rated in ratings]
    begin = min(times)
    if max(times) - begin < MIN_SPAN:
        return None
    points = [((rated.time - begin) / _WEEK, rated.rating) for rated in ratings]
    slopes = sorted((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2) if a[0] != b[0])
    slope = median(slopes)
    middle = median(week for week, _ in points)
    reach = _Z * math.sqrt((_spread([len(points)]) - _spread(Counter(rating for _, rating in points).values())) / 18)
    return Trend(
        per_week=slope,
        low=slopes[max(round((len(slopes) - reach) / 2) - 1, 0)],
        high=slopes[min(round((len(slopes) + reach) / 2), len(slopes) - 1)],
        middle=begin + middle * _WEEK,
        level=median(rating - slope * (week - middle) for week, rating in points),
    )


def _spread(counts: Iterable[int]) -> int:
    """Return 18 times what so many ratings in any order give to the variance of Kendall's S, equal ones together."""
    return sum(count * (count - 1) * (2 * count + 5) for count in counts)
