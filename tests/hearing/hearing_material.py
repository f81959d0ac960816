"""What the tests of hearing listen to: synthesised commands, noise, and people's speech from the shared folder."""

import io
import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from numpy.typing import NDArray

from voiceskill.hearing.ear import Ear
from voiceskill.hearing.utterance import Utterance
from voiceskill.hearing.word_graph import Arc, WordGraph

COMMANDS = (
    "start child's pose",
    "stop",
    "pause",
    "go on",
    "ten more seconds",
    "that hurts",
    "ready",
    "next stretch",
    "hold for forty seconds",
)
"""Sentences that the tests say."""
URGENT = frozenset({"stop", "that hurts"})
"""Those of them that cannot wait."""
CHECKOUT = Path(__file__).resolve().parents[2]


def graph_of(sentences: Iterable[str]) -> WordGraph:
    """Return a graph of the sentences; a trie, which is deterministic, though not minimal."""
    arcs: dict[tuple[int, str], int] = {}
    finals = set()
    for sentence in sentences:
        state = 0
        for word in sentence.split():
            state = arcs.setdefault((state, word), len(arcs) + 1)
        finals.add(state)
    ordered = sorted(arcs.items())
    return WordGraph(tuple(Arc(source, target, word) for (source, word), target in ordered), frozenset(finals))


@cache
def spoken(text: str, rate: int = 16_000, voice: str = "en-us") -> NDArray[np.int16]:
    """Return espeak-ng saying the text: int16, mono, the rate asked for, without the silence after it."""
    wav = subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "--stdout", text], capture_output=True, check=True)
    samples, made_at = soundfile.read(io.BytesIO(wav.stdout), dtype="int16")
    samples = samples[: np.flatnonzero(np.abs(samples) > 200)[-1]]
    resampled: NDArray[np.int16] = soxr.resample(samples, made_at, rate)
    return resampled


def silence(seconds: float, rate: int = 16_000) -> NDArray[np.int16]:
    """Return digital silence."""
    return np.zeros(round(seconds * rate), np.int16)


def noise(seconds: float, loudness: float = 32_767.0) -> NDArray[np.int16]:
    """Return white noise at 16 kHz with the given root mean square in steps of int16, clipped at full scale."""
    samples = np.random.default_rng(7).normal(0, loudness, round(seconds * 16_000))
    return np.clip(samples, -32_768, 32_767).astype(np.int16)


def heard(ear: Ear, samples: NDArray[np.int16], rate: int = 16_000) -> list[Utterance]:
    """Return what the ear makes of the samples, given to it in blocks of 20 ms as a room does, and the end."""
    block = rate // 50
    utterances = [one for at in range(0, len(samples), block) for one in ear.hear(samples[at : at + block])]
    return utterances + ear.flush()


def believed(utterances: list[Utterance]) -> list[str]:
    """Return the texts that are to be believed."""
    return [utterance.text for utterance in utterances if utterance.text and utterance.score >= 0]


def shared(name: str) -> Path:
    """Return a folder of people's speech or noise; skips the test where it is absent."""
    folder = Path(os.environ.get("VOICESKILL_SHARED", CHECKOUT.parent / "shared")) / name
    if not folder.exists():
        pytest.skip(f"{folder} is absent; VOICESKILL_SHARED may name another folder with recordings")
    return folder


def vosk_model() -> Path:
    """Return the test model's folder; skips the test where it is absent."""
    folder = CHECKOUT / "tests" / "vosk_model" / "model"
    if not folder.exists():
        pytest.skip("the Vosk model for tests is absent: tests/vosk_model/model")
    return folder
