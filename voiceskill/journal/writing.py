"""Puts one fact into the journal's tables."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Connection, Text, and_, bindparam, insert, select, update

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
from voiceskill.journal.expressions import clock
from voiceskill.journal.process import this_process
from voiceskill.journal.tables import hold, pain, planned_stretch, rating, session

_log = logging.getLogger(__name__)

# Made once, for making a statement takes longer than carrying it out.
_WITH_NUMBER = session.c.number == bindparam("with_number", type_=BigInteger())
_IN_HAND = and_(_WITH_NUMBER, session.c.recorder == bindparam("in_hand_of", type_=Text()))
_EXISTS = select(session.c.number).where(_WITH_NUMBER)
_UNDER_WAY = _EXISTS.where(session.c.ended.is_(None))
_MARK = update(session).where(_IN_HAND).values(pulse=clock())
_LET_GO = update(session).where(_IN_HAND).values(process=None)
_TAKE = update(session).where(_WITH_NUMBER, session.c.ended.is_(None)).values(pulse=clock())
_GIVE_SIGN = (
    update(session)
    .where(session.c.recorder.in_(bindparam("writers", expanding=True)), session.c.process.is_not(None))
    .values(pulse=clock())
)
_MARKED = (
    select(session.c.number, session.c.facts)
    .where(session.c.recorder == bindparam("writer", type_=Text()))
    .order_by(session.c.facts.desc(), session.c.number.desc())
    .limit(1)
)
_BEGIN = insert(session).values(pulse=clock()).returning(session.c.number)
_PLAN, _HOLD, _PAIN, _RATE = (insert(table) for table in (planned_stretch, hold, pain, rating))


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who records the sessions of one room."""

    key: str
    """Unlike that of any other, in any process."""
    room: str | None = None
    """Key of the room; None: the machine's own."""
    guests: bool = False
    """Whether it is for guests, of whom nothing is brought up in another session."""


def write_fact(connection: Connection, writer: Writer, number: int | None, time: datetime, fact: Fact) -> int | None:
    """Write a fact inside the caller's transaction.

    What happened in a session that somebody else has in hand by now is kept with it all the same; only how it ends is
    his to say.

    Args:
        connection: To the journal.
        writer: Who records.
        number: Of the session that he had in hand last, if any.
        time: When it happened, with the offset from UTC.
        fact: What happened.

    Returns:
        Number of the session that he now had in hand last, if any.
    """
    if isinstance(fact, SessionBegan):
        let_go(connection, writer, number)
        return _begin(connection, writer, time, fact)
    if isinstance(fact, SessionResumed):
        if fact.number != number:
            let_go(connection, writer, number)
        take(connection, writer, fact.number)
        return fact.number
    if number is None or not _belongs(connection, number, fact):
        _log.warning("%s happened outside of any session and is not in the journal.", fact)
        return number
    now = {"session": number, "time": time.isoformat()}
    match fact:
        case HoldEnded():
            connection.execute(
                _HOLD,
                {**now, **_place(fact), "planned": fact.planned, "held": fact.held, "completed": fact.completed},
            )
        case PainReported():
            connection.execute(
                _PAIN,
                {**now, **_place(fact), "during": fact.during, "elapsed": fact.elapsed, "serious": fact.serious},
            )
        case BackRated():
            connection.execute(_RATE, {**now, "moment": fact.moment.value, "rating": fact.rating})
        case SessionEnded():
            connection.execute(
                _LET_GO,
                {
                    **_hand(writer, number),
                    "ended": time.isoformat(),
                    "outcome": fact.outcome.value,
                    "last_stretch": fact.stretch,
                    "last_repetition": fact.repetition,
                },
            )
    return number


def exists(connection: Connection, number: int | None) -> bool:
    """Return whether there is such a session."""
    return connection.scalar(_EXISTS, {"with_number": number}) is not None


def is_at(connection: Connection, writer: Writer, number: int | None) -> bool:
    """Return whether a session is under way that somebody has in hand."""
    return connection.scalar(_UNDER_WAY.where(_IN_HAND), _hand(writer, number)) is not None


def give_sign(connection: Connection, writers: Collection[str]) -> None:
    """Note that some writers are alive, by their keys, as far as they have a session under way."""
    connection.execute(_GIVE_SIGN, {"writers": [*writers]})


def take(connection: Connection, writer: Writer, number: int) -> None:
    """Put a session that has no end yet into somebody's hands, whoever had it before."""
    connection.execute(
        _TAKE, {"with_number": number, "recorder": writer.key, "room": writer.room, "process": this_process()}
    )


def let_go(connection: Connection, writer: Writer, number: int | None) -> None:
    """Let nobody believe any more that a session is under way; one that has no end has been broken off."""
    connection.execute(_LET_GO, _hand(writer, number))


def mark(connection: Connection, writer: Writer, number: int | None, facts: int) -> None:
    """Note how many facts of those that somebody was told have been written, and that he is alive."""
    connection.execute(_MARK, {**_hand(writer, number), "facts": facts})


def marked(connection: Connection, writer: Writer) -> tuple[int, int] | None:
    """Return what `mark` has noted last: the session's number, and how many facts; None where there is nothing."""
    row = connection.execute(_MARKED, {"writer": writer.key}).one_or_none()
    return row and (row.number, row.facts)


def _hand(writer: Writer, number: int | None) -> dict[str, object]:
    return {"with_number": number, "in_hand_of": writer.key}


def _place(fact: HoldEnded | PainReported) -> dict[str, object]:
    return {"stretch": fact.stretch, "side": fact.side and fact.side.value, "repetition": fact.repetition}


def _belongs(connection: Connection, number: int, fact: Fact) -> bool:
    # How the back is afterwards may be said when the session is over.
    late = isinstance(fact, BackRated) and fact.moment is Moment.AFTER
    return connection.scalar(_EXISTS if late else _UNDER_WAY, {"with_number": number}) is not None


def _begin(connection: Connection, writer: Writer, time: datetime, fact: SessionBegan) -> int:
    number: int = connection.execute(
        _BEGIN,
        {
            "name": fact.name,
            "began": time.isoformat(),
            "process": this_process(),
            "room": writer.room,
            "guests": writer.guests,
            "recorder": writer.key,
        },
    ).scalar_one()
    if fact.planned:
        connection.execute(
            _PLAN,
            [
                {
                    "session": number,
                    "position": position,
                    "stretch": planned.stretch,
                    "sides": " ".join(planned.sides),
                    "hold": planned.hold,
                    "repetitions": planned.repetitions,
                }
                for position, planned in enumerate(fact.planned)
            ],
        )
    return number
