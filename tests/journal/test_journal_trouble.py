"""Power cuts, full disks and strange files: the coach goes on, nothing that was recorded is lost."""

import logging
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from journal_facts import FACTS, ticking
from small_disk import fill, small_disk

from voiceskill.coaching.facts import Outcome, SessionBegan
from voiceskill.coaching.history import History
from voiceskill.complaint import Complaint
from voiceskill.journal import Journal
from voiceskill.journal.hindrance import Hindrance
from voiceskill.journal.schema import VERSION

RECORDS_UNTIL_IT_IS_KILLED = """
import itertools, sys
from pathlib import Path
from voiceskill.coaching.facts import HoldEnded, SessionBegan
from voiceskill.journal import Journal

journal = Journal(Path(sys.argv[1]))
journal.record(SessionBegan("endless", ()))
for number in itertools.count(1):
    journal.record(HoldEnded("cat", None, number, 30.0, 30.0, completed=True))
    print(number, flush=True)
"""


def test_killed_while_recording(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-c", RECORDS_UNTIL_IT_IS_KILLED, path], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for _ in range(30):
            child.stdout.readline()
        child.kill()
        promised = 30 + len(child.stdout.readlines())
    with Journal(path) as journal:
        (session,) = journal.sessions()
        assert (session.name, session.ended, session.outcome) == ("endless", None, None)
        numbers = [hold.repetition for hold in session.holds]
        assert numbers in (list(range(1, promised + 1)), list(range(1, promised + 2)))
        journal.record(SessionBegan("next", ()))
        assert [session.name for session in journal.sessions()] == ["endless", "next"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 256 KiB."""
    with small_disk(tmp_path / "disk", 256) as folder:
        yield folder


def _warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_full_disk(disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = disk / "journal.sqlite3"
    journal = Journal(path, ticking())
    journal.record(FACTS[0])
    ballast = fill(disk)
    for _ in range(100):  # more than fits into what the disk had already given to the journal
        journal.record(FACTS[1])
    assert _warnings(caplog) == [
        f"The journal {path} cannot be written (database or disk is full); what happens is kept in memory until it can."
    ]
    ballast.unlink()
    journal.record(FACTS[-1])
    journal.close()
    with Journal(path) as again:
        (session,) = again.sessions()
    assert (len(session.holds), session.outcome) == (100, Outcome.HURT)
    moments = [session.began, *(hold.time for hold in session.holds), session.ended]
    assert len(set(moments)) == 102, "each fact keeps the time at which it happened"
    assert len(_warnings(caplog)) == 1


def test_what_hinders_is_told_once_until_it_is_over(disk: Path) -> None:
    told: list[Hindrance] = []
    with Journal(disk / "journal.sqlite3", ticking()) as journal:
        journal.on_hindrance(told.append)
        for filled in range(1, 3):
            journal.record(FACTS[0])
            ballast = fill(disk)
            for _ in range(100):
                journal.record(FACTS[1])
            assert told == [Hindrance.FULL] * filled
            ballast.unlink()
            journal.catch_up()
        assert [len(session.holds) for session in journal.sessions()] == [100, 100]


def test_what_waits_is_written_though_nothing_else_happens(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceskill.journal.journal._AGAIN_S", 0.01)
    path = disk / "journal.sqlite3"
    ballast = fill(disk)
    with Journal(path) as journal, Journal(path) as reader:
        journal.record(FACTS[0])
        told: list[Hindrance] = []
        journal.on_hindrance(told.append)
        assert told == [Hindrance.FULL], "what was so before anybody asked"
        ballast.unlink()
        while not reader.sessions():
            pass


def test_disk_that_is_full_from_the_start(disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    ballast = fill(disk)
    journal = Journal(disk / "journal.sqlite3")
    journal.record(FACTS[0])
    with pytest.raises(Complaint, match=r"cannot be read \(.*\); check the disk"):
        journal.sessions()
    assert len(_warnings(caplog)) == 1
    ballast.unlink()
    assert [session.name for session in journal.sessions()] == ["short"]
    journal.close()


def test_disk_that_may_only_be_read(disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = disk / "journal.sqlite3"
    with Journal(path) as journal:
        journal.record(FACTS[0])
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    journal = Journal(path)
    told: list[Hindrance] = []
    journal.on_hindrance(told.append)
    journal.record(SessionBegan("later", ()))
    journal.record(FACTS[1])
    assert len(_warnings(caplog)) == 1
    assert told == [Hindrance.READ_ONLY]
    assert journal.history() == History(), "whoever cannot write beside the file cannot read it"
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    journal.close()
    with Journal(path) as again:
        assert [(session.name, len(session.holds)) for session in again.sessions()] == [("short", 0), ("later", 1)]


def test_folder_that_nobody_may_write(caplog: pytest.LogCaptureFixture) -> None:
    path = Path("/proc/voiceskill/journal.sqlite3")
    journal = Journal(path)
    journal.record(FACTS[0])
    told: list[Hindrance] = []
    journal.on_hindrance(told.append)
    assert told == [Hindrance.BROKEN]
    with pytest.raises(Complaint) as complaint:
        journal.sessions()
    assert str(complaint.value) == (
        f"The journal {path} cannot be read (No such file or directory); check the disk and who may use the file."
    )
    journal.close()
    put_off, lost = _warnings(caplog)
    assert put_off.startswith(f"The journal {path} cannot be written (No such file or directory); ")
    assert lost == f"Facts that could not be written to the journal {path} and are lost: 1."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_of_someone_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tmp_path.chmod(0o500)
    journal = Journal(tmp_path / "journal.sqlite3")
    journal.record(FACTS[0])
    assert len(_warnings(caplog)) == 1
    tmp_path.chmod(0o700)
    assert [session.name for session in journal.sessions()] == ["short"]
    journal.close()


def test_locked_by_another_program(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "journal.sqlite3"
    journal = Journal(path)
    journal.on_hindrance(lambda why: pytest.fail(f"{why}: it passes by itself"))
    journal.record(FACTS[0])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    journal.record(FACTS[1])
    assert time.monotonic() - begun < 2, "the coach is not kept waiting"
    assert _warnings(caplog) == [
        f"The journal {path} cannot be written (database is locked); what happens is kept in memory until it can."
    ]
    other.execute("ROLLBACK")
    other.close()
    journal.record(FACTS[2])
    (session,) = journal.sessions()
    assert [hold.repetition for hold in session.holds] == [1, 2]
    journal.close()


def test_deleted_while_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        journal.record(FACTS[0])
        for file in tmp_path.iterdir():
            file.unlink()
        journal.record(FACTS[1])
        journal.record(SessionBegan("new", ()))
        assert [session.name for session in journal.sessions()] == ["new"]
    with Journal(path) as journal:
        assert [session.name for session in journal.sessions()] == ["new"]


def _refused(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(Complaint) as complaint:
        Journal(path)
    assert path.read_bytes() == before
    return str(complaint.value)


def test_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    path.write_text("Dear diary, " * 100, encoding="utf-8")
    assert _refused(path) == (
        f"The journal {path} is damaged (file is not a database); "
        "move it to another name, and a new one is begun in its place."
    )


def test_file_that_was_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        for fact in FACTS:
            journal.record(fact)
    os.truncate(path, path.stat().st_size // 2)
    assert _refused(path) == (
        f"The journal {path} is damaged (database disk image is malformed); "
        "move it to another name, and a new one is begun in its place."
    )


def test_page_that_was_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        for fact in FACTS:
            journal.record(fact)
    raw = bytearray(path.read_bytes())
    raw[4096 * 2 : 4096 * 4] = b"\xa5" * 8192
    path.write_bytes(raw)
    assert "is damaged (" in _refused(path)


def test_journal_of_a_newer_program(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    Journal(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 70")
    connection.close()
    assert _refused(path) == (
        f"The journal {path} was written by a newer voiceskill (version 70, this one knows {VERSION}); "
        "install the newer one again, or name another file for the journal."
    )


def test_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "recipes.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE soup (name TEXT)")
    connection.close()
    assert _refused(path) == f"The file {path} belongs to another program; name another file for the journal."


def test_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(Complaint) as complaint:
        Journal(tmp_path)
    assert str(complaint.value) == f"The journal {tmp_path} is a folder; name a file."


def test_damaged_before_it_could_be_opened(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "data"
    folder.touch()
    journal = Journal(folder / "journal.sqlite3")
    folder.unlink()
    folder.mkdir()
    (folder / "journal.sqlite3").write_text("Dear diary, " * 100, encoding="utf-8")
    journal.record(FACTS[0])
    assert len(_warnings(caplog)) == 1
    (folder / "journal.sqlite3").rename(folder / "diary")
    assert [session.name for session in journal.sessions()] == ["short"]
    journal.close()
