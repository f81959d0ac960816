"""The pronouncing dictionary inside PocketSphinx's wheel: 130,000 words of US English.

It is read anew for each question, in a twentieth of a second on a PC, rather than kept in 30 MB of memory.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pocketsphinx

from voiceskill.hearing.pronouncing.phones import Phones

_DICTIONARY = Path("en-us", "cmudict-en-us.dict")


def look_up(words: Collection[str]) -> Mapping[str, tuple[Phones, ...]]:
    """Return how words are said, the usual way first; nothing for those that the dictionary lacks.

    Args:
        words: Lower-case spellings.
    """
    wanted = frozenset(words)
    ways: defaultdict[str, list[Phones]] = defaultdict(list)
    if wanted:
        for word, phones in entries():
            if word in wanted:
                ways[word].append(tuple(phones.split()))
    return {word: tuple(said) for word, said in ways.items()}


def entries() -> Iterator[tuple[str, str]]:
    """Yield every word with its phones, separated by single spaces; a word with several ways as often."""
    with Path(pocketsphinx.get_model_path(str(_DICTIONARY))).open(encoding="utf-8") as lines:
        for line in lines:
            word, _, phones = line.rstrip().partition(" ")
            # A further way is numbered, as in "tomato(2)".
            yield word.partition("(")[0], phones
