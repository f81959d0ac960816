"""Folders of labelled recordings, made with the voice of the tests."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from spoken import RATE, speech

from voiceskill.coaching.command import Command
from voiceskill.evaluating.labels import Label
from voiceskill.evaluating.listener import Decision

ROOM = 5e-4
"""Root mean square of a quiet room."""


def said(text: str, *, rate: int = RATE, before: float = 0.0, after: float = 0.0) -> NDArray[np.float32]:
    """Return a spoken text, and the quiet room before and after it: float32, mono, shape (n,).

    Args:
        text: The words.
        rate: Samples a second, in Hz.
        before: Seconds of the room before the first sound.
        after: Seconds of it after the last.
    """
    words = speech(text) * 0.6
    whole = np.concatenate((np.zeros(round(before * RATE)), words, np.zeros(round(after * RATE))))
    whole += np.random.default_rng(1).standard_normal(whole.size) * ROOM
    return np.asarray(soxr.resample(whole, RATE, rate) if rate != RATE else whole, np.float32)


def write_labels(folder: Path, labels: Iterable[dict[str, Any]]) -> Path:
    """Write labels into a folder, and return their file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "labels.jsonl"
    file.write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")
    return file


def a_label(intent: str, slots: dict[str, str | int | float] | None = None, text: str = "") -> Label:
    """Return a label of which only this matters."""
    return Label(audio=Path("a.wav"), intent=intent, slots=slots or {}, text=text, name="a.wav", place="labels, line 1")


def a_decision(intent: str, slots: dict[str, str | int] | None = None, text: str = "") -> Decision:
    """Return something that was heard, at any time."""
    return Decision(t=1.0, text=text, command=Command(intent, slots or {}), computing=0.0)


def write_noise(path: Path, seconds: float, rate: int = RATE) -> Path:
    """Write a hiss to a WAV file."""
    samples = np.random.default_rng(3).standard_normal(round(seconds * rate)) * 0.05
    soundfile.write(path, samples.clip(-1, 1), rate)
    return path
