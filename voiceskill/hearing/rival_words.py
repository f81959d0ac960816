"""Words that compete with those of the commands for what was heard, for recognisers with a lexicon of their own."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping

from voiceskill.hearing.pronouncing.phones import Phones

_AT_MOST = 200
"""Words, which is enough for all initials and endings; more of them cost computing and hide short commands."""
_SHORTEST, _LONGEST = 2, 4
"""Phones of a word that other words can be put together of."""


def rival_words(dictionary: Iterable[tuple[str, str]], knows: Callable[[str], bool]) -> Mapping[str, Phones]:
    """Pick short words from all over a pronouncing dictionary.

    Args:
        dictionary: Words and their phones, separated by single spaces, in alphabetical order.
        knows: Says whether the recogniser knows a word.

    Returns:
        Phones by word; few, or none, where the recogniser speaks another language.
    """
    known = {
        word: phones
        for word, phones in ((word, tuple(phones.split())) for word, phones in dictionary)
        if word.isalpha() and _SHORTEST <= len(phones) <= _LONGEST and knows(word)
    }
    return dict([*known.items()][:: math.ceil(len(known) / _AT_MOST) or 1])


def unlike(rivals: Mapping[str, Phones], commands: Mapping[str, Collection[Phones]]) -> list[str]:
    """Return the rivals that are said like no word of the commands, for no rival is to hide a command.

    Args:
        rivals: Phones by word.
        commands: All ways to say the commands' words, by word.
    """
    taken = {phones for ways in commands.values() for phones in ways}
    return [word for word, phones in rivals.items() if word not in commands and phones not in taken]
