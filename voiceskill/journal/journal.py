"""The journal: takes facts at once and never stands in the coach's way, and gives them back as records."""

import logging
from collections.abc import Callable
from concurrent.futures import wait
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.history import History
from voiceskill.complaint import Complaint
from voiceskill.journal.clerk import Clerk
from voiceskill.journal.forgetting import forget
from voiceskill.journal.hindrance import Hindrance
from voiceskill.journal.place import Place
from voiceskill.journal.reading import read_sessions
from voiceskill.journal.recorder import Recorder
from voiceskill.journal.records import SessionRecord
from voiceskill.journal.sqlite_store import SqliteStore
from voiceskill.journal.store import Store, reason
from voiceskill.journal.tables import session
from voiceskill.journal.trouble import TROUBLES, Trouble
from voiceskill.journal.writing import give_sign

_log = logging.getLogger(__name__)

_AGAIN_S = 20.0
"""Seconds after which what could not be written is tried again, where nothing happens that would be written anyway, and
from one sign of life to the next."""
_ANSWER_S = 10.0
"""Seconds that somebody waits for a server who is on no mat."""

_Result = TypeVar("_Result")


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class Journal:
    """The sessions of all rooms, in a file or on a server. Any thread may call it.

    It records for one room itself, the machine's own; `recorder` gives what does it for another.
    """

    def __init__(
        self, place: Place, clock: Callable[[], datetime] = _now, *, recorder: "Journal | None" = None
    ) -> None:
        """Open the journal. Where it cannot be written for now, facts wait in memory until it can.

        Args:
            place: The file, or the URL of a database of PostgreSQL's; `find_place` says which.
            clock: Gives the date and time, an aware datetime.
            recorder: The coach's own in the same place, where this is another: it does the deleting, since it alone
                knows what waits to be written.

        Raises:
            Complaint: The file is damaged, of a newer program, or something else than a journal; or the URL is none.
        """
        self._store = _store(place)
        self._clock = clock
        self._recorder = recorder
        self._trouble = Trouble(self._store)
        self._clerk = Clerk(self._go_over, _AGAIN_S)
        self._own = self._new_recorder(None, guests=False, sole=False)
        self._recorders = [self._own]  # from here on the clerk's own
        opening = self._clerk.do(self._open)
        if wait([opening], self._store.patience and _ANSWER_S).done:
            try:
                opening.result()
            except Complaint:
                self._clerk.end(None)
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        """Where it is kept, for people: without a password."""
        return self._store.name

    def on_hindrance(self, tell: Callable[[Hindrance], None]) -> None:
        """Have somebody told when the journal cannot be written, once until it can; at once where it cannot now.

        Args:
            tell: Called on the thread that has found out; it must be quick, and not use the journal.
        """
        self._trouble.on_hindrance(tell)

    def recorder(self, room: str | None, *, guests: bool = False, sole: bool = False) -> Recorder:
        """Return what records the sessions of a room, until it is closed or the journal is.

        Args:
            room: Key of the room; None: the machine's own.
            guests: Whether others than the household stretch there: they have no history, and nothing of theirs is in
                the household's.
            sole: Whether the room is this coach's alone, as where a broker deals the rooms out: what another coach has
                left there unfinished can be gone on with at once, whether or not he still gives a sign of life.
        """
        recorder = self._new_recorder(room, guests=guests, sole=sole)
        self._clerk.do(lambda: self._recorders.append(recorder))
        return recorder

    def record(self, fact: Fact) -> None:
        """Write a fact to the disk before returning, or keep it until the next call where that fails. Never raises."""
        self._own.record(fact)

    def history(self) -> History:
        """Return what the coach may know of all that was recorded, what still waits in memory included.

        Never raises: where the journal cannot be read, the coach takes the user for a beginner.
        """
        return self._own.history()

    def interrupted(self) -> Interrupted | None:
        """Return the last session where it was broken off not long ago and can be gone on with. Never raises."""
        return self._own.interrupted()

    def catch_up(self) -> None:
        """Write what waits in memory, if that is possible by now. Never raises."""
        self._trouble.try_anyway()
        wait([self._clerk.do(self._catch_up)], self._trouble.patience)

    def sessions(
        self,
        limit: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        household: bool = False,
    ) -> tuple[SessionRecord, ...]:
        """Return the last sessions, oldest first.

        Args:
            limit: Number of sessions at most; all where None.
            since: Only sessions that began then or later, an aware datetime; from the first one on where None.
            until: Only sessions that began before then, an aware datetime; up to the last one where None.
            household: Only the household's sessions, not those of guests.

        Raises:
            Complaint: The journal cannot be read; the sentence says why.
        """

        def read() -> tuple[SessionRecord, ...]:
            self._trouble.try_anyway()
            self._catch_up()
            try:
                with self._store.reading() as connection:
                    return read_sessions(
                        connection, limit, since, until, where=(session.c.guests.is_(False),) if household else ()
                    )
            except (OSError, SQLAlchemyError, ValueError) as error:
                self._store.let_go()
                raise Complaint(
                    f"The journal {self._store.name} cannot be read ({reason(error)}); {self._store.remedy}."
                ) from error

        return self._answer(read)

    def forget_day(self, day: date) -> int:
        """Delete what began or happened on a day of the calendar on the wall, for good.

        A session that began on that day goes as a whole, though it lasted beyond midnight. Of a session that is under
        way, what has happened so far goes; what is yet to happen is recorded.

        Returns:
            Number of sessions that are deleted.

        Raises:
            Complaint: The journal cannot be written; nothing is deleted.
        """
        return self._recorder.forget_day(day) if self._recorder else self._forget(day)

    def forget_everything(self) -> int:
        """Delete all that is in the journal, for good.

        Of a session that is under way, what is yet to happen is recorded.

        Returns:
            Number of sessions that are deleted.

        Raises:
            Complaint: The journal cannot be written; nothing is deleted.
        """
        return self._recorder.forget_everything() if self._recorder else self._forget(None)

    def close(self) -> None:
        """Write what still waits, and close the journal."""
        self._trouble.on_hindrance(lambda _: None)
        self._trouble.try_anyway()
        self._clerk.do(self._finish)
        self._clerk.end(self._store.patience and _ANSWER_S)
        if lost := sum(recorder.unwritten for recorder in self._recorders):
            _log.error(
                "Facts that could not be written to the journal %s and are lost: %d.",
                self._store.name,
                lost,
            )

    def _forget(self, day: date | None) -> int:
        def delete() -> int:
            self._trouble.try_anyway()
            self._catch_up()
            if any(recorder.unwritten for recorder in self._recorders):  # they may be of that day, and come back later
                raise Complaint(
                    f"The journal {self._store.name} cannot be written, and nothing was deleted; {self._store.remedy}."
                )
            try:
                with self._store.writing() as connection:
                    count = forget(connection, day)
                    for recorder in self._recorders:
                        recorder.look_after(connection)
            except (OSError, SQLAlchemyError) as error:
                self._store.let_go()
                raise Complaint(
                    f"The journal {self._store.name} cannot be written ({reason(error)}), and nothing was deleted; "
                    f"{self._store.remedy}."
                ) from error
            self._store.tidy()
            return count

        return self._answer(delete)

    def _answer(self, work: Callable[[], _Result]) -> _Result:
        asked = self._clerk.do(work)
        if not wait([asked], self._store.patience and _ANSWER_S).done:
            asked.cancel()
            raise Complaint(f"The journal {self._store.name} does not answer; {self._store.remedy}.")
        return asked.result()

    def _new_recorder(self, room: str | None, *, guests: bool, sole: bool) -> Recorder:
        return Recorder(
            room=room,
            guests=guests,
            sole=sole,
            store=self._store,
            clerk=self._clerk,
            clock=self._clock,
            trouble=self._trouble,
            catch_up=self._catch_up,
        )

    # What follows is done on the clerk's thread.

    def _open(self) -> None:
        try:
            with self._store.reading():
                pass
        except (OSError, SQLAlchemyError) as error:
            self._store.let_go()
            self._trouble.unwritten(error)
        else:
            self._trouble.over()

    def _catch_up(self) -> None:
        for recorder in self._recorders:
            recorder.write()

    def _go_over(self) -> None:
        self._catch_up()
        if self._trouble.is_on and not any(recorder.unwritten for recorder in self._recorders):
            self._open()
        self._recorders[1:] = [recorder for recorder in self._recorders[1:] if not recorder.is_over]
        keys = [recorder.key for recorder in self._recorders if recorder.has_session]
        if keys and not self._trouble.rests:
            try:
                with self._store.writing() as connection:
                    give_sign(connection, keys)
            except TROUBLES:  # it is told where something is to be written
                self._store.let_go()

    def _finish(self) -> None:
        for recorder in self._recorders:
            recorder.finish()
        self._store.let_go()


def _store(place: Place) -> Store:
    if isinstance(place, Path):
        return SqliteStore(place)
    # Who keeps the journal in a file need not wait for what only a server needs.
    from voiceskill.journal.postgresql_store import PostgresqlStore  # noqa: PLC0415

    return PostgresqlStore(place)
