"""A journal that an older program wrote is brought up to date where it lies, or left as it was."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from file_limit import no_file_beyond
from journal_facts import BEGAN, FACTS, WallClock, ticking

from voiceskill.coaching.facts import BackRated, Moment, SessionBegan
from voiceskill.coaching.history import History
from voiceskill.journal import Journal
from voiceskill.journal.schema import VERSION

VERSION_1 = Path(__file__).with_name("version_1.sql")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a journal that version 1 wrote, with the facts of `FACTS`."""
    path = tmp_path / "old.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    return path


def _tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema ORDER BY name")]
        return {
            name: connection.execute("SELECT * FROM pragma_table_xinfo(?1)", (name,)).fetchall()
            or connection.execute("SELECT * FROM pragma_index_xinfo(?1)", (name,)).fetchall()
            for name in names
        }


def test_it_is_as_if_this_program_had_written_it(old: Path, tmp_path: Path) -> None:
    with Journal(old, WallClock()) as journal, Journal(tmp_path / "new.sqlite3", ticking()) as new:
        for fact in FACTS:
            new.record(fact)
        assert journal.sessions() == new.sessions()
        assert journal.history() == History(
            completed={"twist": 2}, hurt=frozenset({"twist"}), today_s=81.6, done_today=True, streak=1, last="short"
        )
    assert _tables(old) == _tables(tmp_path / "new.sqlite3")


def test_it_takes_what_version_1_had_no_place_for(old: Path) -> None:
    with Journal(old) as journal:
        journal.record(SessionBegan("next", ()))
        journal.record(BackRated(Moment.BEFORE, 6))
        assert [session.before for session in journal.sessions()] == [None, 6]
    with Journal(old) as journal:
        assert [session.name for session in journal.sessions()] == ["short", "next"]


MIGRATES_UNTIL_IT_IS_KILLED = """
import os, signal, sqlite3, sys
from voiceskill.journal.schema import migrate

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA cache_size = 1")  # what is not committed is on the disk all the same
connection.set_trace_callback(
    lambda statement: statement.startswith(sys.argv[2]) and os.kill(os.getpid(), signal.SIGKILL)
)
migrate(connection)
"""


def _add_holds(path: Path) -> None:
    """Make the journal so long that its migration fills many pages."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executemany(
            "INSERT INTO hold (session, time, stretch, repetition, planned, held, completed) "
            "VALUES (1, ?, ?, 1, 5, 5, 1)",
            [(BEGAN.isoformat(), f"stretch_{number}") for number in range(5000)],
        )
        connection.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX rating_by_session",
        "CREATE INDEX hold_by_day",
        "ALTER TABLE session ADD COLUMN room",
        f"PRAGMA user_version = {VERSION}",
        "COMMIT",
    ],
)
def test_killed_on_the_way(old: Path, statement: str) -> None:
    _add_holds(old)
    with contextlib.closing(sqlite3.connect(old)) as connection:
        before = connection.execute("SELECT name, sql FROM sqlite_schema").fetchall()
    child = subprocess.run([sys.executable, "-c", MIGRATES_UNTIL_IT_IS_KILLED, old, statement], check=False)
    assert child.returncode == -signal.SIGKILL
    assert old.with_name(f"{old.name}-wal").stat().st_size > 0 or statement.endswith("rating_by_session")
    with contextlib.closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT name, sql FROM sqlite_schema").fetchall() == before
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Journal(old, WallClock()) as journal:
        assert [len(session.holds) for session in journal.sessions()] == [5003]
        assert journal.history().today_s == pytest.approx(25081.6)


def test_a_full_disk_leaves_it_as_it_was_until_there_is_room(old: Path, caplog: pytest.LogCaptureFixture) -> None:
    _add_holds(old)
    with no_file_beyond(40_000):
        journal = Journal(old, WallClock())
        journal.record(SessionBegan("later", ()))
        assert journal.history() == History()
    put_off, unknown = (record.getMessage() for record in caplog.records)
    assert put_off.startswith(f"The journal {old} cannot be written (")
    assert unknown.startswith(f"The journal {old} cannot be read (")
    assert journal.history().last == "short"
    assert [len(session.holds) for session in journal.sessions()] == [5003, 0]
    journal.close()
