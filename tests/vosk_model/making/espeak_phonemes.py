"""CMUdict's pronunciations in the mnemonics that espeak-ng reads between `[[` and `]]`.

Driven this way every accent says the phones of the transcript, where espeak's own spelling rules might say others.
"""
# ruff: noqa: SIM905 - lists of words read best as words

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

_ARPABET_VOWELS: Final = "AA AE AO AW AY EH EY IH IY OW OY UH UW".split()
_VOWELS: Final = dict(zip(_ARPABET_VOWELS, "A: a O: aU aI E eI I i: oU OI U u:".split(), strict=True))
_ARPABET_CONSONANTS: Final = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split()
_CONSONANTS: Final = dict(
    zip(_ARPABET_CONSONANTS, "b tS d D f g h dZ k l m n N p r s S t T v w j z Z".split(), strict=True)
)
_BEFORE_R: Final = {"AA": "A@", "AO": "o@", "EH": "e@", "IH": "i@", "IY": "i@", "UH": "U@"}
"""A vowel and the R after it in one: with its colour in rhotic accents, without an R in the others."""
_STRESS: Final = {"0": "", "1": "'", "2": ","}
UNSTRESSED: Final = frozenset("a an the and or of to for in on at is it this my by be if as that with from are".split())
"""Words said without stress within a sentence."""


@dataclass(frozen=True)
class Accent:
    """One of espeak-ng's accents of English."""

    voice: str
    """The name to give to `-v`."""
    american: bool
    """Whether T between vowels becomes a tap, and ER keeps its R colour when unstressed."""
    rhotic: bool
    """Whether R is heard at the end of a syllable."""


def _is_vowel(phone: str) -> bool:
    return phone[-1].isdigit()


def _vowel(phone: str, accent: Accent, rng: random.Random) -> str:
    name, stress = phone[:-1], phone[-1]
    if name == "AH":
        return "@" if stress == "0" else "V"
    if name == "ER":
        if stress != "0":
            return "3:"
        return "3" if accent.american else "@"
    if stress == "0" and name == "IY" and rng.random() < 0.7:
        return "i"
    if stress == "0" and name == "IH" and rng.random() < 0.5:
        return "I2"
    return _VOWELS[name]


def mnemonics(word: str, phones: Sequence[str], accent: Accent, rng: random.Random) -> str:
    """Return one word for espeak-ng; `phones` are ARPAbet with stress digits.

    A bar between two mnemonics keeps espeak from reading them as one (t and S, a and I).
    """
    weak = word in UNSTRESSED and sum(map(_is_vowel, phones)) == 1
    parts: list[str] = []
    skip = False
    for i, phone in enumerate(phones):
        if skip:
            skip = False
            continue
        following = phones[i + 1] if i + 1 < len(phones) else ""
        if _is_vowel(phone):
            ends_in_r = following == "R" and not (i + 2 < len(phones) and _is_vowel(phones[i + 2]))
            skip = ends_in_r and phone[:-1] in _BEFORE_R and (not accent.rhotic or rng.random() < 0.7)
            sound = _BEFORE_R[phone[:-1]] if skip else _vowel(phone, accent, rng)
            parts.append(("" if weak else _STRESS[phone[-1]]) + sound)
        elif (
            phone == "T"
            and accent.american
            and i
            and _is_vowel(phones[i - 1])
            and following.endswith("0")
            and rng.random() < 0.6
        ):
            parts.append("t#")
        else:
            parts.append(_CONSONANTS[phone])
    return parts[0] + "".join(part if part[0] in "'," else "|" + part for part in parts[1:])
