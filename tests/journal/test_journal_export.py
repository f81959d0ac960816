"""The exported journal, letter by letter."""

import csv
import io
import json
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from file_limit import no_file_beyond
from journal_facts import FACTS, ticking

from voiceskill.coaching.facts import BackRated, HoldEnded, Moment, PainReported, SessionBegan
from voiceskill.complaint import Complaint
from voiceskill.journal import Journal, SessionRecord
from voiceskill.journal.export import COLUMNS, export_csv, write_csv
from voiceskill.journal.json_export import export_json

HEAD = (
    "session,session_name,session_began,session_ended,session_outcome,kind,time,stretch,side,repetition,"
    "planned_s,held_s,completed,during,elapsed_s,moment,rating,session_room\r\n"
)
SHORT = "1,short,2026-07-01T07:30:00+03:00,2026-07-01T07:30:05+03:00,hurt,"


@pytest.fixture
def sessions(tmp_path: Path) -> tuple[SessionRecord, ...]:
    """Return a session that hurt, and one that a power cut broke off."""
    path = tmp_path / "journal.sqlite3"
    with Journal(path, ticking()) as journal:
        for fact in FACTS:
            journal.record(fact)
    with Journal(path, ticking(datetime(2026, 12, 24, 18, 5, tzinfo=UTC))) as journal:
        journal.record(SessionBegan("=1+1", ()))
        journal.record(HoldEnded("@cat,dog", None, 1, 30.0, 12.5, completed=False))
        journal.record(BackRated(Moment.AFTER, 4))
    with Journal(path) as journal:
        return journal.sessions()


def test_exported(sessions: tuple[SessionRecord, ...], tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("what was there before", encoding="utf-8")
    export_csv(sessions, path)
    assert path.read_bytes().decode() == (
        HEAD + SHORT + "hold,2026-07-01T07:30:01+03:00,twist,right,1,30.0,30.0,yes,,,,,\r\n" + SHORT + "hold,"
        "2026-07-01T07:30:02+03:00,twist,right,2,40.0,40.0,yes,,,,,\r\n" + SHORT + "pain,"
        "2026-07-01T07:30:03+03:00,twist,left,1,,,,holding,11.6,,,\r\n" + SHORT + "hold,"
        "2026-07-01T07:30:04+03:00,twist,left,1,30.0,11.6,no,,,,,\r\n"
        "2,'=1+1,2026-12-24T18:05:00+00:00,,broken off,hold,"
        '2026-12-24T18:05:01+00:00,"\'@cat,dog",,1,30.0,12.5,no,,,,,\r\n'
        "2,'=1+1,2026-12-24T18:05:00+00:00,,broken off,rating,2026-12-24T18:05:02+00:00,,,,,,,,,after,4,\r\n"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {file.name for file in tmp_path.iterdir()} == {"export.csv", "journal.sqlite3"}


def test_empty_journal_has_its_head() -> None:
    stream = io.StringIO(newline="")
    write_csv((), stream)
    assert stream.getvalue() == HEAD


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])  # noqa: RUF001 - meant
def test_no_text_is_a_formula(tmp_path: Path, start: str) -> None:
    with Journal(tmp_path / "journal.sqlite3") as journal:
        journal.record(SessionBegan(f'{start}cmd|" /C calc"!A0', ()))
        journal.record(PainReported(f"{start}1", None, 1, f"{start}holding", 0.5))
        stream = io.StringIO(newline="")
        write_csv(journal.sessions(), stream)
    _, cells = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    row = dict(zip(COLUMNS, cells, strict=True))
    assert row["session_name"] == f'\'{start}cmd|" /C calc"!A0'
    assert (row["stretch"], row["during"]) == (f"'{start}1", f"'{start}holding")


def test_what_was_there_outlasts_a_disk_that_fills_up(sessions: tuple[SessionRecord, ...], tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("what was there before", encoding="utf-8")
    with no_file_beyond(100), pytest.raises(Complaint) as complaint:
        export_csv(sessions, path)
    assert str(complaint.value) == f"The export {path} cannot be written: File too large."
    assert path.read_text(encoding="utf-8") == "what was there before"
    assert {file.name for file in tmp_path.iterdir()} == {"export.csv", "journal.sqlite3"}


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(Complaint) as complaint:
        export_csv((), tmp_path / "none" / "export.csv")
    assert (
        str(complaint.value) == f"The export {tmp_path}/none/export.csv cannot be written: No such file or directory."
    )
    with pytest.raises(Complaint) as complaint:
        export_csv((), tmp_path)
    assert str(complaint.value) == f"The export {tmp_path} is no ordinary file; name another."
    with pytest.raises(Complaint, match=r"^The export /dev/null is no ordinary file; name another\.$"):
        export_csv((), Path("/dev/null"))


def test_exported_as_json(sessions: tuple[SessionRecord, ...], tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    export_json(sessions, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    exported = json.loads(path.read_text(encoding="utf-8"))
    assert (exported["format"], exported["version"]) == ("voiceskill-journal", 1)
    short, broken_off = exported["sessions"]
    assert short == {
        "number": 1,
        "name": "short",
        "began": "2026-07-01T07:30:00+03:00",
        "ended": "2026-07-01T07:30:05+03:00",
        "outcome": "hurt",
        "under_way": False,
        "room": None,
        "guests": False,
        "planned": [{"stretch": "twist", "sides": ["right", "left"], "hold_s": 30, "repetitions": 2}],
        "holds": [
            _hold("07:30:01", "right", 1, 30.0, 30.0),
            _hold("07:30:02", "right", 2, 40.0, 40.0),
            _hold("07:30:04", "left", 1, 30.0, 11.6),
        ],
        "pains": [
            {
                "time": "2026-07-01T07:30:03+03:00",
                "stretch": "twist",
                "side": "left",
                "repetition": 1,
                "during": "holding",
                "elapsed_s": 11.6,
                "serious": False,
            }
        ],
        "ratings": [],
    }
    assert (broken_off["name"], broken_off["ended"], broken_off["outcome"]) == ("=1+1", None, None)
    assert broken_off["ratings"] == [{"time": "2026-12-24T18:05:02+00:00", "moment": "after", "rating": 4}]


def _hold(time: str, side: str, repetition: int, planned: float, held: float) -> Mapping[str, object]:
    return {
        "time": f"2026-07-01T{time}+03:00",
        "stretch": "twist",
        "side": side,
        "repetition": repetition,
        "planned_s": planned,
        "held_s": held,
        "completed": planned == held,
    }
