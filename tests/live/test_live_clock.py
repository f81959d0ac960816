"""The times of what was heard, in a room that loses samples."""

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from spoken import write_recording

from voiceskill import running
from voiceskill.cli import main
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Block, Loudspeaker


class RoomThatLoses(RecordingRoom):
    """A room made of a recording, of which one second is lost."""

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield all blocks but those of the sixth second; the loudspeaker plays meanwhile."""
        return (block for block in super().blocks(loudspeaker) if not 5.0 < block.time <= 6.0)


class RoomThatRunsDry(RecordingRoom):
    """A room made of a recording, whose loudspeaker's clock stands still for the sixth second."""

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield all blocks."""
        for block in super().blocks(loudspeaker):
            yield replace(block, time=block.time if block.time < 5.0 else max(5.0, block.time - 1.0))


@pytest.mark.parametrize(("room", "second"), [(RoomThatLoses, 8.0), (RoomThatRunsDry, 7.0)])
def test_speech_is_placed_on_the_rooms_clock(
    room: type[RecordingRoom], second: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = write_recording(tmp_path / "in.wav", [(1.0, "start child's pose"), (8.0, "stop")], 9.0)
    monkeypatch.setattr(running, "CardRoom", lambda *_, **__: room(recording))
    log = tmp_path / "events.jsonl"
    assert main(["run", "--recognizer", "pocketsphinx", "--events", str(log)]) == 0
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    first, last = (event for event in events if event["event"] == "heard")
    assert first["speech_start"] == pytest.approx(1.0, abs=0.1)
    assert last["speech_start"] == pytest.approx(second, abs=0.1)
    assert last["t"] - last["speech_end"] < 0.5
