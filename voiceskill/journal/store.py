"""What the journal is kept in, as the journal sees it: a file or a server."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection

from voiceskill.journal.hindrance import Hindrance


class Store(Protocol):
    """A database with the journal's tables. One thread at a time may use it."""

    @property
    def name(self) -> str:
        """What people know it by, without any password."""

    @property
    def remedy(self) -> str:
        """What to do where it cannot be used, as the end of a sentence."""

    @property
    def patience(self) -> float | None:
        """Seconds that the coach waits for it at most; None: it answers soon, or fails."""

    @property
    def edition(self) -> int:
        """Counts how often somebody has taken it away, so that a new journal was begun in its place."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Begin a transaction that is committed as the context is left, and is safe then, or else rolled back.

        Raises:
            Complaint: There is something else than a journal; it is left as it is.
            OSError: It cannot be made.
            sqlalchemy.exc.SQLAlchemyError: It cannot be reached, read or written.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """Begin a transaction in which the tables agree with each other, and nothing is written.

        Raises:
            Complaint, OSError, sqlalchemy.exc.SQLAlchemyError: As `writing`.
        """

    def draft(self, connection: Connection) -> AbstractContextManager[Connection]:
        """Give the tables as they are, to be written for a look at what would be: nothing of it is kept.

        Args:
            connection: Inside a transaction.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: They cannot be read.
        """

    def tidy(self) -> None:
        """Leave nothing of what was deleted, as far as that is possible just now. Never raises."""

    def let_go(self) -> None:
        """Close what is open; it is opened again when it is needed. Never raises."""

    def hindrance(self, error: Exception) -> Hindrance | None:
        """Return what has kept the journal from being written; None where that passes by itself, such as a lock.

        Args:
            error: With which writing has failed.
        """


def reason(error: Exception) -> str:
    """Return what is wrong, in a few words of whoever has found it."""
    original = getattr(error, "orig", None) or error
    told = (original.strerror if isinstance(original, OSError) else None) or str(original)
    return " ".join(told.split())
