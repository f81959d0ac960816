"""Events for which there is no room are not given up without a word."""

from contextlib import suppress
from pathlib import Path

import pytest
from small_disk import fill, small_disk

from voiceskill import event_log
from voiceskill.coaching.state import State
from voiceskill.event_log import EventLog
from voiceskill.occurrences import StateChanged


@pytest.mark.parametrize(("room", "lost"), [(False, 5), (True, 2)])
def test_what_is_lost_when_the_coach_is_told_to_end_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, room: bool, lost: int
) -> None:
    monkeypatch.setattr(event_log, "_WAITING", 3)
    with small_disk(tmp_path / "disk", 64) as disk:
        events = disk / "events.jsonl"
        with suppress(KeyboardInterrupt), EventLog(events) as log:
            filler = fill(disk)
            for second in range(5):
                log.watch(StateChanged(float(second), State.HOLDING))
            if room:
                filler.unlink()
            raise KeyboardInterrupt
        assert len(events.read_text().splitlines()) == 5 - lost
    assert f"events.jsonl and are lost: {lost}." in caplog.messages[-1]


def test_nothing_is_said_where_nothing_is_lost(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with EventLog(tmp_path / "events.jsonl") as log:
        log.watch(StateChanged(0.0, State.HOLDING))
    assert not caplog.messages
