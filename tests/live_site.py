"""The program with its page, as a process of its own, with a recording in place of the room."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from spoken import Said, write_recording

CHECKOUT = Path(__file__).resolve().parents[1]
_LONGEST_S = 3600
"""Seconds after which a site that was forgotten ends by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A page that is served, and the room behind it."""

    address: str
    """Such as ``http://127.0.0.1:43210/``."""
    folder: Path
    """With its `config.yaml` and its `events.jsonl`."""
    printed: list[str] = field(default_factory=list)
    """The lines that the program has written to the terminal so far."""

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "config.yaml"

    def url(self, path: str) -> str:
        """Return the address of a page."""
        return self.address.rstrip("/") + path

    def now(self) -> dict[str, Any]:
        """Return what goes on."""
        answer = requests.get(self.url("/api/v1/now"), timeout=10)
        answer.raise_for_status()
        return dict(answer.json())

    def order(self, intent: str, **slots: str | int) -> dict[str, Any]:
        """Have a command obeyed and return what goes on then."""
        answer = requests.post(self.url("/api/v1/commands"), json={"intent": intent, "slots": slots}, timeout=10)
        answer.raise_for_status()
        return dict(answer.json())

    def events(self) -> list[dict[str, Any]]:
        """Return what has happened in the room so far."""
        lines = (self.folder / "events.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]


@contextmanager
def open_site(
    folder: Path,
    *options: str,
    said: Iterable[Said] = (),
    seconds: float = 1.0,
    settings: str = "",
    variables: Mapping[str, str] | None = None,
) -> Iterator[Site]:
    """Serve the page at a port that is free, while somebody says this, and silence follows.

    Args:
        folder: Is filled with the settings and what is written.
        options: More options of `voiceskill run`.
        said: What is said in the room, and when.
        seconds: Length of the recording; then it is silent in the room.
        settings: YAML in place of the lines that begin the same.
        variables: More variables of the environment.
    """
    usual = (CHECKOUT / "config.yaml").read_text("utf-8")
    for key in re.findall(r"^\w+:", settings, re.MULTILINE):
        usual = re.sub(f"^{key}.*\n", "", usual, flags=re.MULTILINE)
    (folder / "config.yaml").write_text(usual + settings, "utf-8")
    recording = write_recording(folder / "room.wav", said, seconds)
    own = {name: str(folder / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    command = [sys.executable, "-m", "voiceskill", "run", "--input", str(recording), "--real-time"]
    command += ["--duration", str(_LONGEST_S), "--events", str(folder / "events.jsonl"), "--port", "0"]
    command += ["--config", str(folder / "config.yaml"), "--recognizer", "pocketsphinx", *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)} | own | dict(variables or {}),
        cwd=folder,
    )
    assert process.stderr
    printed: list[str] = []
    try:
        for line in process.stderr:
            printed.append(line)
            if found := re.search(r"The page: (http://\S+)", line):
                break
        else:
            raise AssertionError(f"The page is not served: {''.join(printed)}")
        threading.Thread(target=printed.extend, args=(process.stderr,), daemon=True).start()
        yield Site(address=found[1], folder=folder, printed=printed)
    finally:
        process.terminate()
        process.wait(30)
