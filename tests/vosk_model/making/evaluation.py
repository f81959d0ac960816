"""How well a model hears commands by voices that it was not trained on, and how much else it takes for commands."""
# ruff: noqa: S311, T201 - nothing here is secret, and figures are to be printed

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from vosk import KaldiRecognizer, Model, SetLogLevel

from .augmentation import coloured_noise
from .graph import UNKNOWN
from .lexicon import all_words, frequent_words
from .phrases import Sentences, evaluation_grammar
from .synthesis import HELD_OUT, RATE, espeak

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

CHUNK: Final = RATE // 10
"""Samples given to the recogniser at a time: 100 ms."""
ALWAYS: Final = ("stop", "pause", "that hurts", "start child's pose", "go on", "ten more seconds")
"""What the program's own tests say."""
PLAIN_RATES: Final = (140, 160, 180, 200)
"""Words a minute of the default voices; 200 is pyttsx3's."""


@dataclass(frozen=True)
class Spoken:
    """One sentence that was said."""

    text: str
    """Its words."""
    voice: str
    """Who said it."""
    samples: NDArray[np.int16]
    """16 kHz, without silence around it."""


def heard(model: Model, phrases: Sequence[str], samples: NDArray[np.int16]) -> str:
    """Return what the recogniser hears with a run-time grammar, 100 ms after 100 ms."""
    recogniser = KaldiRecognizer(model, RATE, json.dumps([*phrases, UNKNOWN]))
    chunks = (samples[start : start + CHUNK].tobytes() for start in range(0, len(samples), CHUNK))
    results = [recogniser.Result() for chunk in chunks if recogniser.AcceptWaveform(chunk)]
    texts = [json.loads(result)["text"] for result in [*results, recogniser.FinalResult()]]
    return " ".join(filter(None, texts))


def in_silence(samples: NDArray[np.int16], *, before: float = 0.3, after: float = 0.5) -> NDArray[np.int16]:
    """Return samples with so many seconds of digital silence around them."""
    return np.pad(samples, (int(before * RATE), int(after * RATE)))


def in_noise(samples: NDArray[np.int16], decibels: float, rng: np.random.Generator) -> NDArray[np.int16]:
    """Return samples in noise, white or coloured, so many decibels below the speech."""
    padded = in_silence(samples).astype(np.float64)
    noise = rng.standard_normal(len(padded)) if rng.random() < 0.5 else coloured_noise(len(padded), rng)
    loudness = np.sqrt(np.mean(samples.astype(np.float64) ** 2))
    return np.asarray(np.clip(0.5 * (padded + noise * loudness * 10 ** (-decibels / 20)), -32768, 32767), np.int16)


def said_by_unknown_voices(texts: Iterable[str], seed: int) -> list[Spoken]:
    """Return sentences said by espeak-ng's held-out variants, American and British."""
    rng = random.Random(seed)
    spoken = []
    for text in texts:
        voice = f"{rng.choice(['en-us', 'en-us', 'en-gb-x-rp'])}+{rng.choice(HELD_OUT)}"
        samples = espeak(voice, text, words_per_minute=rng.randint(125, 200), pitch=rng.randint(30, 70))
        spoken.append(Spoken(text, voice, samples))
    return spoken


def said_plainly(voice: str, texts: Iterable[str], rates: Sequence[int]) -> list[Spoken]:
    """Return each sentence as one of espeak-ng's voices reads it, at each of so many words a minute."""
    return [
        Spoken(text, f"{voice} at {rate}", espeak(voice, text, words_per_minute=rate))
        for text in texts
        for rate in rates
    ]


def random_sentences(count: int, seed: int) -> list[str]:
    """Return sentences of random words, none of which is a command."""
    sentences, commands = Sentences(seed, frequent_words()[:3000], all_words()), set(evaluation_grammar())
    found: list[str] = []
    while len(found) < count:
        text = " ".join(sentences.random_words())
        if text not in commands:
            found.append(text)
    return found


def _report(title: str, spoken: Sequence[Spoken], texts: Sequence[str], *, verbose: bool) -> float:
    right = sum(one.text == text for one, text in zip(spoken, texts, strict=True))
    print(f"{title}: {right} of {len(spoken)} exact, {100 * right / len(spoken):.1f} %", flush=True)
    if verbose:
        for one, text in zip(spoken, texts, strict=True):
            if one.text != text:
                print(f"    {one.voice}: {one.text} -> {text}")
    return right / len(spoken)


def evaluate(folder: Path, *, seed: int = 11, verbose: bool = False) -> dict[str, float]:
    """Print and return the shares of sentences that the model in `folder` gets exactly right, and of false commands."""
    SetLogLevel(-1)
    model = Model(str(folder))
    phrases = evaluation_grammar()
    rng = np.random.default_rng(seed)
    figures: dict[str, float] = {}
    print(f"grammar of {len(phrases)} phrases and {UNKNOWN}")

    def share(title: str, spoken: Sequence[Spoken], decibels: float | None = None) -> None:
        sounds = [
            in_silence(one.samples) if decibels is None else in_noise(one.samples, decibels, rng) for one in spoken
        ]
        figures[title] = _report(title, spoken, [heard(model, phrases, sound) for sound in sounds], verbose=verbose)

    unknown = said_by_unknown_voices(phrases * 2, seed)
    share("held-out voices, clean", unknown)
    share("held-out voices, 15 dB", unknown, 15)
    for voice in ("en-us", "en"):
        plain = said_plainly(voice, phrases, PLAIN_RATES)
        share(f"plain espeak-ng -v {voice}, clean", plain)
        share(f"plain espeak-ng -v {voice}, 15 dB", plain, 15)
    share("what the tests say, en-us, 130 to 200 words a minute", said_plainly("en-us", ALWAYS, range(130, 205, 5)))

    foreign = said_by_unknown_voices(random_sentences(200, seed), seed + 1)
    texts = [heard(model, phrases, in_silence(one.samples)) for one in foreign]
    taken = [(one, text) for one, text in zip(foreign, texts, strict=True) if text in phrases]
    figures["random words taken for a command"] = len(taken) / len(foreign)
    print(f"random words taken exactly for a command: {len(taken)} of {len(foreign)}")
    if verbose:
        for one, text in taken:
            print(f"    {one.text} -> {text}")
    silent = heard(model, phrases, np.zeros(10 * RATE, np.int16))
    print(f"ten seconds of digital silence: {silent!r}")
    return figures
