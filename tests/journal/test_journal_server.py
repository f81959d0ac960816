"""A journal on a server is the same journal; where the server is away, the coach goes on and nothing is lost."""

import logging
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from journal_facts import BEGAN, FACTS, held, ticking
from postgresql_server import PostgresqlServer
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from voiceskill.coaching.facts import SessionBegan
from voiceskill.coaching.history import History
from voiceskill.complaint import Complaint
from voiceskill.journal import Journal, find_place
from voiceskill.journal.hindrance import Hindrance
from voiceskill.journal.postgresql_store import PostgresqlStore
from voiceskill.journal.schema import VERSION

BEGINS = SessionBegan("short", ())


@pytest.fixture
def url(postgresql: PostgresqlServer) -> str:
    """Return the address of an empty database."""
    return postgresql.database()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the server however slow the machine is."""
    monkeypatch.setattr(PostgresqlStore, "patience", 30.0)


@pytest.fixture
def plain(url: str) -> Iterator[Engine]:
    """Return a way to the database past the journal."""
    engine = create_engine(url.replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def _warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def _wait_until(journal: Journal, holds: int) -> None:
    deadline = time.monotonic() + 20
    while [len(session.holds) for session in journal.sessions()] != [holds]:
        assert time.monotonic() < deadline


def _form(engine: Engine) -> dict[str, object]:
    """Return what is alike in all databases of what the tables are."""
    found = inspect(engine)
    form: dict[str, object] = {}
    for table in ("session", "planned_stretch", "hold", "pain", "rating"):
        key = found.get_pk_constraint(table)["constrained_columns"]
        columns = [
            (column["name"], column["nullable"] and column["name"] not in key, "computed" in column)
            for column in found.get_columns(table)
        ]
        indexes = sorted((str(index["name"]), index["column_names"]) for index in found.get_indexes(table))
        form[table] = (key, columns, indexes)
    engine.dispose()
    return form


@pytest.mark.usefixtures("patient")
def test_it_is_the_same_as_in_a_file(url: str, plain: Engine, tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(url, ticking()) as server, Journal(path, ticking()) as file:
        for fact in FACTS:
            server.record(fact)
            file.record(fact)
        since = BEGAN.replace(hour=4, tzinfo=None).astimezone(BEGAN.tzinfo)
        assert server.sessions() == file.sessions() == server.sessions(since=since)
        assert server.history() == file.history() != History()
        assert server.sessions(until=BEGAN) == ()
        assert _form(plain) == _form(create_engine(f"sqlite:///{path}"))
        assert server.forget_day(BEGAN.date()) == 1
        assert server.sessions() == ()


@pytest.mark.usefixtures("patient")
def test_coaches_that_begin_at_once_share_the_tables(url: str) -> None:
    opened: list[Journal] = []
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        opened.append(Journal(url))
        opened[-1].record(BEGINS)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(journal.sessions()) for journal in opened] == [3] * 3
    for journal in opened:
        journal.close()


@pytest.mark.usefixtures("patient")
def test_what_is_no_journal_is_left_alone(url: str, plain: Engine) -> None:
    with plain.connect() as connection:
        connection.execute(text("CREATE TABLE hold (breath text)"))
    with pytest.raises(Complaint, match="belongs to another program; name another database"):
        Journal(url)
    with plain.connect() as connection:
        connection.execute(text("DROP TABLE hold"))
        Journal(url).close()
        connection.execute(text("UPDATE journal_version SET version = 70"))
    with pytest.raises(Complaint, match=rf"by a newer voiceskill \(version 70, this one knows {VERSION}\)"):
        Journal(url)


@pytest.mark.parametrize(
    "address", ["sqlite:////tmp/diary", "postgresql://coach:secret@", "postgresql://coach:secret@10.0.0.2:port/coach"]
)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(Complaint, match=r"postgresql://user@host/name\.$") as complaint:
        Journal(address)
    assert "secret" not in str(complaint.value)


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Complaint, match=r"script/install --postgresql"):
        Journal("postgresql://coach@10.0.0.2/coach")


def test_the_settings_name_it_unless_somebody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    configured = "postgresql://coach@10.0.0.2/coach"
    assert find_place(None, configured) == configured
    monkeypatch.setenv("VOICESKILL_JOURNAL", "mine.sqlite3")
    assert find_place(None, configured) == Path("mine.sqlite3")
    monkeypatch.setenv("VOICESKILL_JOURNAL", "postgresql:///mine")
    assert find_place(None, configured) == "postgresql:///mine"
    assert find_place(Path("explicit.sqlite3"), configured) == Path("explicit.sqlite3")


def test_a_server_that_goes_and_comes_back(
    postgresql: PostgresqlServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiceskill.journal.journal._AGAIN_S", 0.05)
    monkeypatch.setattr("voiceskill.journal.trouble._AWAY_S", 0.05)
    url = postgresql.database().replace("voice@", "voice:secret@")
    told: list[Hindrance] = []
    hindered = threading.Event()

    def note(why: Hindrance) -> None:
        told.append(why)
        hindered.set()

    with Journal(url) as journal:
        journal.on_hindrance(note)
        journal.record(BEGINS)
        journal.record(held("cat", 1))
        _wait_until(journal, 1)
        postgresql.stop()
        try:
            begun = time.monotonic()
            for number in range(2, 20):
                journal.record(held("cat", number))
                assert journal.history() == History()
            assert time.monotonic() - begun < 5, "nobody on a mat is kept waiting"
            assert hindered.wait(20)
        finally:
            postgresql.start()
        _wait_until(journal, 19)
        (session,) = journal.sessions()
    assert [hold.repetition for hold in session.holds] == [*range(1, 20)]
    assert told == [Hindrance.AWAY]
    told_once = [sentence.split(" (")[0] for sentence in _warnings(caplog)]
    assert told_once.count(f"The journal {url.replace(':secret', '')} cannot be written") == 1
    assert "secret" not in caplog.text


def test_a_server_that_hangs(postgresql: PostgresqlServer, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceskill.journal.trouble._AWAY_S", 0.0)
    told: list[Hindrance] = []
    with Journal(url) as journal:
        journal.record(BEGINS)
        _wait_until(journal, 0)
        journal.on_hindrance(told.append)
        postgresql.signal(signal.SIGSTOP)
        try:
            begun = time.monotonic()
            for number in range(1, 10):
                journal.record(held("cat", number))
                assert journal.history() == History()
            assert time.monotonic() - begun < 2
            assert told == [Hindrance.AWAY]
        finally:
            postgresql.signal(signal.SIGCONT)
        _wait_until(journal, 9)


@pytest.mark.usefixtures("patient")
def test_what_was_written_though_the_line_was_cut_is_not_written_twice(url: str) -> None:
    with closing(Journal(url)) as journal:
        store = journal._store
        assert isinstance(store, PostgresqlStore)
        engine = store._engine

        def cut(connection: Connection) -> None:
            driver = connection.connection.driver_connection
            assert driver
            driver.commit()
            driver.close()

        journal.record(BEGINS)
        event.listen(engine, "commit", cut, once=True)
        journal.record(held("cat", 1))
        journal.record(held("cat", 2))
        event.listen(engine, "commit", cut, once=True)
        journal.record(BEGINS)
        journal.record(held("cat", 1))
        assert [[hold.repetition for hold in session.holds] for session in journal.sessions()] == [[1, 2], [1]]


@pytest.mark.usefixtures("patient")
def test_what_waits_in_memory_counts(url: str) -> None:
    with Journal(url) as journal:
        journal.record(BEGINS)
        own = journal._own
        own._waiting.append((BEGAN, held("cat", 1)))
        assert journal.history().completed == {"cat": 1}
        assert journal.history().completed == {"cat": 1}, "looking writes nothing"
        own._waiting.clear()
        assert journal.history().completed == {}


def test_a_server_that_comes_later_than_the_coach(
    postgresql: PostgresqlServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiceskill.journal.journal._AGAIN_S", 0.05)
    with Journal(url) as journal:
        journal.record(BEGINS)
        journal.record(held("cat", 1))
        _wait_until(journal, 1)
    postgresql.stop()
    try:
        journal = Journal(url)
        told: list[Hindrance] = []
        journal.on_hindrance(told.append)
        assert told == [Hindrance.AWAY]
    finally:
        postgresql.start()
    deadline = time.monotonic() + 20
    while journal.history().completed != {"cat": 1}:
        assert time.monotonic() < deadline, "nothing was to be written, and yet it is known again"
    journal.close()
