"""What is recorded is read back as it was."""

import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from journal_facts import BEGAN, FACTS, ticking

from voiceskill.coaching.facts import BackRated, Fact, Moment, Outcome, PlannedStretch, SessionBegan, SessionEnded
from voiceskill.coaching.stretch import Side
from voiceskill.journal import HoldRecord, Journal, PainRecord, RatingRecord, SessionRecord
from voiceskill.journal.schema import VERSION


def test_a_session_comes_back_as_it_was(tmp_path: Path) -> None:
    with Journal(tmp_path / "deep" / "journal.sqlite3", ticking()) as journal:
        for fact in FACTS:
            journal.record(fact)
    with Journal(tmp_path / "deep" / "journal.sqlite3") as journal:
        (session,) = journal.sessions()

    def after(seconds: int) -> datetime:
        return BEGAN + timedelta(seconds=seconds)

    def hold(seconds: int, side: Side, repetition: int, planned: float, held: float) -> HoldRecord:
        return HoldRecord(
            time=after(seconds),
            stretch="twist",
            side=side,
            repetition=repetition,
            planned=planned,
            held=held,
            completed=planned == held,
        )

    assert session == SessionRecord(
        number=1,
        name="short",
        began=after(0),
        ended=after(5),
        outcome=Outcome.HURT,
        planned=(PlannedStretch("twist", (Side.RIGHT, Side.LEFT), 30, 2),),
        holds=(
            hold(1, Side.RIGHT, 1, 30.0, 30.0),
            hold(2, Side.RIGHT, 2, 40.0, 40.0),
            hold(4, Side.LEFT, 1, 30.0, 11.6),
        ),
        pains=(
            PainRecord(time=after(3), stretch="twist", side=Side.LEFT, repetition=1, during="holding", elapsed=11.6),
        ),
        ratings=(),
    )
    assert (session.before, session.after) == (None, None)
    assert session.began.utcoffset() == timedelta(hours=3)
    assert (session.holds_completed, session.holds_planned, session.seconds_held) == (2, 4, 81.6)


def test_each_fact_is_on_the_disk_at_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    writer, reader = Journal(path), Journal(path)
    holds = []
    for fact in FACTS[:-1]:
        writer.record(fact)
        (session,) = reader.sessions()
        assert session.outcome is None
        holds.append(len(session.holds))
    assert holds == [0, 1, 2, 2, 3]
    writer.close()
    reader.close()


def test_what_is_committed_outlasts_the_plug(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite3") as journal, journal._store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_health_is_private(tmp_path: Path) -> None:
    with Journal(tmp_path / "data" / "journal.sqlite3") as journal:
        journal.record(FACTS[0])
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert modes == dict.fromkeys(("journal.sqlite3", "journal.sqlite3-wal", "journal.sqlite3-shm"), 0o600)


def test_last_sessions_oldest_first(tmp_path: Path) -> None:
    hours = iter(range(24))
    with Journal(tmp_path / "journal.sqlite3", lambda: datetime(2026, 1, 1, next(hours), tzinfo=UTC)) as journal:
        for name in ("one", "two", "three"):
            journal.record(SessionBegan(name, ()))
            journal.record(SessionEnded(Outcome.FINISHED, "cat", 1))

        def names(limit: int | None = None, since: datetime | None = None) -> list[str]:
            return [session.name for session in journal.sessions(limit, since)]

        assert names() == ["one", "two", "three"]
        assert names(limit=2) == ["two", "three"]
        assert names(limit=0) == []
        two_began = datetime.fromisoformat("2026-01-01T05:00:00+03:00")
        assert names(since=two_began) == ["two", "three"]
        assert names(since=two_began + timedelta(minutes=1)) == ["three"]
        assert names(limit=1, since=two_began) == ["three"]


def test_rooms_keep_their_sessions_apart(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite3") as kitchen, Journal(tmp_path / "journal.sqlite3") as bedroom:
        for fact in FACTS[:-1]:
            kitchen.record(fact)
            bedroom.record(fact)
        bedroom.record(FACTS[-1])
        sessions = kitchen.sessions()
        assert sessions == bedroom.sessions()
    assert [(session.outcome, len(session.holds)) for session in sessions] == [(None, 3), (Outcome.HURT, 3)]


def test_any_thread_may_call(tmp_path: Path) -> None:
    journals = [Journal(tmp_path / "journal.sqlite3") for _ in range(2)]
    start = threading.Barrier(4)

    def work(journal: Journal) -> None:
        start.wait()
        for fact in (FACTS[0], *FACTS[1:2] * 10):
            journal.record(fact)

    threads = [threading.Thread(target=work, args=(journal,)) for journal in journals * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for journal in journals:
        journal.close()
    with Journal(tmp_path / "journal.sqlite3") as journal:
        sessions = journal.sessions()
    assert (len(sessions), sum(len(session.holds) for session in sessions)) == (4, 40)


def test_facts_outside_of_a_session_are_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Journal(tmp_path / "journal.sqlite3") as journal:
        journal.record(FACTS[1])
        journal.record(BackRated(Moment.AFTER, 4))
        assert journal.sessions() == ()
    assert caplog.text.count("outside of any session") == 2


def test_ratings_come_back_and_the_last_answer_counts(tmp_path: Path) -> None:
    facts: tuple[Fact, ...] = (
        SessionBegan("short", ()),
        BackRated(Moment.BEFORE, 7),
        BackRated(Moment.BEFORE, 6),
        BackRated(Moment.AFTER, 0),
    )
    with Journal(tmp_path / "journal.sqlite3", ticking()) as journal:
        for fact in facts:
            journal.record(fact)
        (session,) = journal.sessions()
    assert session.ratings == tuple(
        RatingRecord(time=BEGAN + timedelta(seconds=seconds), moment=moment, rating=rating)
        for seconds, moment, rating in ((1, Moment.BEFORE, 7), (2, Moment.BEFORE, 6), (3, Moment.AFTER, 0))
    )
    assert (session.before, session.after) == (6, 0)


def test_how_it_is_afterwards_may_be_said_when_the_session_is_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Journal(tmp_path / "journal.sqlite3") as journal:
        for fact in (*FACTS, BackRated(Moment.AFTER, 4), BackRated(Moment.BEFORE, 9), FACTS[1]):
            journal.record(fact)
        (session,) = journal.sessions()
    assert (session.before, session.after, len(session.holds), session.outcome) == (None, 4, 3, Outcome.HURT)
    assert caplog.text.count("outside of any session") == 2


def test_tables_that_another_process_has_just_made_are_taken(tmp_path: Path) -> None:
    opened: list[Journal] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        opened.append(Journal(tmp_path / "journal.sqlite3"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for journal in opened:
        journal.record(SessionBegan("cat", ()))
        journal.close()
    with Journal(tmp_path / "journal.sqlite3") as journal:
        assert len(journal.sessions()) == 4
    with sqlite3.connect(tmp_path / "journal.sqlite3") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
