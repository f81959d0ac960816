"""Puts one fact into the journal's tables."""

import logging
import sqlite3
from datetime import datetime

from voiceskill.coaching.facts import (
    BackRated,
    Fact,
    HoldEnded,
    Moment,
    PainReported,
    SessionBegan,
    SessionEnded,
    SessionResumed,
)
from voiceskill.journal.process import this_process

_log = logging.getLogger(__name__)


def write_fact(connection: sqlite3.Connection, session: int | None, time: datetime, fact: Fact) -> int | None:
    """Write a fact inside the caller's transaction.

    Args:
        connection: To the journal.
        session: Number of the session that was begun last, if any.
        time: When it happened, with the offset from UTC.
        fact: What happened.

    Returns:
        Number of the session that has now been begun last, if any.
    """
    if isinstance(fact, SessionBegan):
        let_go(connection, session)
        return _begin(connection, time, fact)
    if isinstance(fact, SessionResumed):
        let_go(connection, session)
        return _resume(connection, fact.number)
    if not _belongs(connection, session, fact):
        _log.warning("%s happened outside of any session and is not in the journal.", fact)
        return session
    match fact:
        case HoldEnded():
            connection.execute(
                "INSERT INTO hold (session, time, stretch, side, repetition, planned, held, completed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    session,
                    time.isoformat(),
                    fact.stretch,
                    fact.side,
                    fact.repetition,
                    fact.planned,
                    fact.held,
                    fact.completed,
                ),
            )
        case PainReported():
            connection.execute(
                "INSERT INTO pain (session, time, stretch, side, repetition, during, elapsed, serious) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    session,
                    time.isoformat(),
                    fact.stretch,
                    fact.side,
                    fact.repetition,
                    fact.during,
                    fact.elapsed,
                    fact.serious,
                ),
            )
        case BackRated():
            connection.execute(
                "INSERT INTO rating (session, time, moment, rating) VALUES (?, ?, ?, ?)",
                (session, time.isoformat(), fact.moment, fact.rating),
            )
        case SessionEnded():
            connection.execute(
                "UPDATE session SET ended = ?, outcome = ?, last_stretch = ?, last_repetition = ?, process = NULL "
                "WHERE number = ?",
                (time.isoformat(), fact.outcome, fact.stretch, fact.repetition, session),
            )
    return session


def let_go(connection: sqlite3.Connection, session: int | None) -> None:
    """Let nobody believe any more that a session is under way; one that has no end has been broken off."""
    connection.execute("UPDATE session SET process = NULL WHERE number = ?", (session,))


def _belongs(connection: sqlite3.Connection, session: int | None, fact: Fact) -> bool:
    # How the back is afterwards may be said when the session is over.
    late = isinstance(fact, BackRated) and fact.moment is Moment.AFTER
    under_way = connection.execute(
        "SELECT 1 FROM session WHERE number = ? AND (ended IS NULL OR ?)", (session, late)
    ).fetchone()
    return under_way is not None


def _begin(connection: sqlite3.Connection, time: datetime, fact: SessionBegan) -> int | None:
    session = connection.execute(
        "INSERT INTO session (name, began, process) VALUES (?, ?, ?)", (fact.name, time.isoformat(), this_process())
    ).lastrowid
    connection.executemany(
        "INSERT INTO planned_stretch (session, position, stretch, sides, hold, repetitions) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (session, position, planned.stretch, " ".join(planned.sides), planned.hold, planned.repetitions)
            for position, planned in enumerate(fact.planned)
        ],
    )
    return session


def _resume(connection: sqlite3.Connection, session: int) -> int:
    connection.execute("UPDATE session SET process = ? WHERE number = ? AND ended IS NULL", (this_process(), session))
    return session
