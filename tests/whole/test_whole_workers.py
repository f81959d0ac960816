"""The whole program in real time, while the processes in which it hears and speaks fail."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from spoken import write_recording

CHECKOUT = Path(__file__).resolve().parents[2]


def children_of(process: int, module: str) -> list[int]:
    """Return the process ids of the children that run a module."""
    lists = [
        int(child) for file in Path(f"/proc/{process}/task").glob("*/children") for child in file.read_text().split()
    ]
    return [child for child in lists if module in Path(f"/proc/{child}/cmdline").read_text()]


def test_stop_is_obeyed_after_both_have_failed(tmp_path: Path) -> None:
    """The one dies and the other hangs as soon as the session has begun; seven seconds later others are at work."""
    log = tmp_path / "events.jsonl"
    recording = write_recording(tmp_path / "in.wav", [(1.0, "start the back routine"), (9.0, "stop")], 10.5)
    with subprocess.Popen(
        [sys.executable, "-m", "voiceskill", "run", "--input", recording, "--real-time", "--events", log, "--no-web"],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        for module, blow in (("hearing.isolated", signal.SIGKILL), ("speaking.synthesis", signal.SIGSTOP)):
            (child,) = children_of(process.pid, module)
            os.kill(child, blow)
        told = process.stderr.read()
        assert process.wait(60) == 0
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [event["intent"] for event in events if event["event"] == "command"] == ["start", "stop"]
    assert "The recogniser was ended by SIGKILL" in told
    assert "The speech synthesiser is started again" in told
