"""Keeps the journal in a database of PostgreSQL's, which several coaches may share."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    create_engine,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from voiceskill.complaint import Complaint
from voiceskill.journal.hindrance import Hindrance
from voiceskill.journal.schema import APPLICATION_ID, VERSION
from voiceskill.journal.tables import metadata

SCHEMES: Final = ("postgresql://", "postgres://", "postgresql+psycopg://")
"""How the URL of such a journal begins."""

_PATIENCE_S = 0.3
"""How long a room waits for a server: about as long as a pause between two words."""
_SETTINGS: Final = {
    "connect_timeout": "3",
    # The server gives up what takes too long, and the machine a server of which nothing is heard any more.
    "options": "-c statement_timeout=5s -c lock_timeout=1s -c idle_in_transaction_session_timeout=10s",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "5000",
    "application_name": "voiceskill",
}
_PASSING = ("40", "55P03", "57014")
"""How the codes of errors begin that pass by themselves: two transactions were in each other's way, a lock was waited
for too long, or a statement took too long (PostgreSQL's manual, appendix A)."""
_FULL = "53100"
_READ_ONLY = ("25006", "42501")


_version = Table("journal_version", MetaData(), Column("version", Integer, nullable=False))


class PostgresqlStore:
    """A database on a server. See `voiceskill.journal.store.Store`."""

    remedy = "check the server, and the way to it"
    patience = _PATIENCE_S
    edition = 0  # a server does not tell; what is asked of a database that was dropped fails

    def __init__(self, url: str) -> None:
        """Name the database.

        Args:
            url: Such as ``postgresql://user@host/name``; what libpq knows may follow, such as ``?sslmode=require``.

        Raises:
            Complaint: It is no such URL, or the driver is missing.
        """
        self._url = _understood(url)
        self._engine = _engine(self._url)
        self._prepared = False

    @property
    def name(self) -> str:
        """What people know it by, without the password."""
        url = self._url
        return URL.create(
            "postgresql", username=url.username, host=url.host, port=url.port, database=url.database
        ).render_as_string()

    def writing(self) -> AbstractContextManager[Connection]:
        """Begin a transaction, in tables that are made before where they are missing."""
        return self._begun()

    def reading(self) -> AbstractContextManager[Connection]:
        """Begin a transaction, in tables that are made before where they are missing."""
        return self._begun()

    @contextmanager
    def draft(self, connection: Connection) -> Iterator[Connection]:
        """Write what is taken back in the end."""
        with connection.begin_nested() as passing:
            yield connection
            passing.rollback()

    def tidy(self) -> None:
        """Leave it to the server, which gives the room of what was deleted to what comes next."""

    def let_go(self) -> None:
        """Hang up."""
        self._prepared = False
        self._engine.dispose()

    def hindrance(self, error: Exception) -> Hindrance | None:
        """Return what has kept the journal from being written."""
        if not isinstance(error, DBAPIError):
            return Hindrance.BROKEN
        code = getattr(error.orig, "sqlstate", None) or ""
        if code.startswith(_PASSING):
            return None
        if code == _FULL:
            return Hindrance.FULL
        if code in _READ_ONLY:
            return Hindrance.READ_ONLY
        return Hindrance.AWAY if isinstance(error, OperationalError) else Hindrance.BROKEN

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        if not self._prepared:
            # Who waits for another to make them has to see them then.
            with self._engine.execution_options(isolation_level="READ COMMITTED").begin() as connection:
                self._prepare(connection)
            self._prepared = True
        with self._engine.begin() as connection:
            yield connection

    def _prepare(self, connection: Connection) -> None:
        """Make the tables, unless another coach has just made them."""
        connection.execute(select(func.pg_advisory_xact_lock(APPLICATION_ID)))
        there = set(inspect(connection).get_table_names())
        if _version.name not in there:
            if there & metadata.tables.keys():
                raise Complaint(
                    f"The database {self.name} belongs to another program; name another database for the journal."
                )
            metadata.create_all(connection, checkfirst=False)
            _version.create(connection)
            connection.execute(_version.insert().values(version=VERSION))
        elif (version := connection.execute(select(_version.c.version)).scalar_one()) > VERSION:
            raise Complaint(
                f"The journal {self.name} was written by a newer voiceskill (version {version}, this one knows "
                f"{VERSION}); install the newer one here, too."
            )


def _understood(url: str) -> URL:
    try:
        understood = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Complaint(_no_journal(url)) from error
    if not url.startswith(SCHEMES) or not understood.database:
        raise Complaint(_no_journal(url))
    return understood.set(drivername="postgresql+psycopg")


def _no_journal(url: str) -> str:
    # What is no URL may hold a password anywhere.
    return (
        f"The journal's address begins with {url[:13]!r} and is not that of a database; name it as in "
        "postgresql://user@host/name."
    )


def _engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            isolation_level="REPEATABLE READ",
            pool_pre_ping=True,
            pool_size=1,
            max_overflow=0,
            connect_args=_SETTINGS,
        )
    except ImportError as error:
        raise Complaint(
            "A journal in PostgreSQL needs its driver, which is missing; install it by "
            f"`script/install --postgresql`, or `pip install 'psycopg[binary]'` ({error})."
        ) from error
