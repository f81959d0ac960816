"""The phones the model knows, and the numbers Kaldi gives them.

The network tells 40 *monophones* apart: silence and the 39 phones of ARPAbet, as CMUdict writes them. Kaldi wants to
see where words begin and end, so its phone table holds each ARPAbet phone four times (begin, internal, end,
singleton); the four share their network outputs.
"""
# ruff: noqa: SIM905 - lists of words read best as words

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ARPABET: Final = tuple(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split()
)
SILENCE: Final = 0
"""Monophone number of silence; ARPAbet follows from 1."""
MONOPHONES: Final = ("SIL", *ARPABET)
MONOPHONE_NUMBER: Final = {name: number for number, name in enumerate(MONOPHONES)}
OPTIONAL_SILENCE: Final = -1
"""Stands in a transcript where a silence may be heard, or not."""

POSITIONS: Final = ("B", "I", "E", "S")
KALDI_SILENCE: Final = 1
"""Kaldi numbers phones from 1; 0 is epsilon."""
KALDI_NUMBER: Final = {
    f"{phone}_{position}": 2 + 4 * i + j for i, phone in enumerate(ARPABET) for j, position in enumerate(POSITIONS)
}
KALDI_PHONES: Final = 1 + len(KALDI_NUMBER)


def first_pdf(monophone: int) -> int:
    """Return the network output for the first frame of a monophone."""
    return max(0, 2 * monophone - 1)


def later_pdf(monophone: int) -> int:
    """Return the network output for every later frame of a monophone.

    Silence has one output for all its frames. With two, the first frame after an endpoint, amid silence, looks like no
    first frame that the network knows, and short words that end in a stop ("it") come out of nothing.
    """
    return 2 * monophone


PDFS: Final = later_pdf(len(ARPABET)) + 1


def pdfs_of_kaldi_phones() -> list[tuple[int, int]]:
    """Return (first-frame output, later-frame output) of Kaldi's phones 1, 2, 3, ..."""
    monophones = [SILENCE, *(MONOPHONE_NUMBER[phone] for phone in ARPABET for _ in POSITIONS)]
    return [(first_pdf(number), later_pdf(number)) for number in monophones]


def forward_transition(kaldi_phone: int) -> int:
    """Return the transition id on entering a phone (its first frame)."""
    return 2 * kaldi_phone


def loop_transition(kaldi_phone: int) -> int:
    """Return the transition id on staying in a phone."""
    return 2 * kaldi_phone - 1


UNUSED_TRANSITION: Final = 2 * KALDI_PHONES + 1


def without_stress(phones: Sequence[str]) -> tuple[str, ...]:
    """Return ARPAbet phones without their stress digits."""
    return tuple(phone.rstrip("012") for phone in phones)


def in_position(phones: Sequence[str]) -> tuple[int, ...]:
    """Return Kaldi's numbers for the phones of one word, each marked with its place in the word."""
    last = len(phones) - 1
    if last == 0:
        return (KALDI_NUMBER[f"{phones[0]}_S"],)
    marks = ["B", *["I"] * (last - 1), "E"]
    return tuple(KALDI_NUMBER[f"{phone}_{mark}"] for phone, mark in zip(phones, marks, strict=True))
