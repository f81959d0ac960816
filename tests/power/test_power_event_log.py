"""Events for which there is no room are not given up without a word."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from small_disk import fill, small_disk

from voiceskill import event_log
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
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


def test_where_nobody_reads_it_the_rooms_of_satellites_go_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pipe = tmp_path / "events.pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with EventLog(pipe) as log:
        os.close(reader)
        watch = log.watching("bedroom")
        for second in range(3):
            watch(StateChanged(float(second), State.HOLDING))
    assert [sentence.endswith("Broken pipe; make room there.") for sentence in caplog.messages] == [True, False]


def test_where_nobody_reads_it_this_machines_own_room_ends(tmp_path: Path) -> None:
    pipe = tmp_path / "events.pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with EventLog(pipe) as log:
        os.close(reader)
        with pytest.raises(Complaint, match="Broken pipe"):
            log.watching(None)(StateChanged(0.0, State.HOLDING))
