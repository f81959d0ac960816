"""Exports the journal as CSV (RFC 4180), for a spreadsheet or a doctor."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord, SessionRecord
from voiceskill.journal.whole_file import write_whole

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
    "moment",
    "rating",
    "session_room",
)
"""The columns: those of the session, then those of a hold, a report of pain or a rating of the back (``kind``); seconds
end in ``_s``. New ones come last, for the sake of who reads them by their place."""

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - spreadsheets take the full-width signs for the others
"""What a spreadsheet may take for the start of a formula (OWASP, "CSV Injection")."""

_Cell = str | int | float | None


def write_csv(sessions: Sequence[SessionRecord], stream: TextIO) -> None:
    """Write a header and a row for each hold, report of pain and rating, in the order in which they happened.

    Times are ISO 8601 with the offset from UTC. ``session_outcome`` is ``under way`` where the session has no end yet,
    and ``broken off`` where it will have none. ``session_room`` is the room's key, empty for the machine's own.

    Args:
        sessions: Oldest first.
        stream: Takes the text as it is: it was opened with ``newline=""``.
    """
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for session in sessions:
        writer.writerows([_harmless(row.get(column)) for column in COLUMNS] for row in _rows(session))


def export_csv(sessions: Sequence[SessionRecord], path: Path) -> None:
    """Write the CSV to a file in UTF-8: complete, readable for its owner alone, or not at all.

    Raises:
        Complaint: The file cannot be written; what was there before is unchanged.
    """
    write_whole(path, lambda stream: write_csv(sessions, stream))


def _rows(session: SessionRecord) -> Iterator[Mapping[str, _Cell]]:
    about: dict[str, _Cell] = {
        "session": session.number,
        "session_name": session.name,
        "session_began": _iso(session.began),
        "session_ended": _iso(session.ended),
        "session_outcome": session.state,
        "session_room": session.room,
    }
    for event in session.events:
        yield {**about, "time": _iso(event.time), **_event(event)}


def _event(event: HoldRecord | PainRecord | RatingRecord) -> Mapping[str, _Cell]:
    if isinstance(event, RatingRecord):
        return {"kind": "rating", "moment": event.moment, "rating": event.rating}
    place: dict[str, _Cell] = {"stretch": event.stretch, "side": event.side, "repetition": event.repetition}
    if isinstance(event, PainRecord):
        return {"kind": "pain", **place, "during": event.during, "elapsed_s": event.elapsed}
    completed = "yes" if event.completed else "no"
    return {"kind": "hold", **place, "planned_s": event.planned, "held_s": event.held, "completed": completed}


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat(timespec="seconds")


def _harmless(cell: _Cell) -> _Cell:
    """Make sure that a spreadsheet takes a text for a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
