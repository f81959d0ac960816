"""The journal's file: its tables, and the way from each version of them to the next."""

import sqlite3

APPLICATION_ID = 0x76736B6C
"""Marks the file as a journal: "vskl" in ASCII."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # Times are ISO 8601 with the offset from UTC, for the time of day is what a person remembers.
        """
        CREATE TABLE session (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            began TEXT NOT NULL,
            ended TEXT,
            outcome TEXT,
            last_stretch TEXT,
            last_repetition INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE planned_stretch (
            session INTEGER NOT NULL REFERENCES session,
            position INTEGER NOT NULL,
            stretch TEXT NOT NULL,
            sides TEXT NOT NULL,
            hold INTEGER NOT NULL,
            repetitions INTEGER NOT NULL,
            PRIMARY KEY (session, position)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE hold (
            number INTEGER PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES session,
            time TEXT NOT NULL,
            stretch TEXT NOT NULL,
            side TEXT,
            repetition INTEGER NOT NULL,
            planned REAL NOT NULL,
            held REAL NOT NULL,
            completed INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE pain (
            number INTEGER PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES session,
            time TEXT NOT NULL,
            stretch TEXT NOT NULL,
            side TEXT,
            repetition INTEGER NOT NULL,
            during TEXT NOT NULL,
            elapsed REAL NOT NULL
        ) STRICT
        """,
        "CREATE INDEX hold_by_session ON hold (session)",
        "CREATE INDEX pain_by_session ON pain (session)",
    ),
    (
        """
        CREATE TABLE rating (
            number INTEGER PRIMARY KEY,
            session INTEGER NOT NULL REFERENCES session,
            time TEXT NOT NULL,
            moment TEXT NOT NULL,
            rating INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX rating_by_session ON rating (session)",
        # The date as the calendar on the wall had it, wherever that hung and whatever the clocks did that night.
        "ALTER TABLE hold ADD COLUMN day TEXT AS (substr(time, 1, 10))",
        "CREATE INDEX hold_by_day ON hold (day)",
        "CREATE INDEX hold_by_stretch ON hold (stretch, session, completed)",
    ),
    (
        # The process that records the session, until it is over: as long as that one lives, it is under way.
        "ALTER TABLE session ADD COLUMN process TEXT",
        "ALTER TABLE pain ADD COLUMN serious INTEGER NOT NULL DEFAULT 0",
    ),
    (
        # Several rooms, and coaches on several machines: see `voiceskill.journal.tables`.
        "ALTER TABLE session ADD COLUMN room TEXT",
        "ALTER TABLE session ADD COLUMN guests INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE session ADD COLUMN recorder TEXT",
        "ALTER TABLE session ADD COLUMN facts INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE session ADD COLUMN pulse INTEGER",
        "CREATE INDEX session_by_room ON session (room, number)",
        "CREATE INDEX session_by_recorder ON session (recorder)",
        "CREATE INDEX session_of_guests ON session (number) WHERE guests",
    ),
)
"""The statements that lead from version i to version i + 1; an empty file has version 0.

The last of them has the tables of `voiceskill.journal.tables`, which is what a server gets at once.
"""

VERSION = len(MIGRATIONS)
"""The version that this program reads and writes, in the file's ``user_version`` or a server's ``journal_version``."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to `VERSION`, all at once or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        # Asked inside the transaction: another process may have been quicker.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
