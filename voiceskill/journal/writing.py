"""Puts one fact into the journal's tables."""

import logging
import sqlite3
from datetime import datetime

from voiceskill.coaching.facts import Fact, HoldEnded, PainReported, SessionBegan, SessionEnded

_log = logging.getLogger(__name__)


def write_fact(connection: sqlite3.Connection, session: int | None, time: datetime, fact: Fact) -> int | None:
    """Write a fact inside the caller's transaction.

    Args:
        connection: To the journal.
        session: Number of the session that is going on, if any.
        time: When it happened, with the offset from UTC.
        fact: What happened.

    Returns:
        Number of the session that is going on afterwards, if any.
    """
    if isinstance(fact, SessionBegan):
        return _begin(connection, time, fact)
    if session is None:
        _log.warning("%s happened outside of any session and is not in the journal.", fact)
        return None
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
                "INSERT INTO pain (session, time, stretch, side, repetition, during, elapsed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (session, time.isoformat(), fact.stretch, fact.side, fact.repetition, fact.during, fact.elapsed),
            )
        case SessionEnded():
            connection.execute(
                "UPDATE session SET ended = ?, outcome = ?, last_stretch = ?, last_repetition = ? WHERE number = ?",
                (time.isoformat(), fact.outcome, fact.stretch, fact.repetition, session),
            )
            return None
    return session


def _begin(connection: sqlite3.Connection, time: datetime, fact: SessionBegan) -> int | None:
    session = connection.execute(
        "INSERT INTO session (name, began) VALUES (?, ?)", (fact.name, time.isoformat())
    ).lastrowid
    connection.executemany(
        "INSERT INTO planned_stretch (session, position, stretch, sides, hold, repetitions) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (session, position, planned.stretch, " ".join(planned.sides), planned.hold, planned.repetitions)
            for position, planned in enumerate(fact.planned)
        ],
    )
    return session
