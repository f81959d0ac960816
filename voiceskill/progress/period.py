"""Stretches of the calendar. Weeks start on Monday (ISO 8601)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


def monday(day: date) -> date:
    """Return the Monday of the week that a day is in."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the user's own calendar, one after the other."""

    first: date
    """The first day."""
    last: date
    """The last day, which belongs to it; not before the first."""

    @classmethod
    def weeks(cls, until: date, count: int) -> Self:
        """Return so many weeks up to a day: whole ones, but for the last, which ends with that day."""
        return cls(monday(until) - timedelta(weeks=count - 1), until)

    @classmethod
    def month(cls, day: date) -> Self:
        """Return the month that a day is in, from its first day to its last."""
        first = day.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        return cls(first, following - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        for number in range(len(self)):
            yield self.first + timedelta(days=number)

    def __len__(self) -> int:
        return (self.last - self.first).days + 1
