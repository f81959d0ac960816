"""The whole program in real time, while the processes in which it hears and speaks fail."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from spoken import write_recording

from voiceskill import running
from voiceskill.cli import main
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Block, Loudspeaker

CHECKOUT = Path(__file__).resolve().parents[2]


def children_of(process: int, module: str) -> list[int]:
    """Return the process ids of the children that run a module."""
    lists = [
        int(child) for file in Path(f"/proc/{process}/task").glob("*/children") for child in file.read_text().split()
    ]
    return [child for child in lists if module in Path(f"/proc/{child}/cmdline").read_text()]


def listener_of(process: int) -> int:
    """Return the process id of the only recogniser that listens; the one with the model has forked it."""
    (model,) = children_of(process, "hearing.isolated")
    (listener,) = children_of(model, "hearing.isolated")
    return listener


def test_stop_is_obeyed_after_both_have_failed(tmp_path: Path) -> None:
    """The one dies and the other hangs as soon as the session has begun; seven seconds later others are at work."""
    log = tmp_path / "events.jsonl"
    recording = write_recording(tmp_path / "in.wav", [(1.0, "start the back routine"), (9.0, "stop")], 10.5)
    with subprocess.Popen(
        [sys.executable, "-m", "voiceskill", "run", "--input", recording, "--real-time", "--events", log, "--no-web"],
        # A cache of its own: what was spoken before would be spoken without anybody.
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "XDG_CACHE_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        (voice,) = children_of(process.pid, "speaking.synthesis")
        os.kill(listener_of(process.pid), signal.SIGKILL)
        os.kill(voice, signal.SIGSTOP)
        told = process.stderr.read()
        assert process.wait(60) == 0
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [event["intent"] for event in events if event["event"] == "command"] == ["start", "stop"]
    assert "The recogniser was ended by SIGKILL" in told
    assert "The speech synthesiser is started again" in told


class FatefulRoom(RecordingRoom):
    """A recorded room, in which the recogniser dies while somebody speaks."""

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield all blocks."""
        alive = True
        for block in super().blocks(loudspeaker):
            if alive and block.time > 9.5:
                os.kill(listener_of(os.getpid()), signal.SIGKILL)
                alive = False
            yield block


def test_who_was_not_heard_because_of_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "RecordingRoom", FatefulRoom)
    recording = write_recording(tmp_path / "in.wav", [(1.0, "start the back routine"), (9.0, "how long left")], 14.0)
    log = tmp_path / "events.jsonl"
    assert main(["run", "--input", str(recording), "--no-web", "--events", str(log)]) == 0
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [event["t"] for event in events if event["event"] == "cue" and event["text"] == "Pardon?"] == [
        pytest.approx(10.5, abs=0.8)
    ]
