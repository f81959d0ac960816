"""A recording of hours in a room: sessions, what else is said there, and noise."""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from contestants import CHECKOUT
from numpy.typing import NDArray
from saying import RATE, speech

from voiceskill.evaluating.noise import Noise, read_noise
from voiceskill.evaluating.sound import loudness, read_sound, sounds_in

_SHARED = Path(os.environ.get("VOICESKILL_SHARED", CHECKOUT.parent / "shared"))
_MINUTE = 60 * RATE
_ROUTINES = ("back", "short", "morning", "evening", "gentle", "office", "long")
_VOICES = ("en-us", "en-us+f3", "en-us+m7", "en-gb", "en-gb+f2")
_SESSION_S = (180.0, 420.0)
_BREAK_S = (40.0, 90.0)
_BETWEEN_S = (8.0, 16.0)
"""Seconds from one thing that is said in a session to the next."""
_REMARKS: dict[tuple[str, ...], int] = {
    ("ready",): 8,
    ("pause", "go on"): 2,
    ("how long left",): 2,
    ("ten more seconds",): 2,
    ("which side",): 1,
    ("what's next",): 1,
    ("describe it",): 1,
    ("next stretch",): 2,
    ("one more",): 1,
    ("louder", "softer"): 1,
    ("faster", "slower"): 1,
    ("that hurts", "skip it"): 1,
}
"""What is said in a session, one after the other, and how often beside the others."""
_LOUD = np.float32(0.6)
_BESIDE = (0.05, 0.3)
"""How loud others are who speak in the house, beside who speaks to the coach."""
_NOISE = (0.001, 0.008)
"""Root mean square of noise: about 40 to 22 dB below the one who speaks."""
_HISS = 5e-4
"""Root mean square of a quiet room's noise, which is never nothing."""
_ALONE = ("the weather will be fine tomorrow", "have you seen my glasses anywhere", "dinner is nearly ready now")
"""What others say where there are no recordings of people."""

Piece = Callable[[], NDArray[np.float32]]
"""Makes a sound: float32, mono, `RATE`, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """Something that is heard in the room."""

    begin: float
    """When, in seconds."""
    piece: Piece
    """What."""


def write_room(path: Path, seconds: float) -> Path:
    """Write a WAV of so many seconds, 16 bits, mono, `RATE`; the same each time.

    Speech and noise of people are taken from the folder that `$VOICESKILL_SHARED` names, by default `shared` beside the
    checkout; where it is absent, synthetic voices and a hiss take their place.
    """
    chance = random.Random(6)  # noqa: S311 - nothing secret
    noises = [read_noise(file) for file in _files("noise")]
    waiting = sorted([*_sessions(chance, seconds), *_others(chance, seconds)], key=lambda each: -each.begin)
    rest = np.zeros(0, np.float32)
    with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16") as file:
        for begin in range(0, round(seconds * RATE), _MINUTE):
            length = min(_MINUTE, round(seconds * RATE) - begin)
            minute = _background(begin // _MINUTE, length, noises)
            minute.resize(max(length, rest.size), refcheck=False)
            minute[: rest.size] += rest
            while waiting and waiting[-1].begin * RATE < begin + length:
                sounding = waiting.pop()
                minute = _mixed(minute, sounding.piece(), round(sounding.begin * RATE) - begin)
            file.write(minute[:length].clip(-1, 1))
            rest = minute[length:]
    return path


def _sessions(chance: random.Random, seconds: float) -> Iterator[Sounding]:
    """Yield what somebody says who goes through a routine, has a break, and goes through another."""
    now, number = 2.0, 0
    while now < seconds:
        voice, end = chance.choice(_VOICES), now + chance.uniform(*_SESSION_S)
        # In turn, so that all that he says of a routine is in the cache before half of the time is over.
        yield _said(now, f"start the {_ROUTINES[number % len(_ROUTINES)]} routine", voice)
        yield _said(now + 6.0, str(chance.randrange(1, 9)), voice)
        now += 12.0
        while now < end:
            for remark in chance.choices(list(_REMARKS), list(_REMARKS.values()))[0]:
                yield _said(now, remark, voice)
                now += chance.uniform(*_BETWEEN_S)
        yield _said(now, "stop", voice)
        now += chance.uniform(*_BREAK_S)
        number += 1


def _others(chance: random.Random, seconds: float) -> Iterator[Sounding]:
    """Yield what others say in the house."""
    files = _files("speech/chatter")
    now = 20.0
    while now < seconds:
        level = np.float32(chance.uniform(*_BESIDE))
        yield Sounding(now, _chatter(chance.choice(files), level) if files else _spoken(chance.choice(_ALONE), level))
        now += chance.uniform(5.0, 40.0)


def _said(begin: float, text: str, voice: str) -> Sounding:
    return Sounding(begin, _spoken(text, _LOUD, voice))


def _spoken(text: str, level: np.float32, voice: str = "en-us") -> Piece:
    return lambda: speech(text, voice) * level


def _chatter(file: Path, level: np.float32) -> Piece:
    return lambda: read_sound(file).samples * level


def _background(minute: int, length: int, noises: list[Noise]) -> NDArray[np.float32]:
    """Return the noise of a minute: float32, mono, `RATE`, shape (length,); of every fourth one just a hiss."""
    chance = np.random.default_rng(minute)
    hiss = chance.standard_normal(length, np.float32) * np.float32(_HISS)
    if not noises or minute % 4 == 0:
        return hiss
    piece = noises[minute // 4 % len(noises)].piece(length, RATE, chance)
    return np.asarray(hiss + piece * np.float32(chance.uniform(*_NOISE) / (loudness(piece) or 1.0)), np.float32)


def _mixed(samples: NDArray[np.float32], piece: NDArray[np.float32], first: int) -> NDArray[np.float32]:
    """Return samples with a piece in them from a sample on; longer than they were, if need be."""
    mixed = np.zeros(max(samples.size, first + piece.size), np.float32)
    mixed[: samples.size] = samples
    mixed[first : first + piece.size] += piece
    return mixed


def _files(name: str) -> tuple[Path, ...]:
    return sounds_in(_SHARED / name) if (_SHARED / name).is_dir() else ()
