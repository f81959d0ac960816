"""Killed at random moments while the journal is written to a server: now the writer, now the server."""

import random
import threading
from itertools import count
from multiprocessing.connection import Connection

import pytest
from killed_writer import PATIENCE_S, share, told_until_killed
from postgresql_server import PostgresqlServer

from voiceskill.coaching.facts import HoldEnded, SessionBegan
from voiceskill.journal.journal import Journal
from voiceskill.journal.postgresql_store import PostgresqlStore

WRITERS = 8
SERVERS = 3
SEED = 20_261_122


def _hold(number: int) -> HoldEnded:
    return HoldEnded("cat", None, number, 30.0, 30.0, completed=True)


def _write_until_killed(url: str, name: str, told: Connection) -> None:
    """Begin a session and write: after each hold that is safe, its number is told."""
    PostgresqlStore.patience = PATIENCE_S
    study = Journal(url).recorder("study", sole=True)
    study.record(SessionBegan(name, ()))
    for number in count(1):
        told.send(number - 1)
        study.record(_hold(number))


@pytest.fixture
def url(postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an empty database, whose answers are waited for."""
    monkeypatch.setattr(PostgresqlStore, "patience", PATIENCE_S)
    return postgresql.database()


def test_what_a_writer_has_told_is_there_and_another_goes_on_with_it(url: str) -> None:
    share(["voiceskill.journal.postgresql_store", "voiceskill.journal.journal", "psycopg"])
    chance = random.Random(SEED)  # noqa: S311 - no secret
    with Journal(url) as journal:
        study = journal.recorder("study", sole=True)
        for cut in range(WRITERS):
            *_, told = told_until_killed(chance.randint(0, 12), 0.0, _write_until_killed, url, f"session_{cut}")
            interrupted = study.interrupted()
            assert interrupted, f"seed {SEED}, cut {cut}"
            assert interrupted.began.name == f"session_{cut}"
            # One may have been written that could not be told any more.
            assert len(interrupted.happened) - told in (0, 1), f"seed {SEED}, cut {cut}"
            assert list(interrupted.happened) == [_hold(each + 1) for each in range(len(interrupted.happened))]


def test_a_server_that_is_killed_loses_nothing_and_has_nothing_twice(
    postgresql: PostgresqlServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiceskill.journal.journal._AGAIN_S", 0.05)
    monkeypatch.setattr("voiceskill.journal.trouble._AWAY_S", 0.02)
    written, enough = threading.Semaphore(0), threading.Event()
    told = 0

    def write(journal: Journal) -> None:
        nonlocal told
        journal.record(SessionBegan("endless", ()))
        while not enough.wait(0.002):  # nobody on a mat is as quick as a server that is not there
            told += 1
            journal.record(_hold(told))
            written.release()

    with Journal(url) as journal:
        writer = threading.Thread(target=write, args=(journal,))
        writer.start()
        try:
            for cut in range(SERVERS):
                for _ in range(20 + cut):
                    assert written.acquire(timeout=PATIENCE_S)
                postgresql.stop()
                postgresql.start()
        finally:
            enough.set()
            writer.join()
    with Journal(url) as journal:
        (session,) = journal.sessions()
    assert [hold.repetition for hold in session.holds] == [*range(1, told + 1)]
