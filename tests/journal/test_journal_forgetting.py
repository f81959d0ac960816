"""What is deleted is gone, from the file too; the rest stays, and is added up anew."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from journal_facts import BEGAN, BEGINS, ENDS, WallClock, held, hurts

from voiceskill.coaching.facts import BackRated, Moment
from voiceskill.complaint import Complaint
from voiceskill.journal import Journal

SESSION = (BEGINS, BackRated(Moment.BEFORE, 6), held(), hurts("secret_twist"), ENDS)
MIDNIGHT = datetime(2026, 7, 2, tzinfo=BEGAN.tzinfo)
TODAY, TOMORROW = BEGAN.date(), MIDNIGHT.date()
FORGET = [Journal.forget_everything, lambda journal: journal.forget_day(TODAY)]


def _record_days(path: Path, count: int) -> None:
    clock = WallClock()
    with Journal(path, clock) as journal:
        for days in reversed(range(count)):
            clock.now = BEGAN - timedelta(days=days)
            for fact in SESSION:
                journal.record(fact)


def test_a_day_is_gone_and_the_streak_is_shorter_at_once(tmp_path: Path) -> None:
    _record_days(tmp_path / "journal.sqlite3", 5)
    with Journal(tmp_path / "journal.sqlite3", WallClock()) as journal:
        assert (journal.history().streak, journal.history().completed) == (5, {"cat": 5})
        assert journal.forget_day(TODAY - timedelta(days=2)) == 1
        assert (journal.history().streak, journal.history().completed) == (2, {"cat": 4})
        assert [(TODAY - session.began.date()).days for session in journal.sessions()] == [4, 3, 1, 0]
        assert journal.forget_day(TODAY - timedelta(days=2)) == 0


def test_everything_is_gone_from_the_disk(tmp_path: Path) -> None:
    _record_days(tmp_path / "journal.sqlite3", 12)

    def left() -> bool:
        return any(b"secret_twist" in file.read_bytes() for file in tmp_path.iterdir())

    with Journal(tmp_path / "journal.sqlite3", WallClock()) as journal:
        assert left()
        assert journal.forget_everything() == 12
        assert not left()
        assert journal.sessions() == ()
        assert journal.history().last is None


@pytest.mark.parametrize("forget", FORGET)
def test_the_session_under_way_goes_on_being_recorded(tmp_path: Path, forget: Callable[[Journal], int]) -> None:
    with Journal(tmp_path / "journal.sqlite3", WallClock()) as journal:
        journal.record(BEGINS)
        journal.record(held())
        assert forget(journal) == 0
        journal.record(BackRated(Moment.AFTER, 2))
        (session,) = journal.sessions()
        assert (session.planned, session.holds, session.after) == (BEGINS.planned, (), 2)


@pytest.mark.parametrize("forget", FORGET)
def test_who_only_reads_does_not_delete_the_session_under_way(tmp_path: Path, forget: Callable[[Journal], int]) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path, WallClock()) as coach, Journal(path, WallClock(), recorder=coach) as page:
        coach.record(BEGINS)
        assert forget(page) == 0
        coach.record(held())
        (session,) = page.sessions()
        assert len(session.holds) == 1


def test_a_session_over_midnight(tmp_path: Path) -> None:
    def recorded(path: Path) -> Journal:
        clock = WallClock(MIDNIGHT - timedelta(seconds=40))
        journal = Journal(path, clock)
        journal.record(BEGINS)
        journal.record(held())
        clock.now = MIDNIGHT + timedelta(seconds=10)
        journal.record(held())
        journal.record(ENDS)
        return journal

    with recorded(tmp_path / "first") as journal:
        assert journal.forget_day(TODAY) == 1
        assert journal.sessions() == ()
    with recorded(tmp_path / "second") as journal:
        assert journal.forget_day(TOMORROW) == 0
        (session,) = journal.sessions()
        assert [hold.time.date() for hold in session.holds] == [TODAY]


@pytest.mark.parametrize("forget", FORGET)
def test_a_journal_that_is_locked_loses_nothing(tmp_path: Path, forget: Callable[[Journal], int]) -> None:
    path = tmp_path / "journal.sqlite3"
    _record_days(path, 1)
    other = sqlite3.connect(path, isolation_level=None)
    with Journal(path, WallClock()) as journal:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Complaint, match=r"cannot be written \(database is locked\), and nothing was deleted;"):
            forget(journal)
        journal.record(BEGINS)  # waits in memory
        with pytest.raises(Complaint, match="nothing was deleted"):
            forget(journal)
        other.execute("ROLLBACK")
        assert len(journal.sessions()) == 2
        assert forget(journal) == 1, "the one that had ended"
    other.close()


def test_sessions_until(tmp_path: Path) -> None:
    _record_days(tmp_path / "journal.sqlite3", 4)
    with Journal(tmp_path / "journal.sqlite3") as journal:
        some = journal.sessions(since=BEGAN - timedelta(days=2), until=BEGAN)
        assert [(TODAY - session.began.date()).days for session in some] == [2, 1]
