"""Runs the command line on a recording and reads what happened."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spoken import Said, write_recording

from voiceskill.cli import main


@dataclass(frozen=True)
class Happened:
    """What a run left behind."""

    events: list[dict[str, Any]]
    """The lines of the event log."""
    output: Path
    """What the loudspeaker would have played."""

    def of(self, name: str) -> list[dict[str, Any]]:
        """Return the events of one name."""
        return [event for event in self.events if event["event"] == name]

    def intents(self) -> list[str]:
        """Return what was commanded, in order."""
        return [event["intent"] for event in self.of("command")]

    def stages(self) -> list[tuple[str, str, str | None, int]]:
        """Return the stages by kind, stretch, side and repetition, in order."""
        return [(event["kind"], event["stretch"], event["side"], event["repetition"]) for event in self.of("stage")]

    def first(self, name: str, **fields: object) -> dict[str, Any]:
        """Return the first event of a name with these fields."""
        return next(event for event in self.of(name) if fields.items() <= event.items())


def run_on(folder: Path, said: list[Said], seconds: float, *options: str, rate: int = 16_000) -> Happened:
    """Run the coach on somebody who says things at set times."""
    recording = write_recording(folder / "in.wav", said, seconds, rate=rate)
    return run_on_file(folder, recording, *options)


def run_on_file(folder: Path, recording: Path, *options: str) -> Happened:
    """Run the coach on a recording."""
    output, log = folder / "out.wav", folder / "events.jsonl"
    files = ["--input", str(recording), "--output", str(output), "--events", str(log)]
    assert main(["run", *files, *options]) == 0
    return Happened([json.loads(line) for line in log.read_text().splitlines()], output)
