"""Deletes from the journal's tables."""

import sqlite3
from datetime import date

_SESSIONS = "FROM session WHERE (?1 IS NULL OR substr(began, 1, 10) = ?1) AND NOT (number IS ?2 AND ended IS NULL)"
_FACTS = f"WHERE ?1 IS NULL OR substr(time, 1, 10) = ?1 OR session IN (SELECT number {_SESSIONS})"


def forget(connection: sqlite3.Connection, day: date | None, session: int | None) -> int:
    """Delete what began or happened on a day, inside the caller's transaction.

    A session that began on that day goes as a whole, though it lasted beyond midnight; of one that began the day
    before, what happened after midnight goes.

    Args:
        connection: To the journal, inside a transaction.
        day: By the calendar on the wall, wherever that hung; all days where None.
        session: Number of the session that was begun last in the coach's room, if any: where it is still under way,
            what has happened in it goes, but it stays, so that what is yet to happen in it has its place.

    Returns:
        Number of sessions that are deleted.
    """
    values = (day and day.isoformat(), session)
    for table in ("hold", "pain", "rating"):
        connection.execute(f"DELETE FROM {table} {_FACTS}", values)  # noqa: S608 - nothing of it comes from outside
    connection.execute(
        f"DELETE FROM planned_stretch WHERE session IN (SELECT number {_SESSIONS})",  # noqa: S608 - as above
        values,
    )
    return connection.execute(f"DELETE {_SESSIONS}", values).rowcount
