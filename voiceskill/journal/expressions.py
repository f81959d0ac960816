"""What the journal's statements say of times, each in the words of the database that is asked."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, Text, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class instant(FunctionElement[float]):  # noqa: N801 - read as a function of SQL
    """The moment that a text in ISO 8601 names, to be compared with others, whatever their offsets from UTC."""

    type = Float()
    inherit_cache = True


class day_before(FunctionElement[str]):  # noqa: N801 - as above
    """The day before one, both as texts such as ``2026-03-01``."""

    type = Text()
    inherit_cache = True


class clock(FunctionElement[int]):  # noqa: N801 - as above
    """Seconds since 1970 by the database's own clock, the only one that all its users share."""

    type = BigInteger()
    inherit_cache = True


def day_of(time: ColumnElement[str]) -> ColumnElement[str]:
    """Return the day of a text in ISO 8601, as the calendar had it where that was written."""
    return func.substr(time, 1, 10)


@compiles(instant, "sqlite")
def _(element: instant, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own to know
    return f"julianday({compiler.process(element.clauses, **options)})"


@compiles(instant, "postgresql")
def _(element: instant, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"CAST({compiler.process(element.clauses, **options)} AS timestamptz)"


@compiles(day_before, "sqlite")
def _(element: day_before, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"date({compiler.process(element.clauses, **options)}, '-1 day')"


@compiles(day_before, "postgresql")
def _(element: day_before, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"to_char(CAST({compiler.process(element.clauses, **options)} AS date) - 1, 'YYYY-MM-DD')"


@compiles(clock, "sqlite")
def _(_element: clock, _compiler: SQLCompiler, **_options: Any) -> str:  # noqa: ANN401 - as above
    return "CAST(strftime('%s', 'now') AS INTEGER)"


@compiles(clock, "postgresql")
def _(_element: clock, _compiler: SQLCompiler, **_options: Any) -> str:  # noqa: ANN401 - as above
    return "CAST(extract(epoch FROM clock_timestamp()) AS bigint)"
