"""Runs the program as its users do, as a process of its own, and follows what it reports while it reports it."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SETTINGS = """\
language: en
microphone: Virtual mic
loudspeaker: Virtual speaker
voice: {rate: 300}
coaching: {lead_time: 0, change_time: 5}
stretches:
  one_knee:
    name: one knee to chest
    instructions: [Draw one knee to your chest.]
    release: Slide your foot slowly back down, and rest a moment with both your legs stretched out on the floor.
    sides: [right, left]
    hold: 8
    repetitions: 1
"""
"""A stretch that is soon explained and held, and takes long to come out of."""


class LiveCoach:
    """`voiceskill run` at work."""

    def __init__(self, process: subprocess.Popen[str], events: int) -> None:
        """Follow a process.

        Args:
            process: The program, with its standard error as a pipe.
            events: File descriptor of the pipe in place of its event log.
        """
        self.process = process
        self.events: list[dict[str, Any]] = []
        """What it has reported so far."""
        self._pipe = events
        self._rest = b""

    def wait_for(self, name: str, timeout: float = 10.0, **fields: object) -> dict[str, Any]:
        """Return the next event of a name with these fields; the test fails if none comes in time.

        Args:
            name: What happens.
            timeout: Seconds to wait at most.
            fields: What its fields are.
        """
        until = time.monotonic() + timeout
        while line := self._line(until):
            event: dict[str, Any] = json.loads(line)
            self.events.append(event)
            if event["event"] == name and fields.items() <= event.items():
                return event
        pytest.fail(f"no {name} with {fields} within {timeout} s, but {self.events[-5:]}")

    def of(self, name: str) -> list[dict[str, Any]]:
        """Return the events of one name so far."""
        return [event for event in self.events if event["event"] == name]

    def type(self, line: str) -> None:
        """Type a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self, signal: int) -> tuple[int, str]:
        """Send it a signal and return its exit status and what it wrote to standard error."""
        self.process.send_signal(signal)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def _line(self, until: float) -> bytes:
        """Return the next line, empty if none comes until then."""
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._pipe], [], [], max(0.0, until - time.monotonic()))
            piece = os.read(self._pipe, 65_536) if ready else b""
            if not piece:
                return b""
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line


@contextmanager
def live_coach(folder: Path, *options: str, environment: Mapping[str, str]) -> Iterator[LiveCoach]:
    """Start the program with `SETTINGS` and a journal in the folder, and see that it ends.

    Args:
        folder: Where its files are.
        options: Of `voiceskill run`.
        environment: All its variables.
    """
    (folder / "config.yaml").write_text(SETTINGS, encoding="utf-8")
    # Its event log is a pipe: reading one waits for the next line, which reading a file does not.
    log = folder / "events.jsonl"
    os.mkfifo(log)
    events = os.open(log, os.O_RDONLY | os.O_NONBLOCK)
    command = [sys.executable, "-m", "voiceskill", "run", "--config", str(folder / "config.yaml"), "--events", str(log)]
    process = subprocess.Popen(
        # Tests that run in a shell's background have Ctrl+C ignored, and so would their children.
        ["env", "--default-signal=INT", *command, "--recognizer", "pocketsphinx", *options],
        env={**environment, "VOICESKILL_JOURNAL": str(folder / "journal.sqlite3")},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield LiveCoach(process, events)
    finally:
        process.kill()
        process.communicate()
        os.close(events)
