"""Deletes from the journal's tables."""

from datetime import date

from sqlalchemy import Connection, delete, or_, select, true

from voiceskill.journal.expressions import day_of
from voiceskill.journal.reading import under_way
from voiceskill.journal.tables import hold, pain, planned_stretch, rating, session


def forget(connection: Connection, day: date | None) -> int:
    """Delete what began or happened on a day, inside the caller's transaction.

    A session that began on that day goes as a whole, though it lasted beyond midnight; of one that began the day
    before, what happened after midnight goes. Of a session that is under way, in any room, what has happened in it
    goes, but it stays, so that what is yet to happen in it has its place.

    Args:
        connection: To the journal, inside a transaction.
        day: By the calendar on the wall, wherever that hung; all days where None.

    Returns:
        Number of sessions that are deleted.
    """
    begun = true() if day is None else day_of(session.c.began) == day.isoformat()
    gone = (begun, session.c.number.not_in(under_way(connection)))
    of_gone = select(session.c.number).where(*gone)
    for table in (hold, pain, rating):
        happened = true() if day is None else day_of(table.c.time) == day.isoformat()
        connection.execute(delete(table).where(or_(happened, table.c.session.in_(of_gone))))
    connection.execute(delete(planned_stretch).where(planned_stretch.c.session.in_(of_gone)))
    return connection.execute(delete(session).where(*gone)).rowcount
