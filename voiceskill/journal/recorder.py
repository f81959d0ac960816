"""Records the sessions of one room, and tells its coach what he may know of those before."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.history import History
from voiceskill.journal.clerk import Clerk
from voiceskill.journal.reading import under_way
from voiceskill.journal.recalling import read_guests_history, read_history, read_interrupted
from voiceskill.journal.store import Store
from voiceskill.journal.trouble import TROUBLES, Trouble
from voiceskill.journal.writing import Writer, exists, is_at, let_go, mark, marked, take, write_fact

_Result = TypeVar("_Result")


class Recorder:
    """The journal of one room. Any thread may call it; what keeps that thread waiting is short, or a disk.

    `Journal.recorder` makes it.
    """

    def __init__(
        self,
        *,
        room: str | None,
        guests: bool,
        sole: bool,
        store: Store,
        clerk: Clerk,
        clock: Callable[[], datetime],
        trouble: Trouble,
        catch_up: Callable[[], None],
    ) -> None:
        """Take the place of whoever records the room's sessions.

        Args:
            room: Key of the room; None: the machine's own.
            guests: Whether it is for guests.
            sole: Whether nobody else can have the room, so that whoever is at a session there is at it no more.
            store: Where it is written.
            clerk: On his thread alone the store is used.
            clock: Gives the date and time, an aware datetime.
            trouble: Is told what fails.
            catch_up: Writes what all rooms of this process wait with; called on the clerk's thread.
        """
        self._writer = Writer(key=secrets.token_hex(8), room=room, guests=guests)
        self._sole = sole
        self._store = store
        self._clerk = clerk
        self._clock = clock
        self._trouble = trouble
        self._catch_up = catch_up
        self._lock = threading.Lock()
        self._told = 0
        # From here on the clerk's own.
        self._waiting: list[tuple[datetime, Fact]] = []
        self._written = 0
        self._number: int | None = None
        self._edition = store.edition
        self._uncertain = False
        self._closing = False

    @property
    def room(self) -> str | None:
        """Key of the room; None: the machine's own."""
        return self._writer.room

    @property
    def key(self) -> str:
        """Names the recorder, unlike any other, in any process."""
        return self._writer.key

    @property
    def unwritten(self) -> int:
        """Number of facts that are kept in memory."""
        return self._told - self._written

    @property
    def has_session(self) -> bool:
        """Whether there is a session that it has begun, or gone on with, under way or ended."""
        return self._number is not None

    @property
    def is_over(self) -> bool:
        """Whether it is closed, and nothing waits any more."""
        return self._closing and not self._waiting and self._number is None

    def record(self, fact: Fact) -> None:
        """Write a fact to the disk before returning, or keep it until the next call where that fails. Never raises.

        A server that does not answer at once does it as soon as it can.
        """
        time = self._clock()
        with self._lock:
            self._told += 1

        def take_down() -> None:
            self._closing = False
            self._waiting.append((time, fact))
            self.write()

        self._wait(self._clerk.do(take_down))

    def history(self) -> History:
        """Return what the coach may know of all that was recorded, what still waits in memory included.

        Of guests that is what was said in the session that is under way; the household's is that of all its rooms.
        Never raises: where the journal cannot be read, the coach takes the user for a beginner.
        """
        now = self._clock()

        def recall() -> History:
            if self._trouble.rests:
                return History()
            try:
                with self._store.reading() as connection:
                    history = self._recall(connection, now)
            except TROUBLES as error:
                self._store.let_go()
                self._trouble.unread(error)
                return History()
            self._trouble.answered()
            return history

        return self._ask(recall, History())

    def interrupted(self) -> Interrupted | None:
        """Return the room's last session where it was broken off not long ago and can be gone on with.

        Never raises: where the journal cannot be read, there is none.
        """

        def look() -> Interrupted | None:
            try:
                with self._store.reading() as connection:
                    others = frozenset() if self._sole else under_way(connection) - {self._number}
                    found = read_interrupted(
                        connection, self._clock(), self.room, guests=self._writer.guests, but=others
                    )
            except (*TROUBLES, ValueError):
                self._store.let_go()  # the coach begins without, and says what is wrong where it matters
                return None
            return None if found and found.number == self._in_hand() else found

        return self._ask(look, None)

    def take_over_from(self, room: str | None) -> Interrupted | None:
        """Take a session from another room: from now on it is recorded here, whoever has it in hand.

        What happens there afterwards, such as the end of the hold, is kept with the session; that it ends there is not.

        Args:
            room: Key of the other room; None: the machine's own.

        Returns:
            The session, to be gone on with; None where there was none not long ago, where one of the two rooms is for
            guests and the other is not, where another has just been begun here, or where the journal cannot be written.
            Never raises.
        """

        def take_over() -> Interrupted | None:
            self._catch_up()
            if self._waiting:  # with what happened in a session before
                return None
            try:
                with self._store.writing() as connection:
                    found = read_interrupted(connection, self._clock(), room, guests=self._writer.guests)
                    number = self._in_hand()
                    if found and found.number != number and is_at(connection, self._writer, number):
                        return None
                    if found:
                        let_go(connection, self._writer, self._in_hand())
                        take(connection, self._writer, found.number)
                        mark(connection, self._writer, found.number, self._written)
            except (*TROUBLES, ValueError) as error:
                self._store.let_go()
                self._trouble.unread(error)
                return None
            if found:
                self._number, self._edition = found.number, self._store.edition
            return found

        return self._ask(take_over, None)

    def close(self) -> None:
        """Write what still waits, and leave a session that has no end to whoever goes on with it. Never raises."""
        self._wait(self._clerk.do(self.finish))

    def finish(self) -> None:
        """Do what `close` does; on the clerk's thread only."""
        self._closing = True
        self.write()

    def write(self) -> None:
        """Write what waits, if that is possible; on the clerk's thread only. Never raises."""
        is_due = self._waiting or (self._closing and self._number is not None)
        if not is_due or self._trouble.rests:
            return
        try:
            with self._store.writing() as connection:
                if self._uncertain:
                    self._make_sure(connection)
                number = self._in_hand()
                for time, fact in self._waiting:
                    number = write_fact(connection, self._writer, number, time, fact)
                mark(connection, self._writer, number, self._written + len(self._waiting))
                if self._closing:
                    let_go(connection, self._writer, number)
        except TROUBLES as error:
            self._uncertain = True
            self._store.let_go()
            self._trouble.unwritten(error)
        else:
            self._number, self._edition = None if self._closing else number, self._store.edition
            self._written += len(self._waiting)
            self._waiting.clear()
            self._trouble.over()

    def look_after(self, connection: Connection) -> None:
        """Let go of a session that was deleted, whose number may be another's soon; on the clerk's thread only."""
        if not exists(connection, self._in_hand()):
            self._number = None

    def _make_sure(self, connection: Connection) -> None:
        """Leave out what was written after all, though nobody could tell us: the line was cut just then."""
        self._uncertain = False
        noted = marked(connection, self._writer)
        if noted and noted[1] > self._written:
            self._number, facts = noted
            self._edition = self._store.edition
            del self._waiting[: facts - self._written]
            self._written = facts

    def _in_hand(self) -> int | None:
        return self._number if self._edition == self._store.edition else None

    def _recall(self, connection: Connection, now: datetime) -> History:
        if not self._waiting:
            return self._read(connection, self._in_hand(), now)
        with self._store.draft(connection) as draft:
            number = self._in_hand()
            for time, fact in self._waiting:
                number = write_fact(draft, self._writer, number, time, fact)
            return self._read(draft, number, now)

    def _read(self, connection: Connection, number: int | None, now: datetime) -> History:
        if self._writer.guests:
            return read_guests_history(connection, number)
        return read_history(connection, number, now.date())

    def _ask(self, work: Callable[[], _Result], otherwise: _Result) -> _Result:
        asked = self._clerk.do(work)
        if self._wait(asked):
            return asked.result()
        asked.cancel()  # nobody wants to know any more
        return otherwise

    def _wait(self, asked: Future[_Result]) -> bool:
        """Wait for something to be done, and return whether it is."""
        done = wait([asked], self._trouble.patience).done
        if not done:
            self._trouble.late()
        return bool(done)
