"""Writes phones the way an English reader would say them: "uh-sah-nuh"."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from voiceskill.hearing.pronouncing.phones import VOWELS, Phones

_LETTERS: Final = {
    "AA": "ah",
    "AE": "a",
    "AH": "uh",
    "AO": "aw",
    "AW": "ow",
    "AY": "igh",
    "DH": "th",
    "EH": "e",
    "ER": "er",
    "EY": "ay",
    "HH": "h",
    "IH": "i",
    "IY": "ee",
    "JH": "j",
    "OW": "oh",
    "OY": "oy",
    "UH": "uu",
    "UW": "oo",
}
"""Those phones that are not written as they are called."""
_ONSETS: Final = frozenset(
    f"{first} {second}"
    for first, seconds in {
        "B": "R L",
        "D": "R W",
        "F": "R L",
        "G": "R L",
        "HH": "Y",
        "K": "R L W",
        "P": "R L",
        "SH": "R",
        "S": "K L M N P T W",
        "S K": "R W",
        "S P": "R L",
        "S T": "R",
        "T": "R W",
        "TH": "R",
    }.items()
    for second in seconds.split()
)
"""Consonants that may begin an English syllable together."""


def readable(phones: Phones) -> str:
    """Return a word's phones in English letters, hyphens between the syllables.

    Args:
        phones: In ARPAbet without stress.
    """
    return "-".join("".join(_LETTERS.get(phone, phone.lower()) for phone in part) for part in _syllables(phones))


def _syllables(phones: Phones) -> list[Phones]:
    """Return a word's parts of one vowel each, with as many consonants before it as may begin a syllable."""
    vowels = [at for at, phone in enumerate(phones) if phone in VOWELS]
    starts = [0]
    for last, vowel in pairwise(vowels):
        starts.append(next(at for at in range(last + 1, vowel + 1) if _may_begin(phones[at:vowel])))
    return [phones[start:end] for start, end in zip(starts, [*starts[1:], len(phones)], strict=True)]


def _may_begin(consonants: Sequence[str]) -> bool:
    return consonants != ("NG",) and (len(consonants) < 2 or " ".join(consonants) in _ONSETS)
