"""What the coach is told of the days before, and of today."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from filled_journal import unflushed
from hypothesis import given, settings
from hypothesis import strategies as st
from journal_facts import BEGAN, BEGINS, ENDS, WallClock, held, hurts
from postgresql_server import PostgresqlServer
from sqlalchemy import insert

from voiceskill.coaching.facts import (
    BackRated,
    Fact,
    Moment,
    SessionBegan,
)
from voiceskill.coaching.history import History
from voiceskill.journal import Journal, SessionRecord, tables
from voiceskill.journal.postgresql_store import PostgresqlStore
from voiceskill.journal.reading import read_sessions
from voiceskill.journal.recalling import read_history
from voiceskill.journal.sqlite_store import SqliteStore
from voiceskill.journal.store import Store
from voiceskill.journal.writing import Writer, write_fact

WRITER = Writer(key="this")


@pytest.fixture
def clock() -> WallClock:
    """Return a clock that stands at half past seven in the morning."""
    return WallClock()


@pytest.fixture
def journal(tmp_path: Path, clock: WallClock) -> Iterator[Journal]:
    """Return an empty journal that goes by the clock."""
    with Journal(tmp_path / "journal.sqlite3", clock) as journal:
        yield journal


def _session(journal: Journal, name: str, *facts: Fact) -> None:
    for fact in (SessionBegan(name, BEGINS.planned), *facts, ENDS):
        journal.record(fact)


def test_a_beginner_has_no_history(journal: Journal) -> None:
    assert journal.history() == History()


def test_all_of_it(journal: Journal, clock: WallClock) -> None:
    clock.now = BEGAN - timedelta(days=1)
    _session(journal, "morning", held(), held("twist", seconds=12.5), hurts("twist"))
    clock.now = BEGAN
    _session(journal, "short", held(), held("bridge", seconds=60.0, planned=60.0))
    journal.record(SessionBegan("evening", ()))
    journal.record(BackRated(Moment.BEFORE, 6))
    journal.record(held("cat", seconds=10.0))
    assert journal.history() == History(
        completed={"cat": 2, "bridge": 1},
        hurt=frozenset({"twist"}),
        today_s=100.0,
        done_today=True,
        streak=2,
        last="short",
        yesterday="morning",
        before=6,
    )


def test_what_hurt_last_time_is_known_until_it_was_held_without_pain(journal: Journal) -> None:
    _session(journal, "short", held("cat"), hurts("cat"), held("twist"))
    assert journal.history().hurt == {"cat"}
    _session(journal, "short", held("twist"))
    assert journal.history().hurt == {"cat"}, "it was only planned"
    _session(journal, "short", held("cat"))
    assert journal.history().hurt == frozenset()
    journal.record(SessionBegan("short", ()))
    journal.record(held("cat"))
    journal.record(hurts("cat"))
    journal.record(hurts("twist"))
    assert journal.history().hurt == {"cat", "twist"}, "this session included"


def test_a_hold_counts_for_the_day_on_which_it_ends(journal: Journal, clock: WallClock) -> None:
    midnight = datetime(2026, 7, 2, tzinfo=BEGAN.tzinfo)
    clock.now = midnight - timedelta(seconds=5)
    journal.record(SessionBegan("late", ()))
    journal.record(held())
    assert (journal.history().today_s, journal.history().streak) == (30.0, 1)
    clock.now = midnight
    assert (journal.history().today_s, journal.history().streak) == (0.0, 1)
    clock.now = midnight + timedelta(seconds=35)
    journal.record(held("twist", seconds=12.5))
    history = journal.history()
    assert (history.today_s, history.done_today, history.streak) == (12.5, False, 1)
    journal.record(held())
    history = journal.history()
    assert (history.today_s, history.done_today, history.streak) == (42.5, True, 2)
    assert (history.last, history.yesterday) == (None, None), "it is under way"


@pytest.mark.parametrize(
    ("days_ago", "streak"),
    [
        ((0,), 1),
        ((1,), 1),
        ((2,), 0),
        ((0, 1, 2), 3),
        ((1, 2, 3), 3),
        ((0, 2, 3), 1),
        ((0, 1, 3, 4, 5), 2),
        ((2, 3, 4), 0),
        ((0, 0, 0), 1),
        ((-1, 0, 1), 2),
        (tuple(range(800)), 800),
    ],
)
def test_a_streak_ends_at_the_first_day_without_a_hold(
    journal: Journal, clock: WallClock, days_ago: Sequence[int], streak: int
) -> None:
    unflushed(journal)  # this is about the calendar
    for days in reversed(days_ago):
        clock.now = BEGAN - timedelta(days=days)
        _session(journal, "short", held())
    clock.now = BEGAN - timedelta(days=days_ago[-1] + 1)
    _session(journal, "short", held("cat", seconds=29.0))
    clock.now = BEGAN
    assert journal.history().streak == streak


@pytest.fixture
def central_europe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the machine stand in Central Europe, whether or not it knows the names of zones."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _local(utc: str) -> datetime:
    return datetime.fromisoformat(utc).replace(tzinfo=UTC).astimezone()


@pytest.mark.usefixtures("central_europe")
def test_a_day_of_25_hours_is_one_day(journal: Journal, clock: WallClock) -> None:
    clock.now = _local("2026-10-24 22:30")
    assert clock.now.isoformat() == "2026-10-25T00:30:00+02:00"
    _session(journal, "night", held())
    clock.now = _local("2026-10-25 22:30")
    assert clock.now.isoformat() == "2026-10-25T23:30:00+01:00"
    _session(journal, "evening", held())
    history = journal.history()
    assert (history.today_s, history.streak, history.last, history.yesterday) == (60.0, 1, "evening", None)
    clock.now = _local("2026-10-25 23:30")
    history = journal.history()
    assert (history.today_s, history.streak, history.yesterday) == (0.0, 1, "evening")


@pytest.mark.usefixtures("central_europe")
def test_a_day_of_23_hours_can_be_missed(journal: Journal, clock: WallClock) -> None:
    clock.now = _local("2026-03-28 22:30")
    assert clock.now.isoformat() == "2026-03-28T23:30:00+01:00"
    _session(journal, "evening", held())
    clock.now = _local("2026-03-29 21:30")
    history = journal.history()
    assert (history.streak, history.yesterday) == (1, "evening")
    clock.now = _local("2026-03-29 22:30")
    assert clock.now.isoformat() == "2026-03-30T00:30:00+02:00"
    history = journal.history()
    assert (history.streak, history.yesterday, history.last) == (0, None, "evening")
    _session(journal, "night", held())
    assert journal.history().streak == 1


def test_sessions_in_which_nothing_was_held_are_no_usual_ones(journal: Journal, clock: WallClock) -> None:
    clock.now = BEGAN - timedelta(days=1)
    _session(journal, "morning", held("cat", seconds=3.0))
    _session(journal, "evening", hurts("cat"), held("cat", seconds=0.0))
    clock.now = BEGAN
    _session(journal, "short", held("cat", seconds=0.0))
    history = journal.history()
    assert (history.last, history.yesterday) == ("morning", "morning")


def test_a_session_that_a_power_cut_broke_off_is_the_last_one(journal: Journal, tmp_path: Path) -> None:
    journal.record(SessionBegan("short", ()))
    journal.record(BackRated(Moment.BEFORE, 6))
    journal.record(held())
    assert (journal.history().last, journal.history().before) == (None, 6)
    journal.close()
    with Journal(tmp_path / "journal.sqlite3") as later:
        assert (later.history().last, later.history().before) == ("short", None)


def test_how_the_back_was_belongs_to_the_session_under_way(journal: Journal, tmp_path: Path) -> None:
    journal.record(SessionBegan("short", ()))
    assert journal.history().before is None
    journal.record(BackRated(Moment.BEFORE, 7))
    journal.record(BackRated(Moment.BEFORE, 0))
    journal.record(BackRated(Moment.AFTER, 3))
    with Journal(tmp_path / "journal.sqlite3") as bedroom:
        bedroom.record(SessionBegan("short", ()))
        assert bedroom.history().before is None
        bedroom.record(BackRated(Moment.BEFORE, 9))
    assert journal.history().before == 0
    journal.record(ENDS)
    assert journal.history().before is None


def test_what_waits_in_memory_counts(
    journal: Journal, clock: WallClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock.now = BEGAN - timedelta(days=1)
    _session(journal, "morning", held(), hurts("cat"))
    clock.now = BEGAN
    other = sqlite3.connect(tmp_path / "journal.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for fact in (SessionBegan("short", ()), BackRated(Moment.BEFORE, 6), held()):
        journal.record(fact)
    known = History(
        completed={"cat": 2},
        today_s=30.0,
        done_today=True,
        streak=2,
        last="morning",
        yesterday="morning",
        before=6,
    )
    assert journal.history() == known
    assert journal.history() == known
    assert len(caplog.records) == 1, "that the journal cannot be written"
    other.execute("ROLLBACK")
    other.close()
    journal.record(held())
    assert journal.history().completed == {"cat": 3}, "nothing was written twice"


def test_a_journal_that_cannot_be_read_is_a_beginners(
    journal: Journal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "journal.sqlite3"
    _session(journal, "short", held())
    journal.close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    journal.record(SessionBegan("short", ()))
    caplog.clear()
    assert journal.history() == History()
    assert [record.getMessage() for record in caplog.records] == [
        f"The journal {path} cannot be read (database is locked); the coach begins as if nothing had been done before."
    ]
    other.execute("COMMIT")
    other.close()
    assert journal.history().last == "short"


def test_a_journal_that_has_been_overwritten_is_a_beginners(
    journal: Journal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _session(journal, "short", held())
    journal.close()
    (tmp_path / "journal.sqlite3").write_text("Dear diary, " * 100, encoding="utf-8")
    assert journal.history() == History()
    assert "is damaged (file is not a database)" in caplog.text


def test_two_years_are_recalled_at_once(journal: Journal, clock: WallClock) -> None:
    with journal._store.writing() as connection:
        for number in range(1, 2 * 730 + 1):
            began = BEGAN - timedelta(hours=12 * (2 * 730 - 1 - number))
            connection.execute(insert(tables.session).values(name="short", began=began.isoformat()))
            connection.execute(
                insert(tables.hold).values(session=number, repetition=1, planned=30, held=30, completed=True),
                [
                    {"time": (began + timedelta(seconds=40 * each)).isoformat(), "stretch": f"{each % 12}"}
                    for each in range(24)
                ],
            )
            connection.execute(
                insert(tables.pain).values(session=number, time=began.isoformat(), stretch=f"{number % 12}"),
                {"repetition": 1, "during": "holding", "elapsed": 3},
            )
    clock.now = BEGAN + timedelta(hours=13)
    durations = []
    for _ in range(5):
        begun = time.process_time()
        history = journal.history()
        durations.append(time.process_time() - begun)
    assert (history.streak, len(history.completed), sum(history.completed.values())) == (730, 12, 730 * 48)
    assert min(durations) < 0.02


_STRETCHES = st.sampled_from(["cat", "twist"])
_FACTS = st.one_of(
    st.builds(SessionBegan, st.sampled_from(["short", "morning"]), st.just(())),
    st.builds(held, _STRETCHES, seconds=st.sampled_from([0.0, 12.5, 30.0])),
    st.builds(hurts, _STRETCHES),
    st.builds(BackRated, st.sampled_from(Moment), st.integers(0, 10)),
    st.just(ENDS),
)
_HOURS_LATER = st.sampled_from([0, 1, 12, 24, 48])


def _recalled_plainly(sessions: Sequence[SessionRecord], present: SessionRecord | None, today: date) -> History:
    """Do it as the words of `History` say it."""
    holds = [hold for session in sessions for hold in session.holds]
    done = [hold.stretch for hold in holds if hold.completed]
    days = {hold.time.date() for hold in holds if hold.completed}
    streak, day = 0, today if today in days else today - timedelta(days=1)
    while day in days:
        streak, day = streak + 1, day - timedelta(days=1)
    hurt: set[str] = set()
    for session in sessions:
        hurt -= {hold.stretch for hold in session.holds}
        hurt |= {pain.stretch for pain in session.pains}
    earlier = [(session.name, hold) for session in sessions if session is not present for hold in session.holds]
    usual = [(name, hold.time.date()) for name, hold in earlier if hold.held]
    return History(
        completed={stretch: done.count(stretch) for stretch in done},
        hurt=frozenset(hurt),
        today_s=sum(hold.held for hold in holds if hold.time.date() == today),
        done_today=today in days,
        streak=streak,
        last=next((name for name, _ in reversed(usual)), None),
        yesterday=next((name for name, day in reversed(usual) if day == today - timedelta(days=1)), None),
        before=present.before if present else None,
    )


@pytest.fixture(scope="module", params=["file", "server"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return where nothing is written yet."""
    if request.param == "file":
        store: Store = SqliteStore(tmp_path_factory.mktemp("store") / "journal.sqlite3")
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        store = PostgresqlStore(server.database())
    yield store
    store.let_go()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(_HOURS_LATER, _FACTS), max_size=30), _HOURS_LATER)
def test_the_tables_say_what_the_records_say(store: Store, happened: list[tuple[int, Fact]], hours: int) -> None:
    number: int | None = None
    now = BEGAN
    with store.writing() as connection:
        for later, fact in happened:
            now += timedelta(hours=later)
            number = write_fact(connection, WRITER, number, now, fact)
        sessions = read_sessions(connection, None)
        present = sessions[-1] if sessions and sessions[-1].ended is None else None
        today = (now + timedelta(hours=hours)).date()
        assert read_history(connection, number, today) == _recalled_plainly(sessions, present, today)
        connection.rollback()
