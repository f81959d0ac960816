"""Exports the journal as CSV (RFC 4180), for a spreadsheet or a doctor."""

import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from voiceskill.complaint import Complaint
from voiceskill.journal.records import HoldRecord, PainRecord, SessionRecord

COLUMNS = (
    "session",
    "session_name",
    "session_began",
    "session_ended",
    "session_outcome",
    "kind",
    "time",
    "stretch",
    "side",
    "repetition",
    "planned_s",
    "held_s",
    "completed",
    "during",
    "elapsed_s",
)
"""The columns: those of the session, then those of a hold or a report of pain (``kind``); seconds end in ``_s``."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - spreadsheets take the full-width signs for the others
"""What a spreadsheet may take for the start of a formula (OWASP, "CSV Injection")."""

_Cell = str | int | float | None


def write_csv(sessions: Sequence[SessionRecord], stream: TextIO) -> None:
    """Write a header and a row for each hold and each report of pain, in the order in which they happened.

    Times are ISO 8601 with the offset from UTC. ``session_outcome`` is ``broken off`` where the session has no end.

    Args:
        sessions: Oldest first.
        stream: Takes the text as it is: it was opened with ``newline=""``.
    """
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for session in sessions:
        writer.writerows([_harmless(cell) for cell in row] for row in _rows(session))


def export_csv(sessions: Sequence[SessionRecord], path: Path) -> None:
    """Write the CSV to a file in UTF-8: complete, readable for its owner alone, or not at all.

    Raises:
        Complaint: The file cannot be written; what was there before is unchanged.
    """
    if path.exists() and not path.is_file():
        raise Complaint(f"The export {path} is no ordinary file; name another.")
    try:
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                write_csv(sessions, stream)
                stream.flush()
                os.fsync(descriptor)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Complaint(f"The export {path} cannot be written: {error.strerror}.") from error


def _rows(session: SessionRecord) -> Iterator[tuple[_Cell, ...]]:
    about = (
        session.number,
        session.name,
        _iso(session.began),
        _iso(session.ended),
        session.outcome or "broken off",
    )
    events: list[HoldRecord | PainRecord] = [*session.holds, *session.pains]
    for event in sorted(events, key=lambda event: event.time):
        yield (*about, *_event(event))


def _event(event: HoldRecord | PainRecord) -> tuple[_Cell, ...]:
    place = (_iso(event.time), event.stretch, event.side, event.repetition)
    if isinstance(event, HoldRecord):
        return ("hold", *place, event.planned, event.held, "yes" if event.completed else "no", None, None)
    return ("pain", *place, None, None, None, event.during, event.elapsed)


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat(timespec="seconds")


def _harmless(cell: _Cell) -> _Cell:
    """Make sure that a spreadsheet takes a text for a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
