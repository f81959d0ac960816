"""Recordings of somebody who says things at set times, made with espeak-ng."""

import functools
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

RATE = 16_000
"""Samples a second of the speech, in Hz."""

Said = tuple[float, str]
"""When the first sound comes, in seconds, and the words."""


@functools.cache
def speech(text: str, voice: str = "en-us", words_a_minute: int = 150) -> NDArray[np.float32]:
    """Return a spoken text from its first sound to its last: float32, mono, -1 to 1, `RATE`, shape (n,).

    Args:
        text: The words.
        voice: A voice of espeak-ng.
        words_a_minute: How fast.
    """
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["espeak-ng", "-v", voice, "-s", str(words_a_minute), "-w", file.name, text]
        subprocess.run(command, check=True, timeout=30)
        samples, rate = soundfile.read(file.name, dtype="float32")
    sounding = np.flatnonzero(np.abs(samples) > 0.01)
    whole = samples[sounding[0] : sounding[-1] + 1]
    return np.asarray(soxr.resample(whole, rate, RATE), np.float32)


def write_recording(
    path: Path, said: Iterable[Said], seconds: float, *, rate: int = RATE, voice: str = "en-us"
) -> Path:
    """Write a WAV of somebody in a quiet room.

    Args:
        path: Where.
        said: What is said when.
        seconds: Length of the recording.
        rate: Samples a second of the file, in Hz.
        voice: A voice of espeak-ng.
    """
    # A room is never without any sound; digital silence is something else.
    samples = np.random.default_rng(1).standard_normal(round(seconds * RATE)).astype(np.float32) * 5e-4
    for start, text in said:
        words = speech(text, voice) * 0.6
        first = round(start * RATE)
        samples[first : first + words.size] += words
    if rate != RATE:
        samples = soxr.resample(samples, RATE, rate)
    soundfile.write(path, samples.clip(-1, 1), rate, subtype="PCM_16")
    return path
