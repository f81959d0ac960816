"""Opens the journal's file so that nothing which is committed is lost, and refuses what is not a journal."""

import sqlite3
from pathlib import Path

from voiceskill.complaint import Complaint
from voiceskill.journal.schema import APPLICATION_ID, VERSION, migrate

_PATIENCE_S = 0.25
"""How long to wait for another process to let go of the file: the coach waits with it."""


def open_database(path: Path) -> sqlite3.Connection:
    """Open the journal, and create it readable for its owner alone where it is missing.

    The connection commits each statement by itself outside of an explicit transaction, may pass from thread to
    thread, and has what it committed on the disk before it returns.

    Raises:
        Complaint: The file is damaged, of a newer program, or something else; it is left as it is.
        OSError: The folder or the file cannot be made.
        sqlite3.OperationalError: The disk is full, or the file is locked or must not be written.
    """
    if path.is_dir():
        raise Complaint(f"The journal {path} is a folder; name a file.")
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection, path)
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _damaged(path, str(error)) from error
    except Complaint:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if tables and application != APPLICATION_ID:
        raise Complaint(f"The file {path} belongs to another program; name another file for the journal.")
    if version > VERSION:
        raise Complaint(
            f"The journal {path} was written by a newer voiceskill (version {version}, this one knows {VERSION}); "
            "install the newer one again, or name another file for the journal."
        )
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _damaged(path, verdict)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: whose back hurt on which day is nobody else's affair.
    connection.execute("PRAGMA secure_delete = ON")
    if version < VERSION:
        migrate(connection)


def _damaged(path: Path, reason: str) -> Complaint:
    return Complaint(
        f"The journal {path} is damaged ({reason}); move it to another name, and a new one is begun in its place."
    )
