"""The figures of the house come from its journal."""

import json
from datetime import UTC, datetime
from pathlib import Path

from voiceskill.coaching.facts import BackRated, HoldEnded, Moment, Outcome, PlannedStretch, SessionBegan, SessionEnded
from voiceskill.journal.journal import Journal
from voiceskill.mqtt.looking_up import figures_in


def test_streak_minutes_of_today_and_the_last_rating(tmp_path: Path) -> None:
    now = datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    with Journal(tmp_path / "journal.sqlite3", lambda: now) as journal:
        assert json.loads(figures_in(journal).text) == {"streak": 0, "minutes": 0, "pain": None}
        for fact in (
            SessionBegan("cat_cow", (PlannedStretch("cat_cow", (), 90, 1),)),
            BackRated(Moment.BEFORE, 6),
            HoldEnded("cat_cow", None, 1, 90, 90, completed=True),
            BackRated(Moment.AFTER, 2),
            SessionEnded(Outcome.FINISHED, "cat_cow", 1),
        ):
            journal.record(fact)
        assert json.loads(figures_in(journal).text) == {"streak": 1, "minutes": 1.5, "pain": 2}
