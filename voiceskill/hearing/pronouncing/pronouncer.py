"""Tells how any word is said."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from itertools import chain, islice, product
from typing import Final

from voiceskill.hearing.pronouncing.dictionary import look_up
from voiceskill.hearing.pronouncing.guessing import guess
from voiceskill.hearing.pronouncing.phones import Phones

Source = Callable[[Collection[str]], Mapping[str, tuple[Phones, ...]]]
"""Returns the ways in which words are said, the likeliest first; nothing for words that it knows nothing of."""

_MOST_WAYS: Final = 8
"""Ways to say several words that are looked at: each word's likeliest first."""


class Pronouncer:
    """A dictionary, and rules for the words that it lacks. Any thread may ask; what was told once is remembered."""

    def __init__(self, dictionary: Source = look_up, rules: Source = guess) -> None:
        """Look nothing up yet.

        Args:
            dictionary: Asked first.
            rules: Asked for the words that the dictionary lacks.
        """
        self._dictionary, self._rules = dictionary, rules
        self._listed: dict[str, tuple[Phones, ...]] = {}
        self._guessed: dict[str, tuple[Phones, ...]] = {}
        self._asking = threading.Lock()

    def ways(self, words: Collection[str]) -> Mapping[str, tuple[Phones, ...]]:
        """Return how words are said, in ARPAbet without stress, the likeliest way first.

        Args:
            words: Lower-case spellings.

        Returns:
            One way or more by word; a word that nobody could say, such as a number in figures, is left out.
        """
        with self._asking:
            if new := {*words} - self._listed.keys() - self._guessed.keys():
                self._listed |= self._dictionary(new)
            if new := new - self._listed.keys():
                self._guessed |= self._rules(new)
            told = self._listed | self._guessed
        return {word: told[word] for word in words if word in told}

    def guessed(self, words: Collection[str]) -> frozenset[str]:
        """Return those of the words that are said by rule, for they stand in no dictionary."""
        self.ways(words)
        return frozenset(word for word in words if word in self._guessed)

    def whole(self, texts: Collection[str]) -> Mapping[str, tuple[Phones, ...]]:
        """Return how texts of several words are said; those are left out of which a word cannot be.

        Args:
            texts: Lower-case words, single spaces between.
        """
        ways = self.ways({word for text in texts for word in text.split()})
        return {text: _joined(ways, text.split()) for text in texts if text and ways.keys() >= set(text.split())}


def _joined(ways: Mapping[str, tuple[Phones, ...]], words: Iterable[str]) -> tuple[Phones, ...]:
    choices = product(*(ways[word] for word in words))
    return tuple(tuple(chain.from_iterable(choice)) for choice in islice(choices, _MOST_WAYS))


@cache
def pronouncer() -> Pronouncer:
    """Return the pronouncer of this process, so that what one part has asked for another need not wait for."""
    return Pronouncer()
