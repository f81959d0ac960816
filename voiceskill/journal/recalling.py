"""Tells the coach what the journal's tables have for him: a summary, and a session that was broken off."""

from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, Connection, Select, Text, bindparam, exists, func, select

from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import BackRated, Happening, HoldEnded, Moment, PainReported, SessionBegan
from voiceskill.coaching.history import History
from voiceskill.journal.expressions import day_before
from voiceskill.journal.reading import read_sessions
from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord, SessionRecord
from voiceskill.journal.tables import hold, pain, rating, session

_NOT_LONG_AGO = timedelta(hours=2)
"""How long a session can be gone on with: later, one begins anew, and warm."""
_STILL_THERE = timedelta(minutes=10)
"""The same for a guest's session: later, somebody else may lie on the mat."""

# Made once, for making a statement takes longer than asking it. Where the last is looked for, it goes by the number: a
# clock that was wrong for a while does not change what came last.
_NUMBER, _PRESENT = bindparam("number", type_=BigInteger()), bindparam("present", type_=BigInteger())
_TODAY, _YESTERDAY = bindparam("today", type_=Text()), bindparam("yesterday", type_=Text())
_OF_HOUSEHOLD = hold.c.session.not_in(select(session.c.number).where(session.c.guests))

_UNDER_WAY = select(session.c.number).where(session.c.number == _NUMBER, session.c.ended.is_(None))
_BEFORE = (
    select(rating.c.rating)
    .where(rating.c.session == _PRESENT, rating.c.moment == Moment.BEFORE.value)
    .order_by(rating.c.number.desc())
    .limit(1)
)
_COMPLETED = (
    select(hold.c.stretch, func.count().label("holds")).where(hold.c.completed, _OF_HOUSEHOLD).group_by(hold.c.stretch)
)
_HELD_LAST = select(func.max(hold.c.session)).where(hold.c.stretch == pain.c.stretch, _OF_HOUSEHOLD)
_HURT = (
    select(pain.c.stretch)
    .where(pain.c.session.not_in(select(session.c.number).where(session.c.guests)))
    .group_by(pain.c.stretch)
    .having(func.max(pain.c.session) >= func.coalesce(_HELD_LAST.scalar_subquery(), 0))
)
_TODAY_S = select(func.sum(hold.c.held)).where(hold.c.day == _TODAY, _OF_HOUSEHOLD)
_DONE_TODAY = select(exists().where(hold.c.day == _TODAY, hold.c.completed, _OF_HOUSEHOLD))
_IN_WHICH_HELD = (
    select(hold.c.session)
    .where(hold.c.held > 0, hold.c.session.is_distinct_from(_PRESENT), _OF_HOUSEHOLD)
    .order_by(hold.c.number.desc())
    .limit(1)
)
_LAST = select(session.c.name).where(session.c.number == _IN_WHICH_HELD.scalar_subquery())
_LAST_YESTERDAY = select(session.c.name).where(
    session.c.number == _IN_WHICH_HELD.where(hold.c.day == _YESTERDAY).scalar_subquery()
)


def _streak() -> Select[int]:
    # Goes back from day to day, one look into the index each, and stops at the first gap.
    done = (hold.c.completed, _OF_HOUSEHOLD)
    latest = select(func.max(hold.c.day).label("day")).where(*done, hold.c.day.in_((_TODAY, _YESTERDAY)))
    streak = latest.cte("streak", recursive=True)
    earlier = day_before(streak.c.day)
    streak = streak.union_all(select(earlier).where(exists().where(*done, hold.c.day == earlier)))
    return select(func.count(streak.c.day))


_STREAK = _streak()


def read_history(connection: Connection, number: int | None, today: date) -> History:
    """Return what the coach may know of the household.

    Args:
        connection: To the journal, inside a transaction, so that the tables agree with each other.
        number: Of the session that the coach's room has in hand or had last, if any.
        today: The day, by the user's calendar.
    """
    present = connection.scalar(_UNDER_WAY, {"number": number})
    yesterday = today - timedelta(days=1)
    known = {"present": present, "today": today.isoformat(), "yesterday": yesterday.isoformat()}
    return History(
        completed={row.stretch: row.holds for row in connection.execute(_COMPLETED)},
        hurt=frozenset(connection.scalars(_HURT)),
        today_s=connection.scalar(_TODAY_S, known) or 0.0,
        done_today=bool(connection.scalar(_DONE_TODAY, known)),
        streak=connection.scalar(_STREAK, known) or 0,
        last=connection.scalar(_LAST, known),
        yesterday=connection.scalar(_LAST_YESTERDAY, known),
        before=connection.scalar(_BEFORE, known),
    )


def read_guests_history(connection: Connection, number: int | None) -> History:
    """Return what the coach may know of a guest: what was said in the session that is under way.

    Args:
        connection: To the journal, inside a transaction, so that the tables agree with each other.
        number: Of the session that the coach's room has in hand or had last, if any.
    """
    present = connection.scalar(_UNDER_WAY, {"number": number})
    return History(before=connection.scalar(_BEFORE, {"present": present}))


def read_interrupted(
    connection: Connection, now: datetime, room: str | None, *, guests: bool, but: frozenset[int] = frozenset()
) -> Interrupted | None:
    """Return a room's last session where it has not come to its end, and was under way not long ago.

    Args:
        connection: To the journal, inside a transaction.
        now: The date and time, an aware datetime.
        room: Key of the room; None: the machine's own.
        guests: Whether the room is for guests: one of the household's sessions does not count there, nor the other way.
        but: Numbers of sessions that do not count, for somebody is at them.

    Raises:
        ValueError: A time, a side, an outcome or a moment is not what the journal writes.
    """
    counting = (session.c.room == room, session.c.guests == guests, session.c.number.not_in(but))
    # A clock without a battery stands still while the power is off, or falls behind: so much before is as near.
    near = _STILL_THERE if guests else _NOT_LONG_AGO
    for last in read_sessions(connection, 1, where=counting):
        if last.ended is None and abs(now - last.latest) <= near:
            return _interrupted(last)
    return None


def _interrupted(session: SessionRecord) -> Interrupted:
    return Interrupted(
        number=session.number,
        began=SessionBegan(session.name, session.planned),
        happened=tuple(_fact(event) for event in session.events),
    )


def _fact(event: HoldRecord | PainRecord | RatingRecord) -> Happening:
    match event:
        case HoldRecord():
            return HoldEnded(event.stretch, event.side, event.repetition, event.planned, event.held, event.completed)
        case PainRecord():
            return PainReported(event.stretch, event.side, event.repetition, event.during, event.elapsed, event.serious)
    return BackRated(event.moment, event.rating)
