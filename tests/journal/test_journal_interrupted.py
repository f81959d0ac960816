"""A session that was broken off is told from one that is under way, and can be gone on with."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from journal_facts import BEGAN, ENDS, FACTS, WallClock, held, hurts, ticking
from sqlalchemy import update

from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import BackRated, Moment, Outcome, SessionBegan, SessionEnded, SessionResumed
from voiceskill.journal.journal import Journal
from voiceskill.journal.process import this_process
from voiceskill.journal.tables import session

HAPPENED = (BackRated(Moment.BEFORE, 4), held("twist"), hurts("cat", serious=True), held("cow"))

BEGINS_AND_WAITS = """
import sys
from pathlib import Path
from voiceskill.coaching.facts import SessionBegan
from voiceskill.journal.journal import Journal

journal = Journal(Path(sys.argv[1]))
journal.record(SessionBegan("elsewhere", ()))
print("begun", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a journal whose last session was broken off after a few seconds."""
    path = tmp_path / "journal.sqlite3"
    with Journal(path, ticking()) as journal:
        for fact in (FACTS[0], *HAPPENED):
            journal.record(fact)
    return path


@pytest.mark.parametrize("later", [timedelta(hours=1.9), timedelta(hours=-1.9)])
def test_what_was_broken_off_not_long_ago_is_told_in_its_order(path: Path, later: timedelta) -> None:
    began = FACTS[0]
    assert isinstance(began, SessionBegan)
    with Journal(path, WallClock(BEGAN + later)) as journal:
        assert journal.interrupted() == Interrupted(number=1, began=began, happened=HAPPENED)


def test_it_goes_on_as_one_session(path: Path) -> None:
    with Journal(path, WallClock()) as journal:
        journal.record(SessionResumed(1))
        (session,) = journal.sessions()
        assert session.state == "under way"
        assert journal.interrupted() is None
        journal.record(held("cow", 2))
        journal.record(ENDS)
        (session,) = journal.sessions()
    assert (session.state, session.holds_completed) == ("finished", 3)


def test_what_is_over_or_long_ago_is_not_gone_on_with(path: Path, tmp_path: Path) -> None:
    with Journal(path, WallClock(BEGAN + timedelta(hours=2.1))) as journal:
        assert journal.interrupted() is None
    with Journal(path, WallClock()) as journal:
        journal.record(SessionBegan("next", ()))
        journal.record(SessionEnded(Outcome.STOPPED, "twist", 1))
        assert journal.interrupted() is None
        assert [session.state for session in journal.sessions()] == ["broken off", "stopped"]
    with Journal(tmp_path / "empty.sqlite3") as journal:
        assert journal.interrupted() is None


def test_another_process_is_at_it_until_it_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-c", BEGINS_AND_WAITS, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "begun\n"
        with Journal(path) as journal:
            assert [session.state for session in journal.sessions()] == ["under way"]
            assert journal.interrupted() is None
            other.kill()
            other.wait()
            assert [session.state for session in journal.sessions()] == ["broken off"]
            assert journal.interrupted() is not None


def test_a_process_that_an_older_program_has_named_is_known(path: Path) -> None:
    named = this_process()
    assert named
    with Journal(path, WallClock()) as journal:
        for process, state in ((named.rpartition(" ")[0], "under way"), (f"1{named}".rpartition(" ")[0], "broken off")):
            with journal._store.writing() as connection:
                connection.execute(update(session).values(process=process))
            assert [each.state for each in journal.sessions()] == [state]


def test_one_that_was_deleted_meanwhile_is_not_written_into(path: Path) -> None:
    with Journal(path, WallClock()) as journal:
        assert journal.interrupted()
        journal.forget_everything()
        journal.record(SessionResumed(1))
        journal.record(HAPPENED[1])
        assert journal.sessions() == ()
        assert journal.interrupted() is None


def test_a_journal_that_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Journal(tmp_path / "file" / "journal.sqlite3") as journal:
        assert journal.interrupted() is None
