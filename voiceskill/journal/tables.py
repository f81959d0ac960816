"""The journal's tables as its statements name them, the same in every database."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    false,
    text,
)

metadata = MetaData()
"""All tables: what is made where there is no journal yet."""

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _session() -> Column[int]:
    return Column("session", _NUMBER, ForeignKey("session.number"), nullable=False)


# Times are ISO 8601 with the offset from UTC, for the time of day is what a person remembers.
session = Table(
    "session",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("name", Text, nullable=False),
    Column("began", Text, nullable=False),
    Column("ended", Text),
    Column("outcome", Text),
    Column("last_stretch", Text),
    Column("last_repetition", Integer),
    # The process that records the session, until it is over: as long as that one lives, it is under way.
    Column("process", Text),
    # Key of the room; null: the machine's own.
    Column("room", Text),
    # Whether it is a guest's, of whom nothing is brought up in another session.
    Column("guests", Boolean, nullable=False, server_default=false()),
    # Who has it in hand, or had it in hand last, and how much of what he was told had then been written.
    Column("recorder", Text),
    Column("facts", Integer, nullable=False, server_default=text("0")),
    # When he gave a sign of life, in seconds since 1970 by the database's own clock.
    Column("pulse", BigInteger),
)
"""A session from its beginning to its end."""

planned_stretch = Table(
    "planned_stretch",
    metadata,
    Column("session", _NUMBER, ForeignKey("session.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("stretch", Text, nullable=False),
    Column("sides", Text, nullable=False),
    Column("hold", Integer, nullable=False),
    Column("repetitions", Integer, nullable=False),
)
"""What a session was made of."""

hold = Table(
    "hold",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    _session(),
    Column("time", Text, nullable=False),
    Column("stretch", Text, nullable=False),
    Column("side", Text),
    Column("repetition", Integer, nullable=False),
    Column("planned", Double, nullable=False),
    Column("held", Double, nullable=False),
    Column("completed", Boolean, nullable=False),
    # The date as the calendar on the wall had it, wherever that hung and whatever the clocks did that night.
    Column("day", Text, Computed("substr(time, 1, 10)", persisted=True)),
)
"""A hold that came to its end, or was broken off."""

pain = Table(
    "pain",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    _session(),
    Column("time", Text, nullable=False),
    Column("stretch", Text, nullable=False),
    Column("side", Text),
    Column("repetition", Integer, nullable=False),
    Column("during", Text, nullable=False),
    Column("elapsed", Double, nullable=False),
    Column("serious", Boolean, nullable=False, server_default=false()),
)
"""A report that it hurts."""

rating = Table(
    "rating",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    _session(),
    Column("time", Text, nullable=False),
    Column("moment", Text, nullable=False),
    Column("rating", Integer, nullable=False),
)
"""An answer to how the back is."""

Index("session_by_room", session.c.room, session.c.number)
Index("session_by_recorder", session.c.recorder)
Index(
    "session_of_guests",
    session.c.number,
    sqlite_where=session.c.guests,
    postgresql_where=session.c.guests,
)
Index("hold_by_session", hold.c.session)
Index("hold_by_day", hold.c.day)
Index("hold_by_stretch", hold.c.stretch, hold.c.session, hold.c.completed)
Index("pain_by_session", pain.c.session)
Index("rating_by_session", rating.c.session)
