"""Keeps the journal in a file of SQLite's."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from voiceskill.journal.database import open_database
from voiceskill.journal.hindrance import Hindrance, hindrance

_BEGIN = "sqlite_begin"
"""Execution option: the statement that begins a transaction."""


class SqliteStore:
    """A file. See `voiceskill.journal.store.Store`."""

    remedy = "check the disk and who may use the file"
    patience = None

    def __init__(self, path: Path) -> None:
        """Name the file.

        Args:
            path: It need not exist.
        """
        self._path = path
        self._open = False
        self.edition = 0
        """Counts how often the file was deleted while it was open."""
        self._engine = _engine(self._opened)
        self._reading = self._engine.execution_options(**{_BEGIN: "BEGIN"})

    @property
    def name(self) -> str:
        """What people know it by."""
        return str(self._path)

    def writing(self) -> AbstractContextManager[Connection]:
        """Begin a transaction: another process's is waited for now, not in its midst, where SQLite would give up."""
        self._look()
        return self._engine.begin()

    def reading(self) -> AbstractContextManager[Connection]:
        """Begin a transaction that keeps nobody from writing."""
        self._look()
        return self._reading.begin()

    @contextmanager
    def draft(self, connection: Connection) -> Iterator[Connection]:
        """Copy the journal into memory, for where it cannot be written it can be read all the same."""
        # A transaction that reads already is not kept waiting for a lock, as a backup is without end.
        connection.exec_driver_sql("PRAGMA user_version").fetchone()
        copy = sqlite3.connect(":memory:", isolation_level=None)
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101 - it comes from `open_database`
        source.backup(copy)
        engine = _engine(lambda: copy)
        with engine.begin() as drafted:
            yield drafted
        engine.dispose()

    def tidy(self) -> None:
        """Overwrite the write-ahead log too; where somebody reads just now, SQLite does it later."""
        with suppress(SQLAlchemyError), self._engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def let_go(self) -> None:
        """Close the file."""
        self._open = False
        self._engine.dispose()

    def hindrance(self, error: Exception) -> Hindrance | None:
        """Return what has kept the journal from being written."""
        original = error.orig if isinstance(error, DBAPIError) else error
        return hindrance(original if isinstance(original, Exception) else error, self._path)

    def _look(self) -> None:
        # Who deletes the file begins a new journal; SQLite would go on writing to the one that has no name.
        if self._open and not self._path.exists():
            self.let_go()
            self.edition += 1

    def _opened(self) -> sqlite3.Connection:
        connection = open_database(self._path)
        self._open = True
        return connection


def _engine(opened: Callable[[], sqlite3.Connection]) -> Engine:
    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool, pool_size=1, max_overflow=0)

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        # The driver commits each statement by itself, and begins nothing of its own accord.
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE"))

    return engine
