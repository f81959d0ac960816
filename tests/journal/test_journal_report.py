"""The printed journal, letter by letter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from journal_facts import BEGINS, ENDS, FACTS, held, ticking

from voiceskill.coaching.facts import BackRated, Moment, PainReported, PlannedStretch, SessionBegan
from voiceskill.journal import Journal
from voiceskill.journal.report import report

NAMES = {"short": "the short routine", "twist": "the twist", "cat": "the cat"}


def test_printed(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path, ticking()) as journal:
        for fact in FACTS:
            journal.record(fact)
    with Journal(path, ticking(datetime(2026, 12, 24, 18, 5, tzinfo=UTC))) as journal:
        journal.record(SessionBegan("cat", BEGINS.planned))
        journal.record(held())
        journal.record(PainReported("cat", None, 2, "changing_sides", 3.0))
        journal.record(SessionBegan("gone", (PlannedStretch("cat", (), 300, 1),)))
        journal.record(held(seconds=300.0, planned=300.0))
        journal.record(ENDS)
        sessions = journal.sessions()
    assert report(sessions, NAMES) == (
        "2026-07-01 07:30  the short routine (short)  hurt        2 of 4 holds, 1.4 minutes held\n"
        "    07:30 pain: the twist, left side, hold 1, 12 s into holding\n"
        "2026-12-24 18:05  the cat (cat)              broken off  1 of 2 holds, 0.5 minutes held\n"
        "    18:05 pain: the cat, hold 2, 3 s into changing sides\n"
        "2026-12-24 18:05  gone                       finished    1 of 1 holds, 5.0 minutes held\n"
        "3 sessions: 4 of 7 holds, 6.9 minutes held\n"
    )
    assert report(sessions[-1:], {}) == (
        "2026-12-24 18:05  gone  finished    1 of 1 holds, 5.0 minutes held\n"
        "1 session: 1 of 1 holds, 5.0 minutes held\n"
    )
    assert sessions[0].began.utcoffset() == timedelta(hours=3)


@pytest.mark.parametrize(
    ("ratings", "printed"),
    [
        ((BackRated(Moment.BEFORE, 6), BackRated(Moment.AFTER, 4)), ", back 6 -> 4"),
        ((BackRated(Moment.BEFORE, 0),), ", back 0 before"),
        ((BackRated(Moment.AFTER, 10),), ", back 10 afterwards"),
    ],
)
def test_how_the_back_was_stands_in_the_line_of_the_session(
    tmp_path: Path, ratings: tuple[BackRated, ...], printed: str
) -> None:
    with Journal(tmp_path / "journal.sqlite3", ticking()) as journal:
        journal.record(SessionBegan("cat", ()))
        for rating in ratings:
            journal.record(rating)
        assert report(journal.sessions(), {}) == (
            f"2026-07-01 07:30  cat  under way   0 of 0 holds, 0.0 minutes held{printed}\n"
            "1 session: 0 of 0 holds, 0.0 minutes held\n"
        )


def test_nothing_to_print() -> None:
    assert report((), {}) == "The journal is empty: no session has been recorded yet.\n"
