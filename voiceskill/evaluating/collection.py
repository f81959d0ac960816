"""A folder of recordings of somebody's own voice, with its labels."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.evaluating.labels import LABELS, read_labels
from voiceskill.evaluating.phrase_book import Phrase
from voiceskill.replacing import replacing
from voiceskill.rooms.wav_output import WavOutput

_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"(\d+)-.*\.wav", re.IGNORECASE)


class Collection:
    """Adds recordings to a folder; what it holds is whole at any moment, and what lies there already stays."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, which is made when the first recording is added.

        Raises:
            Complaint: Its labels are broken.
        """
        self._folder = folder
        self._lines: list[str] = []
        self._texts: list[str] = []
        if self._labels.is_file() and self._labels.stat().st_size:
            self._texts = [label.text for label in read_labels(self._labels)]
            self._lines = [line for line in self._labels.read_text(encoding="utf-8-sig").split("\n") if line.strip()]

    @property
    def texts(self) -> Sequence[str]:
        """What is said in the recordings, in their order."""
        return self._texts

    def add(self, phrase: Phrase, samples: NDArray[np.int16], rate: int) -> Path:
        """Keep a recording, and its label after it.

        Args:
            phrase: What is said in it.
            samples: int16, mono, shape (n,).
            rate: How many of them a second, in Hz.

        Returns:
            The WAV file.

        Raises:
            Complaint: The folder cannot be written to; nothing was added.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            number = self._next_number()
        except OSError as error:
            raise Complaint(f"The folder {self._folder} cannot be used: {error.strerror}; name another one.") from error
        path = self._folder / f"{number:04d}-{_NO_LETTERS.sub('-', phrase.text).strip('-')}.wav"
        with WavOutput(path, rate) as file:
            file.write(samples)
        label = {
            "audio": path.name,
            "intent": phrase.command.intent,
            "slots": dict(phrase.command.slots),
            "state": phrase.state.value,
            "text": phrase.text,
        }
        try:
            self._write([*self._lines, json.dumps(label, ensure_ascii=False)])
        except Complaint:
            path.unlink(missing_ok=True)
            raise
        self._texts.append(phrase.text)
        return path

    def drop_last(self) -> None:
        """Forget the last recording, and remove its file.

        Raises:
            Complaint: The labels cannot be written; nothing was removed.
        """
        audio = self._folder / json.loads(self._lines[-1])["audio"]
        self._write(self._lines[:-1])
        self._texts.pop()
        audio.unlink(missing_ok=True)

    @property
    def _labels(self) -> Path:
        return self._folder / LABELS

    def _next_number(self) -> int:
        numbers = (_NUMBER.fullmatch(file.name) for file in self._folder.iterdir())
        return 1 + max((int(number[1]) for number in numbers if number), default=0)

    def _write(self, lines: list[str]) -> None:
        """Write the labels beside the old ones, and put them in their place when they are on the disk."""
        try:
            with replacing(self._labels, mode=0o644) as file:
                file.writelines(f"{line}\n".encode() for line in lines)
        except OSError as error:
            raise Complaint(
                f"The labels in {self._labels} cannot be written: {error.strerror}; make room there."
            ) from error
        self._lines = lines
