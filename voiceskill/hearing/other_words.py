"""Words that stand for whatever else may be said."""

from collections.abc import Iterable, Mapping

_EACH = 30
"""The dictionary's lines of which one is looked at: some 700 words. With a third of them, twice as many words that
people say to somebody else pass for commands."""
_SHORTEST, _LONGEST = 2, 4
"""Phones of a word that others can be put together of."""


def other_words(dictionary: Iterable[str]) -> Mapping[str, str]:
    """Pick short words from all over a pronouncing dictionary.

    Args:
        dictionary: Lines of a word and its phones, separated by spaces, in alphabetical order.

    Returns:
        Phones, separated by single spaces, by word.
    """
    entries = (line.split() for number, line in enumerate(dictionary) if number % _EACH == 0)
    return {
        word: " ".join(phones) for word, *phones in entries if word.isalpha() and _SHORTEST <= len(phones) <= _LONGEST
    }
