"""Makes records of what is in the journal's tables."""

import sqlite3
from datetime import datetime

from voiceskill.coaching.facts import Moment, Outcome, PlannedStretch
from voiceskill.coaching.stretch import Side
from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord, SessionRecord


def read_sessions(
    connection: sqlite3.Connection, limit: int | None, since: datetime | None
) -> tuple[SessionRecord, ...]:
    """Return the last sessions, oldest first.

    Args:
        connection: To the journal, inside a transaction, so that the tables agree with each other.
        limit: Number of sessions at most; all where None.
        since: Only sessions that began then or later, an aware datetime; from the first one on where None.

    Raises:
        ValueError: A time, a side, an outcome or a moment is not what the journal writes.
    """
    rows = connection.execute(
        "SELECT number, name, began, ended, outcome FROM session "
        "WHERE ?1 IS NULL OR julianday(began) >= julianday(?1) ORDER BY number DESC LIMIT ?2",
        (since and since.isoformat(), -1 if limit is None else limit),
    ).fetchall()
    return tuple(
        SessionRecord(
            number=number,
            name=name,
            began=datetime.fromisoformat(began),
            ended=datetime.fromisoformat(ended) if ended else None,
            outcome=Outcome(outcome) if outcome else None,
            planned=_planned(connection, number),
            holds=_holds(connection, number),
            pains=_pains(connection, number),
            ratings=_ratings(connection, number),
        )
        for number, name, began, ended, outcome in reversed(rows)
    )


def _planned(connection: sqlite3.Connection, session: int) -> tuple[PlannedStretch, ...]:
    rows = connection.execute(
        "SELECT stretch, sides, hold, repetitions FROM planned_stretch WHERE session = ? ORDER BY position", (session,)
    )
    return tuple(
        PlannedStretch(stretch, tuple(Side(side) for side in sides.split()), hold, repetitions)
        for stretch, sides, hold, repetitions in rows
    )


def _holds(connection: sqlite3.Connection, session: int) -> tuple[HoldRecord, ...]:
    rows = connection.execute(
        "SELECT time, stretch, side, repetition, planned, held, completed FROM hold WHERE session = ? ORDER BY number",
        (session,),
    )
    return tuple(
        HoldRecord(
            time=datetime.fromisoformat(time),
            stretch=stretch,
            side=Side(side) if side else None,
            repetition=repetition,
            planned=planned,
            held=held,
            completed=bool(completed),
        )
        for time, stretch, side, repetition, planned, held, completed in rows
    )


def _pains(connection: sqlite3.Connection, session: int) -> tuple[PainRecord, ...]:
    rows = connection.execute(
        "SELECT time, stretch, side, repetition, during, elapsed FROM pain WHERE session = ? ORDER BY number",
        (session,),
    )
    return tuple(
        PainRecord(
            time=datetime.fromisoformat(time),
            stretch=stretch,
            side=Side(side) if side else None,
            repetition=repetition,
            during=during,
            elapsed=elapsed,
        )
        for time, stretch, side, repetition, during, elapsed in rows
    )


def _ratings(connection: sqlite3.Connection, session: int) -> tuple[RatingRecord, ...]:
    rows = connection.execute("SELECT time, moment, rating FROM rating WHERE session = ? ORDER BY number", (session,))
    return tuple(
        RatingRecord(time=datetime.fromisoformat(time), moment=Moment(moment), rating=rating)
        for time, moment, rating in rows
    )
