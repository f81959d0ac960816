"""Keeps what has been spoken, on disk."""

import hashlib
import json
import logging
import os
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_log = logging.getLogger(__name__)


class ClipCache:
    """A folder of WAV files, 16-bit and mono, that begin and end with sound.

    It never fails: what cannot be read is as good as absent, and what cannot be written is said once in the log.
    """

    def __init__(self, folder: Path, rate: int, *, limit: int = 200_000_000) -> None:
        """Use a folder, which is made when it is first written to.

        Args:
            folder: The folder; all files in it are the cache's own.
            rate: Samples a second of the clips, in Hz.
            limit: Bytes that it may take up; the oldest files give way.
        """
        self._folder = folder
        self._rate = rate
        self._limit = limit
        self._size: int | None = None
        self._complained = False

    def get(self, key: str) -> NDArray[np.int16] | None:
        """Return the clip kept under this key, int16, shape (n,), or None if there is none that is whole."""
        try:
            with wave.open(str(self._file(key))) as file:
                frames = file.getnframes()
                data = file.readframes(frames)
                expected = (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, self._rate)
        except (OSError, EOFError, wave.Error):
            return None
        samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
        # A power cut leaves files that are cut short, or full of zeros.
        whole = expected and samples.size == frames > 0 and samples[0] != 0 and samples[-1] != 0
        return samples if whole else None

    def put(self, key: str, samples: NDArray[np.int16]) -> None:
        """Keep a clip, int16, shape (n,), under a key; a reader finds all of it or nothing."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(suffix=".part", dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as raw, wave.open(raw, "wb") as file:
                    file.setparams((1, 2, self._rate, 0, "NONE", ""))
                    file.writeframes(samples.astype("<i2").tobytes())
                Path(part).replace(self._file(key))
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
            self._make_room(self._file(key).stat().st_size)
        except OSError as error:
            if not self._complained:
                _log.warning(
                    "What is spoken cannot be kept in %s (%s); it is made anew each time.", self._folder, error
                )
                self._complained = True

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.wav"

    def _make_room(self, added: int) -> None:
        if self._size is not None:
            self._size += added
        if self._size is not None and self._size <= self._limit:
            return
        files = sorted(((file.stat(), file) for file in self._folder.iterdir()), key=lambda entry: entry[0].st_mtime_ns)
        self._size = sum(status.st_size for status, _ in files)
        for status, file in files[:-1]:
            if self._size <= self._limit * 0.9:
                break
            file.unlink(missing_ok=True)
            self._size -= status.st_size


def key_of(*parts: object) -> str:
    """Return the key, letters and digits, of a clip made from these parts: texts, numbers and None."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
