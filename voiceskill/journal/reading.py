"""Makes records of what is in the journal's tables."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from voiceskill.coaching.facts import Moment, Outcome, PlannedStretch
from voiceskill.coaching.stretch import Side
from voiceskill.journal.process import lives
from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord, SessionRecord

_PLANNED = (
    "SELECT session, stretch, sides, hold, repetitions FROM planned_stretch "
    "WHERE session BETWEEN ? AND ? ORDER BY session, position"
)
_HOLDS = (
    "SELECT session, time, stretch, side, repetition, planned, held, completed FROM hold "
    "WHERE session BETWEEN ? AND ? ORDER BY number"
)
_PAINS = (
    "SELECT session, time, stretch, side, repetition, during, elapsed, serious FROM pain "
    "WHERE session BETWEEN ? AND ? ORDER BY number"
)
_RATINGS = "SELECT session, time, moment, rating FROM rating WHERE session BETWEEN ? AND ? ORDER BY number"

_Record = TypeVar("_Record")


def read_sessions(
    connection: sqlite3.Connection, limit: int | None, since: datetime | None, until: datetime | None = None
) -> tuple[SessionRecord, ...]:
    """Return the last sessions, oldest first.

    Args:
        connection: To the journal, inside a transaction, so that the tables agree with each other.
        limit: Number of sessions at most; all where None.
        since: Only sessions that began then or later, an aware datetime; from the first one on where None.
        until: Only sessions that began before then, an aware datetime; up to the last one where None.

    Raises:
        ValueError: A time, a side, an outcome or a moment is not what the journal writes.
    """
    rows = connection.execute(
        "SELECT number, name, began, ended, outcome, process FROM session "
        "WHERE (?1 IS NULL OR julianday(began) >= julianday(?1)) AND (?2 IS NULL OR julianday(began) < julianday(?2)) "
        "ORDER BY number DESC LIMIT ?3",
        (since and since.isoformat(), until and until.isoformat(), -1 if limit is None else limit),
    ).fetchall()
    if not rows:
        return ()
    span = (rows[-1][0], rows[0][0])
    planned = _by_session(connection.execute(_PLANNED, span), _planned)
    holds = _by_session(connection.execute(_HOLDS, span), _hold)
    pains = _by_session(connection.execute(_PAINS, span), _pain)
    ratings = _by_session(connection.execute(_RATINGS, span), _rating)
    return tuple(
        SessionRecord(
            number=number,
            name=name,
            began=datetime.fromisoformat(began),
            ended=datetime.fromisoformat(ended) if ended else None,
            outcome=Outcome(outcome) if outcome else None,
            under_way=lives(process),
            planned=tuple(planned[number]),
            holds=tuple(holds[number]),
            pains=tuple(pains[number]),
            ratings=tuple(ratings[number]),
        )
        for number, name, began, ended, outcome, process in reversed(rows)
    )


def _by_session(rows: sqlite3.Cursor, record: Callable[..., _Record]) -> Mapping[int, Sequence[_Record]]:
    """Make a record of each row, and sort the records by the session that the row's first column names."""
    records = defaultdict(list)
    for session, *cells in rows:
        records[session].append(record(*cells))
    return records


def _planned(stretch: str, sides: str, hold: int, repetitions: int) -> PlannedStretch:
    return PlannedStretch(stretch, tuple(Side(side) for side in sides.split()), hold, repetitions)


def _hold(time: str, *cells: Any) -> HoldRecord:  # noqa: ANN401 - a cell is what its column holds
    stretch, side, repetition, planned, held, completed = cells
    return HoldRecord(
        time=datetime.fromisoformat(time),
        stretch=stretch,
        side=Side(side) if side else None,
        repetition=repetition,
        planned=planned,
        held=held,
        completed=bool(completed),
    )


def _pain(time: str, *cells: Any) -> PainRecord:  # noqa: ANN401 - as above
    stretch, side, repetition, during, elapsed, serious = cells
    return PainRecord(
        time=datetime.fromisoformat(time),
        stretch=stretch,
        side=Side(side) if side else None,
        repetition=repetition,
        during=during,
        elapsed=elapsed,
        serious=bool(serious),
    )


def _rating(time: str, moment: str, rating: int) -> RatingRecord:
    return RatingRecord(time=datetime.fromisoformat(time), moment=Moment(moment), rating=rating)
