"""Sessions that a person might have had, put into a journal on disk."""

import random
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

from voiceskill.coaching.facts import (
    BackRated,
    Fact,
    HoldEnded,
    Moment,
    Outcome,
    PainReported,
    PlannedStretch,
    SessionBegan,
    SessionEnded,
)
from voiceskill.coaching.stretch import Side
from voiceskill.journal import Journal, SessionRecord
from voiceskill.journal.sqlite_store import SqliteStore

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 19, 18, 0, tzinfo=ZONE)
"""A Thursday."""
HELD = (("childs_pose", None), ("knee_to_chest", Side.LEFT), ("knee_to_chest", Side.RIGHT), ("cat", None))


def recorded(path: Path, facts: list[tuple[datetime, Fact]]) -> tuple[SessionRecord, ...]:
    """Put facts into a journal, each at its time, and return what it makes of them."""
    now = NOW
    with Journal(path, lambda: now) as journal:
        unflushed(journal)
        for now, fact in facts:  # noqa: B007 - the clock looks at it
            journal.record(fact)
        return journal.sessions()


def unflushed(journal: Journal) -> None:
    """Have a journal's file written without waiting for the disk: the power stays on."""
    store = journal._store
    assert isinstance(store, SqliteStore)
    with closing(store._engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA synchronous = OFF")


def session(
    began: datetime,
    *,
    before: int | None = None,
    after: int | None = None,
    hurts: str | None = None,
    seconds: float = 30,
) -> list[tuple[datetime, Fact]]:
    """Return the facts of a session of four holds, a minute from the end of one to that of the next."""
    facts: list[Fact | None] = [SessionBegan("short", tuple(PlannedStretch(name, (), 30, 1) for name, _ in HELD))]
    facts.append(None if before is None else BackRated(Moment.BEFORE, before))
    for stretch, side in HELD:
        if stretch == hurts:
            facts.append(PainReported(stretch, side, 1, "holding", 5.0))
        held = 5.0 if stretch == hurts else seconds
        facts.append(HoldEnded(stretch, side, 1, seconds, held, completed=held == seconds))
    facts.append(None if after is None else BackRated(Moment.AFTER, after))
    facts.append(SessionEnded(Outcome.FINISHED, "cat", 1))
    return [(began + timedelta(minutes=number), fact) for number, fact in enumerate(facts) if fact]


def twelve_weeks(now: datetime = NOW) -> list[tuple[datetime, Fact]]:
    """Return four sessions a week of somebody whose back gets better, from 7 to 3; a knee hurts now and then.

    Args:
        now: Nothing happens later than nine hours before it.
    """
    chance = random.Random(5)  # noqa: S311 - no secret
    facts = []
    for week in range(12):
        for day in (0, 1, 3, 5):
            began = now - timedelta(weeks=11 - week, days=3 - day, hours=9)
            if began > now:
                continue
            pain = round(7 - 4 * week / 11 + chance.uniform(-1, 1))
            facts += session(
                began,
                before=pain,
                after=max(pain - 1, 0),
                hurts="knee_to_chest" if chance.random() < 0.15 else None,
                seconds=chance.choice([20, 30, 60]),
            )
    return facts
