"""Makes records of what is in the journal's tables."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from voiceskill.coaching.facts import Moment, Outcome, PlannedStretch
from voiceskill.coaching.stretch import Side
from voiceskill.journal.expressions import clock, instant
from voiceskill.journal.process import lives
from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord, SessionRecord
from voiceskill.journal.tables import hold, pain, planned_stretch, rating, session

_SESSIONS = select(session, (clock() - session.c.pulse).label("silent")).order_by(session.c.number.desc())

_Record = TypeVar("_Record")


def read_sessions(
    connection: Connection,
    limit: int | None,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    where: Collection[ColumnElement[bool]] = (),
) -> tuple[SessionRecord, ...]:
    """Return the last sessions, oldest first.

    Args:
        connection: To the journal, inside a transaction, so that the tables agree with each other.
        limit: Number of sessions at most; all where None.
        since: Only sessions that began then or later, an aware datetime; from the first one on where None.
        until: Only sessions that began before then, an aware datetime; up to the last one where None.
        where: Only sessions of which all this is true.

    Raises:
        ValueError: A time, a side, an outcome or a moment is not what the journal writes.
    """
    chosen = _SESSIONS.where(*where).limit(limit)
    if since:
        chosen = chosen.where(instant(session.c.began) >= instant(since.isoformat()))
    if until:
        chosen = chosen.where(instant(session.c.began) < instant(until.isoformat()))
    rows = connection.execute(chosen).all()
    if not rows:
        return ()
    span = (rows[-1].number, rows[0].number)

    def among(table: Table, record: Callable[[Row[Any]], _Record]) -> Mapping[int, Sequence[_Record]]:
        ordered = select(table).where(table.c.session.between(*span)).order_by(*table.primary_key)
        return _by_session(connection.execute(ordered), record)

    planned, holds = among(planned_stretch, _planned), among(hold, _hold)
    pains, ratings = among(pain, _pain), among(rating, _rating)
    return tuple(
        SessionRecord(
            number=row.number,
            name=row.name,
            began=datetime.fromisoformat(row.began),
            ended=datetime.fromisoformat(row.ended) if row.ended else None,
            outcome=Outcome(row.outcome) if row.outcome else None,
            under_way=row.ended is None and lives(row.process, row.silent),
            room=row.room,
            guests=row.guests,
            planned=tuple(planned[row.number]),
            holds=tuple(holds[row.number]),
            pains=tuple(pains[row.number]),
            ratings=tuple(ratings[row.number]),
        )
        for row in reversed(rows)
    )


def under_way(connection: Connection) -> frozenset[int]:
    """Return the numbers of the sessions, in any room, that have not ended and whose process lives."""
    unfinished = _SESSIONS.where(session.c.ended.is_(None), session.c.process.is_not(None))
    return frozenset(row.number for row in connection.execute(unfinished) if lives(row.process, row.silent))


def _by_session(rows: Iterable[Row[Any]], record: Callable[[Row[Any]], _Record]) -> Mapping[int, Sequence[_Record]]:
    """Make a record of each row, and sort the records by session."""
    records = defaultdict(list)
    for row in rows:
        records[row.session].append(record(row))
    return records


def _planned(row: Row[Any]) -> PlannedStretch:
    return PlannedStretch(row.stretch, tuple(Side(side) for side in row.sides.split()), row.hold, row.repetitions)


def _hold(row: Row[Any]) -> HoldRecord:
    return HoldRecord(
        time=datetime.fromisoformat(row.time),
        stretch=row.stretch,
        side=Side(row.side) if row.side else None,
        repetition=row.repetition,
        planned=row.planned,
        held=row.held,
        completed=row.completed,
    )


def _pain(row: Row[Any]) -> PainRecord:
    return PainRecord(
        time=datetime.fromisoformat(row.time),
        stretch=row.stretch,
        side=Side(row.side) if row.side else None,
        repetition=row.repetition,
        during=row.during,
        elapsed=row.elapsed,
        serious=row.serious,
    )


def _rating(row: Row[Any]) -> RatingRecord:
    return RatingRecord(time=datetime.fromisoformat(row.time), moment=Moment(row.moment), rating=row.rating)
