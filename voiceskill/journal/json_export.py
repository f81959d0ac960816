"""Exports the journal as JSON (RFC 8259), with all that it holds, for another program."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from voiceskill.coaching.facts import PlannedStretch
from voiceskill.journal.records import HoldRecord, PainRecord, RatingRecord, SessionRecord
from voiceskill.journal.whole_file import write_whole

FORMAT = "voiceskill-journal"
"""What the exported object calls itself."""
VERSION = 1
"""The version of its form: counted up where a name changes its meaning or goes, not where one is added."""

_Json = Mapping[str, object]


def as_json(sessions: Sequence[SessionRecord]) -> _Json:
    """Return the journal as values that JSON knows.

    Times are ISO 8601 with the offset from UTC; seconds end in ``_s``; what is not known is null: the
    ``ended`` and ``outcome`` of a session that was broken off, the ``side`` of a stretch that has none, the ``room``
    where it was the machine's own.

    Args:
        sessions: Oldest first.
    """
    return {"format": FORMAT, "version": VERSION, "sessions": [_session(session) for session in sessions]}


def write_json(sessions: Sequence[SessionRecord], stream: TextIO) -> None:
    """Write the journal as one JSON object, indented for people.

    Args:
        sessions: Oldest first.
        stream: Takes the text.
    """
    json.dump(as_json(sessions), stream, indent=2)
    stream.write("\n")


def export_json(sessions: Sequence[SessionRecord], path: Path) -> None:
    """Write the JSON to a file in UTF-8: complete, readable for its owner alone, or not at all.

    Raises:
        Complaint: The file cannot be written; what was there before is unchanged.
    """
    write_whole(path, lambda stream: write_json(sessions, stream))


def _session(session: SessionRecord) -> _Json:
    return {
        "number": session.number,
        "name": session.name,
        "began": _iso(session.began),
        "ended": _iso(session.ended),
        "outcome": session.outcome,
        "under_way": session.under_way,
        "room": session.room,
        "guests": session.guests,
        "planned": [_planned(stretch) for stretch in session.planned],
        "holds": [_hold(hold) for hold in session.holds],
        "pains": [_pain(pain) for pain in session.pains],
        "ratings": [_rating(rating) for rating in session.ratings],
    }


def _planned(planned: PlannedStretch) -> _Json:
    return {
        "stretch": planned.stretch,
        "sides": planned.sides,
        "hold_s": planned.hold,
        "repetitions": planned.repetitions,
    }


def _hold(hold: HoldRecord) -> _Json:
    return {
        "time": _iso(hold.time),
        "stretch": hold.stretch,
        "side": hold.side,
        "repetition": hold.repetition,
        "planned_s": hold.planned,
        "held_s": hold.held,
        "completed": hold.completed,
    }


def _pain(pain: PainRecord) -> _Json:
    return {
        "time": _iso(pain.time),
        "stretch": pain.stretch,
        "side": pain.side,
        "repetition": pain.repetition,
        "during": pain.during,
        "elapsed_s": pain.elapsed,
        "serious": pain.serious,
    }


def _rating(rating: RatingRecord) -> _Json:
    return {"time": _iso(rating.time), "moment": rating.moment, "rating": rating.rating}


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
