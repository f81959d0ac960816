"""Speech from espeak-ng, flite and festival, with the phones that are said in it.

All three are called as programs (Debian: espeak-ng, flite, festival with festvox-us-slt-hts).
"""
# ruff: noqa: S311, SIM905 - training data is no secret

from __future__ import annotations

import io
import logging
import random
import subprocess
import tempfile
import wave
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import soxr
from numpy.typing import NDArray

from . import corpus
from .corpus import Entry
from .espeak_phonemes import Accent, mnemonics
from .lexicon import all_words, frequent_words, pronunciations
from .phones import MONOPHONE_NUMBER, OPTIONAL_SILENCE, without_stress
from .phrases import Sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOG: Final = logging.getLogger(__name__)
RATE: Final = 16_000
"""Samples a second of everything here."""

ACCENTS: Final = (
    *[Accent("en-us", american=True, rhotic=True)] * 8,
    Accent("en-us-nyc", american=True, rhotic=True),
    *[Accent("en-gb", american=False, rhotic=False)] * 2,
    Accent("en-gb-scotland", american=False, rhotic=True),
    Accent("en-gb-x-gbcwmd", american=False, rhotic=False),
    Accent("en-gb-x-gbclan", american=False, rhotic=False),
    Accent("en-029", american=False, rhotic=False),
)
HELD_OUT: Final = ("f4", "m6", "linda")
"""Variants of espeak-ng's voice that only the evaluation hears."""
UNSUITABLE: Final = frozenset("whisper whisperf croak UniRobot RicishayMax RicishayMax2 RicishayMax3".split())
"""Variants that no person sounds like."""
PLAIN_VOICES: Final = ("en-us", "en-us", "en-us", "en")
"""Voices given the plain text, as a program that speaks to the coach in a test would."""
FLITE_VOICES: Final = ("slt", "rms", "awb", "slt", "rms", "awb", "kal16")

_ARPABET_OF: Final = {
    "AX": "AH", "AXR": "ER", "IX": "IH", "DX": "T", "EL": "L", "EN": "N", "EM": "M", "NX": "N", "HV": "HH", "UX": "UW",
}  # fmt: skip
_PAUSES: Final = frozenset({"PAU", "SIL", "H#", "SSIL"})
Speech = tuple[NDArray[np.int16], tuple[int, ...], str]
"""Samples at 16 kHz, phones, name of the voice."""


def transcript(words: list[str], rng: random.Random) -> tuple[list[list[str]], tuple[int, ...]]:
    """Return one pronunciation a word, with stress, and the phones of all of them with optional silences between."""
    chosen: list[list[str]] = []
    phones = [OPTIONAL_SILENCE]
    for word in words:
        known = pronunciations()[word]
        chosen.append(known[0] if rng.random() < 0.75 else rng.choice(known))
        phones += [MONOPHONE_NUMBER[phone] for phone in without_stress(chosen[-1])] + [OPTIONAL_SILENCE]
    return chosen, tuple(phones)


def decode_wave(data: bytes) -> NDArray[np.int16]:
    """Return 16 kHz samples, at 0.7 of full scale, from a mono 16-bit WAV file at any rate.

    A program that writes to a pipe cannot know the length beforehand: what is there counts, not what the header says.
    """
    with wave.open(io.BytesIO(data)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32)
    if rate != RATE:
        samples = soxr.resample(samples, rate, RATE)
    return np.asarray(samples / max(1.0, float(np.abs(samples).max(initial=0.0))) * 0.7 * 32767).astype(np.int16)


def espeak(voice: str, text: str, *, words_per_minute: int = 160, pitch: int = 50, gap: int = 0) -> NDArray[np.int16]:
    """Return 16 kHz samples of espeak-ng's speech; `pitch` is 0 to 99, `gap` a pause between words in 10 ms."""
    options = ["-v", voice, "-s", str(words_per_minute), "-p", str(pitch), "-g", str(gap)]
    return decode_wave(
        subprocess.run(["espeak-ng", *options, "--stdout", text], capture_output=True, check=True).stdout
    )


@cache
def training_variants() -> tuple[str, ...]:
    """Return the names of espeak-ng's voice variants, but for those held out and those unsuitable."""
    command = ["espeak-ng", "--voices=variant"]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    names = [line.split("!v/")[1].split()[0] for line in lines[1:] if "!v/" in line]
    return tuple(name for name in names if name not in HELD_OUT and name not in UNSUITABLE)


def espeak_from_phonemes(sentences: Sentences, rng: random.Random) -> Iterator[tuple[Speech, str]]:
    """Yield sentences in espeak-ng's many accents and variants, driven by CMUdict's phones."""
    while True:
        words = sentences.next()
        accent, variant = rng.choice(ACCENTS), rng.choice(training_variants())
        prons, phones = transcript(words, rng)
        spoken = [
            mnemonics(word, pron, accent, rng) + (" _:" if rng.random() < 0.05 else "")
            for word, pron in zip(words, prons, strict=True)
        ]
        voice = f"{accent.voice}+{variant}"
        samples = espeak(
            voice,
            f"[[{' '.join(spoken)}]]",
            words_per_minute=int(rng.triangular(110, 240, 160)),
            pitch=rng.randint(15, 85),
            gap=rng.choice([0, 0, 0, 1, 3]),
        )
        yield (samples, phones, f"espeak:{voice}"), " ".join(words)


def espeak_from_text(sentences: Sentences, rng: random.Random) -> Iterator[tuple[Speech, str]]:
    """Yield sentences that espeak-ng's default voices read from their spelling."""
    while True:
        words = sentences.next()
        _, phones = transcript(words, rng)
        voice = rng.choice(PLAIN_VOICES)
        samples = espeak(
            voice,
            " ".join(words),
            words_per_minute=rng.randint(120, 215),
            pitch=rng.choice([50, 50, rng.randint(30, 70)]),
        )
        yield (samples, phones, f"espeak:{voice}"), " ".join(words)


def phones_of_segments(segments: list[str]) -> tuple[int, ...]:
    """Return monophone numbers for the segments that flite and festival report."""
    phones = [OPTIONAL_SILENCE]
    for segment in map(str.upper, segments):
        if segment not in _PAUSES:
            phones.append(MONOPHONE_NUMBER[_ARPABET_OF.get(segment, segment)])
        elif phones[-1] != OPTIONAL_SILENCE:
            phones.append(OPTIONAL_SILENCE)
    return tuple(phones) if phones[-1] == OPTIONAL_SILENCE else (*phones, OPTIONAL_SILENCE)


def flite(sentences: Sentences, rng: random.Random) -> Iterator[tuple[Speech, str]]:
    """Yield sentences by flite, with the phones it says that it spoke."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "speech.wav"
        while True:
            words, voice = sentences.next(), rng.choice(FLITE_VOICES)
            text = " ".join(word + ("," if rng.random() < 0.05 else "") for word in words)
            stretch = f"duration_stretch={rng.triangular(0.72, 1.35, 1.0):.2f}"
            command = ["flite", "-voice", voice, "--setf", stretch, "-ps", "-t", text, "-o", str(file)]
            segments = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
            yield (decode_wave(file.read_bytes()), phones_of_segments(segments), f"flite:{voice}"), " ".join(words)


_FESTIVAL: Final = """
(voice_cmu_us_slt_arctic_hts)
(define (say words file)
  (let ((spoken (utt.synth (eval (list 'Utterance 'Text words)))))
    (utt.save.wave spoken file 'riff)
    (format t "SEGMENTS")
    (mapcar (lambda (segment) (format t " %s" (item.name segment))) (utt.relation.items spoken 'Segment))
    (format t "\\n")))
"""


def festival(sentences: Sentences, rng: random.Random) -> Iterator[tuple[Speech, str]]:
    """Yield sentences by festival's HTS voice, fifty to a process, as loading the voice takes a second."""
    while True:
        with tempfile.TemporaryDirectory() as folder:
            texts = [" ".join(sentences.next()) for _ in range(50)]
            lines = [_FESTIVAL]
            for number, text in enumerate(texts):
                lines.append(f"(Parameter.set 'Duration_Stretch {rng.triangular(0.75, 1.3, 1.0):.2f})")
                lines.append(f'(say "{text}" "{folder}/{number}.wav")')
            script = Path(folder) / "say.scm"
            script.write_text("\n".join(lines), "utf-8")
            output = subprocess.run(["festival", "-b", str(script)], capture_output=True, check=True, text=True).stdout
            segments = [line.split()[1:] for line in output.splitlines() if line.startswith("SEGMENTS")]
            for number, (text, said) in enumerate(zip(texts, segments, strict=True)):
                samples = decode_wave((Path(folder) / f"{number}.wav").read_bytes())
                yield (samples, phones_of_segments(said), "festival:slt"), text


SPEAKERS: Final[dict[str, Callable[[Sentences, random.Random], Iterator[tuple[Speech, str]]]]] = {
    "phonemes": espeak_from_phonemes,
    "text": espeak_from_text,
    "flite": flite,
    "festival": festival,
}
SHARES: Final = {"phonemes": 0.62, "text": 0.18, "flite": 0.12, "festival": 0.08}
"""How much of the training speech each of them says."""


def synthesise(path: Path, speaker: str, count: int, seed: int) -> None:
    """Write `count` utterances by one kind of speaker to a corpus of 16 kHz samples."""
    rng = random.Random(seed)
    sentences = Sentences(seed, frequent_words()[:3000], all_words())
    spoken = SPEAKERS[speaker](sentences, rng)

    def usable() -> Iterator[tuple[NDArray[np.int16], Entry]]:
        done = 0
        while done < count:
            (samples, phones, voice), text = next(spoken)
            if 0.2 * RATE < len(samples) < 9 * RATE and samples.any():
                yield samples, Entry(0, 0, phones, text, voice)
                done += 1

    corpus.write(path, usable())
    LOG.info("%s: %d utterances", path.name, count)


def jobs(folder: Path, utterances: int, size: int = 500) -> list[tuple[Path, str, int, int]]:
    """Return the arguments of `synthesise` for about so many utterances in parts of `size`, every part another seed."""
    parts: list[tuple[Path, str, int, int]] = []
    for speaker, share in SHARES.items():
        for _ in range(max(1, round(share * utterances / size))):
            number = len(parts)
            parts.append((folder / f"{number:03d}-{speaker}", speaker, min(size, utterances), 1000 + number))
    return parts
