"""Tells the coach what the journal's tables have for him: a summary, and a session that was broken off."""

import sqlite3
from datetime import date, datetime, timedelta
from typing import Any

from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import BackRated, Happening, HoldEnded, Moment, PainReported, SessionBegan
from voiceskill.coaching.history import History
from voiceskill.journal.reading import read_sessions
from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord

_NOT_LONG_AGO = timedelta(hours=2)
"""How long a session can be gone on with: later, one begins anew, and warm."""


def read_history(connection: sqlite3.Connection, session: int | None, today: date) -> History:
    """Return what the coach may know.

    Args:
        connection: To the journal, inside a transaction, so that the tables agree with each other.
        session: Number of the session that was begun last in the coach's room, if any.
        today: The day, by the user's calendar.
    """
    present = _first(connection, "SELECT number FROM session WHERE number = ? AND ended IS NULL", session)
    yesterday = today - timedelta(days=1)
    return History(
        completed=dict(connection.execute("SELECT stretch, count(*) FROM hold WHERE completed GROUP BY stretch")),
        hurt=_hurt(connection),
        today_s=_first(connection, "SELECT total(held) FROM hold WHERE day = ?", today.isoformat()),
        done_today=bool(_first(connection, "SELECT max(completed) FROM hold WHERE day = ?", today.isoformat())),
        streak=_streak(connection, today, yesterday),
        # Ordered by number: a clock that was wrong for a while does not change what came last.
        last=_first(
            connection,
            "SELECT name FROM session WHERE number = "
            "(SELECT session FROM hold WHERE held > 0 AND session IS NOT ? ORDER BY number DESC LIMIT 1)",
            present,
        ),
        yesterday=_first(
            connection,
            "SELECT name FROM session WHERE number = "
            "(SELECT session FROM hold WHERE day = ? AND held > 0 AND session IS NOT ? ORDER BY number DESC LIMIT 1)",
            yesterday.isoformat(),
            present,
        ),
        before=_first(
            connection,
            "SELECT rating FROM rating WHERE session = ? AND moment = ? ORDER BY number DESC LIMIT 1",
            present,
            Moment.BEFORE,
        ),
    )


def read_interrupted(connection: sqlite3.Connection, now: datetime) -> Interrupted | None:
    """Return the last session where it was broken off not long ago, and nobody is at it.

    Args:
        connection: To the journal, inside a transaction.
        now: The date and time, an aware datetime.

    Raises:
        ValueError: A time, a side, an outcome or a moment is not what the journal writes.
    """
    for session in read_sessions(connection, 1, None):
        # A clock without a battery stands still while the power is off, or falls behind: so much before is as near.
        if session.ended is None and not session.under_way and abs(now - session.latest) <= _NOT_LONG_AGO:
            return Interrupted(
                number=session.number,
                began=SessionBegan(session.name, session.planned),
                happened=tuple(_fact(event) for event in session.events),
            )
    return None


def _fact(event: HoldRecord | PainRecord | RatingRecord) -> Happening:
    match event:
        case HoldRecord():
            return HoldEnded(event.stretch, event.side, event.repetition, event.planned, event.held, event.completed)
        case PainRecord():
            return PainReported(event.stretch, event.side, event.repetition, event.during, event.elapsed, event.serious)
    return BackRated(event.moment, event.rating)


def _hurt(connection: sqlite3.Connection) -> frozenset[str]:
    rows = connection.execute(
        "SELECT stretch FROM pain GROUP BY stretch "
        "HAVING max(session) >= coalesce((SELECT max(session) FROM hold WHERE hold.stretch = pain.stretch), 0)"
    )
    return frozenset(stretch for (stretch,) in rows)


def _streak(connection: sqlite3.Connection, today: date, yesterday: date) -> int:
    # Goes back from day to day, one look into the index each, and stops at the first gap.
    days: int = _first(
        connection,
        "WITH RECURSIVE streak (day) AS ("
        "SELECT max(day) FROM hold WHERE completed AND day IN (?, ?) "
        "UNION ALL "
        "SELECT date(streak.day, '-1 day') FROM streak "
        "WHERE EXISTS (SELECT 1 FROM hold WHERE completed AND hold.day = date(streak.day, '-1 day'))"
        ") SELECT count(day) FROM streak",
        today.isoformat(),
        yesterday.isoformat(),
    )
    return days


def _first(connection: sqlite3.Connection, query: str, *values: str | int | None) -> Any:  # noqa: ANN401 - a cell is what its column holds
    row = connection.execute(query, values).fetchone()
    return row and row[0]
