"""The recognisers that are at hand, and runs of the program with each of them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from voiceskill.belongings import belonging
from voiceskill.hearing.models.finding import find_model

CHECKOUT = Path(__file__).resolve().parents[1]
TEST_MODEL = CHECKOUT / "tests" / "vosk_model" / "model"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A recogniser with its model."""

    name: str
    """For the table."""
    recognizer: str
    """As `--recognizer` takes it."""
    model: Path | None = None
    """Folder of its Vosk model."""


def contestants() -> list[Contestant]:
    """Return those that this machine has: PocketSphinx always, Vosk with each model that is there."""
    models = {"Vosk, test model": TEST_MODEL if (TEST_MODEL / "am" / "final.mdl").is_file() else None}
    found = find_model(None)
    models[f"Vosk, {found.name}" if found else "Vosk"] = found
    vosk = [Contestant(name, "vosk", model) for name, model in models.items() if model]
    return [Contestant("PocketSphinx", "pocketsphinx"), *vosk]


@dataclass(frozen=True, slots=True)
class Course:
    """A folder in which a contestant runs, with the settings that the program starts with, and nobody's cache."""

    contestant: Contestant
    """Who runs."""
    folder: Path
    """Where the run leaves its files; removed afterwards."""

    @property
    def log(self) -> Path:
        """The event log."""
        return self.folder / "events.jsonl"

    def command(self, *options: str) -> list[str]:
        """Return the words that start the program."""
        settings = ["--config", str(self.folder / "config.yaml"), "--recognizer", self.contestant.recognizer]
        return [sys.executable, "-m", "voiceskill", "run", *settings, "--events", str(self.log), *options]

    def environment(self) -> Mapping[str, str]:
        """Return all variables for the program."""
        return os.environ | {
            "PYTHONPATH": str(CHECKOUT),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "VOICESKILL_JOURNAL": str(self.folder / "journal.sqlite3"),
        }

    def run(self, *options: str) -> list[dict[str, Any]]:
        """Run the program to its end and return its events."""
        subprocess.run(
            self.command(*options),
            env=self.environment(),
            capture_output=True,
            check=True,
            timeout=600,
            cwd=self.folder,
        )
        return self.events()

    def events(self) -> list[dict[str, Any]]:
        """Return what the last run reported."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def course(contestant: Contestant, **devices: str) -> Iterator[Course]:
    """Prepare a folder for a contestant, and remove it afterwards.

    Args:
        contestant: Who runs.
        devices: Names of the microphone and the loudspeaker, where they are not the system's.
    """
    with TemporaryDirectory(prefix="voiceskill-benchmark-") as folder:
        settings = belonging("config.yaml").read_text(encoding="utf-8")
        chosen = devices | ({"vosk_model": str(contestant.model)} if contestant.model else {})
        for name, value in chosen.items():
            settings = settings.replace(f"\n{name}:\n", f"\n{name}: {value}\n")
        Path(folder, "config.yaml").write_text(settings, encoding="utf-8")
        yield Course(contestant, Path(folder))


def table(rows: Mapping[str, list[str]], columns: list[str]) -> str:
    """Return a Markdown table: a column for each contestant, a row for each thing that was measured."""
    lines = [["", *columns], ["---", *["--:"] * len(columns)], *([name, *cells] for name, cells in rows.items())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
