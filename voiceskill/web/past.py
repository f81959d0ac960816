"""Gets from the journal what the pages, and programs, are shown of the past."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus

from pydantic import BaseModel, Field

from voiceskill.config import Config
from voiceskill.journal.records import SessionRecord
from voiceskill.progress import Period, Progress, look_back
from voiceskill.web.problem import Refusal
from voiceskill.web.program import Program

_MARGIN = timedelta(days=2)
"""How far the day on a calendar elsewhere may be from ours: who travels takes the journal along."""


class Past(BaseModel):
    """What was done, and how it went."""

    streak: int = Field(description="Days in a row with a hold held to its end, up to today, or yesterday without one")
    done_today: bool = Field(description="Whether a hold was held to its end today")
    progress: Progress = Field(description="The figures of the period; seconds are of holds, pauses not counted")


def today() -> date:
    """Return the day, by the calendar on this wall."""
    return datetime.now(UTC).astimezone().date()


def past(program: Program, weeks: int) -> Past:
    """Return the last weeks, this one included.

    Raises:
        Complaint: The journal cannot be read.
    """
    period = Period.weeks(today(), weeks)
    history = program.journal.history()
    return Past(
        streak=history.streak, done_today=history.done_today, progress=look_back(sessions_near(program, period), period)
    )


def sessions_near(program: Program, period: Period) -> tuple[SessionRecord, ...]:
    """Return all sessions of which something may have happened within a period, oldest first.

    Raises:
        Complaint: The journal cannot be read.
    """
    return program.journal.sessions(
        household=True,
        since=_midnight(period.first) - _MARGIN,
        until=_midnight(period.last) + timedelta(days=1) + _MARGIN,
    )


def sessions_of(program: Program, day: date) -> tuple[SessionRecord, ...]:
    """Return the sessions that began on a day, oldest first.

    Raises:
        Complaint: The journal cannot be read.
    """
    return tuple(each for each in sessions_near(program, Period(day, day)) if each.began.date() == day)


def forget(program: Program, day: date | None) -> int:
    """Delete a day, or everything where it is None; return the number of sessions that were deleted.

    Raises:
        Refusal: A session is under way.
        Complaint: The journal cannot be written.
    """
    if any(mat.live.latest.content.place is not None for mat in program.mats().values()):
        raise Refusal("A session is under way. Delete when it is over.", status=HTTPStatus.CONFLICT)
    return program.journal.forget_everything() if day is None else program.journal.forget_day(day)


def names(config: Config) -> Mapping[str, str]:
    """Return the names of stretches and routines by their ids; what is no longer in the settings has one as well."""
    known = {thing.id: thing.name for things in (config.stretches, config.routines) for thing in things.values()}
    return _Names(known)


class _Names(dict[str, str]):
    """Names by ids."""

    def __missing__(self, key: str) -> str:
        return key.replace("_", " ")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()
