"""Spells a name in words that a recogniser knows: "psoas" as "so as"."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import nsmallest
from typing import Final

import numpy as np
import pocketsphinx
from numpy.typing import NDArray

from voiceskill.hearing.pronouncing.dictionary import entries
from voiceskill.hearing.pronouncing.phones import ALL_PHONES, Phones, omission, substitution
from voiceskill.hearing.pronouncing.pronouncer import pronouncer

_LANGUAGE_MODEL: Final = "en-us/en-us.lm.bin"
_LOG_BASE: Final = 1e-4
"""The library's logarithms are to the base 1.0001."""
_RAREST: Final = -14.0
"""Natural logarithm of the probability above which a word is common."""
_RARITY: Final = 0.03
"""What it counts that a word is e times rarer."""
_WORD: Final = 0.1
"""What each word counts, besides its rarity: few are better than many."""
_LONGEST_WORD: Final = 10
"""Phones."""
_ONE_LETTER: Final = frozenset("ai")
"""Words of one letter; the others are names of letters."""
_MOST_WORDS: Final = 3
_KEPT: Final = 6
"""Spellings of each part of a name that are followed further."""


@dataclass(frozen=True, slots=True, order=True)
class _Spelling:
    """Words for a beginning of a name."""

    cost: float
    """How unlike, how many and how rare they are."""
    words: tuple[str, ...]
    """In their order."""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Words that a spelling may be made of."""

    words: Sequence[str]
    """Their spellings."""
    phones: NDArray[np.intp]
    """Their phones by number, shape (words, `_LONGEST_WORD`); after a word's last anything."""
    lengths: NDArray[np.intp]
    """How many phones each has, shape (words,)."""
    costs: NDArray[np.float32]
    """What it counts that a word is used, shape (words,)."""


class Respeller:
    """Knows the common words of one recogniser. Any thread may ask."""

    def __init__(self, unknown: Callable[[Iterable[str]], Collection[str]]) -> None:
        """Load nothing yet; the first name takes a second on a PC, each further one a quarter.

        Args:
            unknown: Returns those of some words that the recogniser does not know, as `Recognizer.unknown` does.
        """
        self._unknown = unknown

    def spell(self, ways: Iterable[Phones], *, most: int = 3) -> tuple[str, ...]:
        """Return one to three common words that sound most like a name, the best spelling first.

        Args:
            ways: How the name is said.
            most: How many spellings are wanted.
        """
        spellings = sorted(spelling for way in ways for spelling in _spellings(way, self._vocabulary))
        return tuple(dict.fromkeys(" ".join(spelling.words) for spelling in spellings))[:most]

    @cached_property
    def _vocabulary(self) -> _Vocabulary:
        return _vocabulary(self._unknown(_common_words()))


def speller(unknown: Callable[[Iterable[str]], Collection[str]]) -> Callable[[str], tuple[str, ...]]:
    """Return what spells a word in others that one recogniser knows. Any thread may call that.

    Args:
        unknown: As `Respeller` takes it.
    """
    respeller = Respeller(unknown)
    return lambda word: respeller.spell(pronouncer().ways([word]).get(word, ()))


def _spellings(name: Phones, vocabulary: _Vocabulary) -> list[_Spelling]:
    found: list[list[_Spelling]] = [[_Spelling(0.0, ())], *([] for _ in name)]
    for start in range(len(name)):
        before = [spelling for spelling in nsmallest(_KEPT, found[start]) if len(spelling.words) < _MOST_WORDS]
        if not before:
            continue
        for end, distances in enumerate(_distances(name[start:], vocabulary), start + 1):
            costs = vocabulary.costs + distances
            for number in np.argpartition(costs, _KEPT)[:_KEPT]:
                cost, word = float(costs[number]), vocabulary.words[number]
                found[end] += [_Spelling(each.cost + cost, (*each.words, word)) for each in before]
    return nsmallest(_KEPT, found[-1])


def _distances(name: Phones, vocabulary: _Vocabulary) -> Iterator[NDArray[np.float32]]:
    """Yield for each beginning of a name, of one phone, two and so on, how unlike each word is: `distance` of them all.

    Yields:
        Shape (words,).
    """
    omissions, substitutions = _tables()
    too_many = omissions[vocabulary.phones].T
    costs = np.concatenate((np.zeros_like(too_many[:1]), np.cumsum(too_many, axis=0)))
    for phone in map(ALL_PHONES.index, name):
        before, costs = costs, costs + omissions[phone]
        replaced = before[:-1] + substitutions[vocabulary.phones, phone].T
        for at in range(_LONGEST_WORD):
            costs[at + 1] = np.minimum(np.minimum(costs[at + 1], costs[at] + too_many[at]), replaced[at])
        yield costs[vocabulary.lengths, np.arange(len(vocabulary.words))]


@cache
def _tables() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return what omissions count, shape (phones,), and substitutions, shape (phones, phones)."""
    omissions = [omission(phone) for phone in ALL_PHONES]
    substitutions = [[substitution(one, other) for other in ALL_PHONES] for one in ALL_PHONES]
    return np.array(omissions, np.float32), np.array(substitutions, np.float32)


def _vocabulary(unwanted: Collection[str]) -> _Vocabulary:
    """Return all common words but some."""
    costs = _common_words()
    chosen = [
        (word, [ALL_PHONES.index(phone) for phone in phones.split()])
        for word, phones in entries()
        if word in costs and word not in unwanted
    ]
    chosen = [(word, phones) for word, phones in chosen if len(phones) <= _LONGEST_WORD]
    return _Vocabulary(
        words=[word for word, _ in chosen],
        phones=np.array([phones + [0] * (_LONGEST_WORD - len(phones)) for _, phones in chosen]),
        lengths=np.array([len(phones) for _, phones in chosen]),
        costs=np.array([costs[word] for word, _ in chosen], np.float32),
    )


@cache
def _common_words() -> Mapping[str, float]:
    """Return what it counts that a word is used, for some thousand words that are common in US English."""
    model = pocketsphinx.NGramModel.readfile(pocketsphinx.get_model_path(_LANGUAGE_MODEL))
    words = {word for word, _ in entries() if word.isalpha() and (len(word) > 1 or word in _ONE_LETTER)}
    likelihoods = {word: _LOG_BASE * model.prob([word]) for word in words}
    return {word: _WORD - _RARITY * likelihood for word, likelihood in likelihoods.items() if likelihood > _RAREST}
