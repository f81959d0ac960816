"""The journal: takes facts at once and never stands in the coach's way, and gives them back as records."""

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.history import History
from voiceskill.complaint import Complaint
from voiceskill.journal.database import copy_database, open_database
from voiceskill.journal.forgetting import forget
from voiceskill.journal.hindrance import Hindrance, hindrance
from voiceskill.journal.reading import read_sessions
from voiceskill.journal.recalling import read_history, read_interrupted
from voiceskill.journal.records import SessionRecord
from voiceskill.journal.writing import let_go, write_fact

_log = logging.getLogger(__name__)

_AGAIN_S = 20.0
"""Seconds after which what could not be written is tried again, where nothing happens that would be written anyway."""


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


class Journal:
    """A file of sessions. Any thread may call it; each room that has a coach has a journal of its own on the file."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = _now, *, recorder: "Journal | None" = None) -> None:
        """Open the journal. Where the file cannot be written for now, facts wait in memory until it can.

        Args:
            path: The file; `find_journal` says which.
            clock: Gives the date and time, an aware datetime.
            recorder: The coach's own on the same file, where this is another: it does the deleting, since it alone
                knows which session is under way.

        Raises:
            Complaint: The file is damaged, of a newer program, or something else than a journal.
        """
        self._path = path
        self._clock = clock
        self._recorder = recorder
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._session: int | None = None
        self._waiting: list[tuple[datetime, Fact]] = []
        self._warned = False
        self._hindrance: Hindrance | None = None
        self._tell: Callable[[Hindrance], None] = lambda _: None
        self._again: threading.Timer | None = None
        self._closed = False
        try:
            self._connect()
        except (OSError, sqlite3.Error) as error:
            self._put_off(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def on_hindrance(self, tell: Callable[[Hindrance], None]) -> None:
        """Have somebody told when the file cannot be written, once until it can; at once where it cannot now.

        Args:
            tell: Called on the thread that wanted to write; it must be quick, and not use the journal.
        """
        with self._lock:
            self._tell = tell
            if self._hindrance:
                tell(self._hindrance)

    def record(self, fact: Fact) -> None:
        """Write a fact to the disk before returning, or keep it until the next call where that fails. Never raises."""
        with self._lock:
            self._waiting.append((self._clock(), fact))
            self._write()

    def catch_up(self) -> None:
        """Write what waits in memory, if that is possible by now. Never raises."""
        with self._lock:
            self._write()

    def sessions(
        self, limit: int | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[SessionRecord, ...]:
        """Return the last sessions, oldest first.

        Args:
            limit: Number of sessions at most; all where None.
            since: Only sessions that began then or later, an aware datetime; from the first one on where None.
            until: Only sessions that began before then, an aware datetime; up to the last one where None.

        Raises:
            Complaint: The journal cannot be read; the sentence says why.
        """
        with self._lock:
            self._write()
            try:
                connection = self._connect()
                connection.execute("BEGIN")
                with connection:
                    return read_sessions(connection, limit, since, until)
            except (OSError, sqlite3.Error, ValueError) as error:
                self._disconnect()
                raise Complaint(
                    f"The journal {self._path} cannot be read ({_reason(error)}); "
                    "check the disk and who may use the file."
                ) from error

    def history(self) -> History:
        """Return what the coach may know of all that was recorded, what still waits in memory included.

        Never raises: where the journal cannot be read, the coach takes the user for a beginner.
        """
        with self._lock:
            today = self._clock().date()
            try:
                connection = self._connect()
                connection.execute("BEGIN")
                with connection:
                    return self._recall(connection, today)
            except (OSError, sqlite3.Error, Complaint) as error:
                self._disconnect()
                _log.warning(
                    "The journal %s cannot be read (%s); the coach begins as if nothing had been done before.",
                    self._path,
                    _reason(error),
                )
                return History()

    def interrupted(self) -> Interrupted | None:
        """Return the last session where it was broken off not long ago and can be gone on with. Never raises."""
        with self._lock:
            try:
                connection = self._connect()
                connection.execute("BEGIN")
                with connection:
                    return read_interrupted(connection, self._clock())
            except (OSError, sqlite3.Error, ValueError, Complaint):
                self._disconnect()  # the coach begins without, and says what is wrong where it matters
                return None

    def forget_day(self, day: date) -> int:
        """Delete what began or happened on a day of the calendar on the wall, for good.

        A session that began on that day goes as a whole, though it lasted beyond midnight. Of the session that is
        under way, what has happened so far goes; what is yet to happen is recorded.

        Returns:
            Number of sessions that are deleted.

        Raises:
            Complaint: The journal cannot be written; nothing is deleted.
        """
        return self._recorder.forget_day(day) if self._recorder else self._forget(day)

    def forget_everything(self) -> int:
        """Delete all that is in the journal, for good.

        Of the session that is under way, what is yet to happen is recorded.

        Returns:
            Number of sessions that are deleted.

        Raises:
            Complaint: The journal cannot be written; nothing is deleted.
        """
        return self._recorder.forget_everything() if self._recorder else self._forget(None)

    def close(self) -> None:
        """Write what still waits, and close the file."""
        with self._lock:
            self._closed, self._tell = True, lambda _: None
            self._write()
            with contextlib.suppress(sqlite3.Error):  # with this process, what it had in hand is over anyway
                if self._connection and self._session:
                    let_go(self._connection, self._session)
            self._disconnect()
            if self._again:
                self._again.cancel()
            if self._waiting:
                _log.error(
                    "Facts that could not be written to the journal %s and are lost: %d.",
                    self._path,
                    len(self._waiting),
                )

    def _forget(self, day: date | None) -> int:
        with self._lock:
            self._write()
            if self._waiting:  # they may be of that day, and would come back later
                raise Complaint(
                    f"The journal {self._path} cannot be written, and nothing was deleted; check the disk and who may "
                    "use the file."
                )
            try:
                connection = self._connect()
                connection.execute("BEGIN IMMEDIATE")
                with connection:
                    count = forget(connection, day, self._session)
            except (OSError, sqlite3.Error) as error:
                self._disconnect()
                raise Complaint(
                    f"The journal {self._path} cannot be written ({_reason(error)}), and nothing was deleted; "
                    "check the disk and who may use the file."
                ) from error
            with contextlib.suppress(sqlite3.Error):  # where somebody reads just now, SQLite does it later
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return count

    def _recall(self, connection: sqlite3.Connection, today: date) -> History:
        if not self._waiting:
            return read_history(connection, self._session, today)
        with contextlib.closing(copy_database(connection)) as copy:
            session = self._session
            for time, fact in self._waiting:
                session = write_fact(copy, session, time, fact)
            return read_history(copy, session, today)

    def _write(self) -> None:
        if not self._waiting:
            return
        try:
            connection = self._connect()
            session = self._session
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                for time, fact in self._waiting:
                    session = write_fact(connection, session, time, fact)
        except (OSError, sqlite3.Error, Complaint) as error:
            self._put_off(error)
        else:
            self._session = session
            self._waiting.clear()
            if self._warned:
                _log.info("The journal %s can be written again, and nothing is missing.", self._path)
                self._warned, self._hindrance = False, None

    def _put_off(self, error: Exception) -> None:
        self._disconnect()
        if not self._warned:
            _log.warning(
                "The journal %s cannot be written (%s); what happens is kept in memory until it can.",
                self._path,
                _reason(error),
            )
            self._warned = True
        hindered = hindrance(error, self._path)
        if hindered and not self._hindrance:
            self._hindrance = hindered
            self._tell(hindered)
        self._try_again_later()

    def _try_again_later(self) -> None:
        if self._closed or (self._again and self._again.is_alive() and self._again is not threading.current_thread()):
            return
        self._again = threading.Timer(_AGAIN_S, self.catch_up)
        self._again.daemon = True
        self._again.start()

    def _connect(self) -> sqlite3.Connection:
        if self._connection is not None and not self._path.exists():
            # Who deletes the file begins a new journal; SQLite would go on writing to the one that has no name.
            self._disconnect()
            self._session = None
        if self._connection is None:
            self._connection = open_database(self._path)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
