"""Chooses things to say that are no commands, and may be taken for some."""

import itertools
import random
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from hassil.intents import Intents

from voiceskill.coaching.state import State
from voiceskill.hearing.pronouncing.dictionary import entries
from voiceskill.hearing.pronouncing.phones import Phones, distance
from voiceskill.hearing.pronouncing.pronouncer import Pronouncer
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.understanding.grammar import compile_graph
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.spelling import speakable

_SHORT: Final = 2
"""Words of a command that other words may sound like."""
_WORD_PHONES: Final = range(2, 8)
"""Phones of a word that may be taken for a command."""
_LOOKED_AT: Final = 1500
"""Words of the dictionary that are looked at; all would take minutes."""
_LONGER: Final = 2
"""Phones that a word may have more or less than what it sounds like."""
_SAME: Final = 0.7
"""Distance of phones below which something is said like the command, and no ear could tell."""
_ALIKE: Final = 2.2
"""Distance of phones up to which something sounds like the command."""
_LONGEST: Final = 8
"""Words of talk that are said in one go."""


def near_misses(
    intents: Intents, talk: Collection[str], pronouncer: Pronouncer, count: int, seed: int = 0
) -> tuple[str, ...]:
    """Return things to say, none of which is a command in any state.

    In turn: a word that sounds like a short command, a short command inside longer talk, a single word of any kind, and
    a piece of talk. A longer list begins with the shorter ones of the same seed.

    Args:
        intents: What can be said, as `load_sentences` gives it.
        talk: What people may say in the room: whole sentences, with or without commands in them.
        pronouncer: Tells how commands are said.
        count: How many are wanted.
        seed: Chooses.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    understanding = Understanding(intents)
    short = sorted(_short_sentences(compile_graph(intents, State.HOLDING)))
    chance.shuffle(short)
    words = _words(chance)
    pieces = [" ".join(speakable(sentence, intents.language).split()[:_LONGEST]) for sentence in talk]
    chance.shuffle(pieces)
    kinds: list[Iterator[str]] = [
        _alike(short, words, pronouncer),
        _inside(short, pieces, chance),
        (word for word, _ in reversed(words)),
        iter(pieces),
    ]
    in_turn = (text for texts in itertools.zip_longest(*kinds) for text in texts if text)
    chosen: dict[str, None] = {}
    for text in in_turn:  # one by one: what sounds alike is looked for as long as it is wanted
        if len(chosen) == count:
            break
        if text not in chosen and not understanding.means_something(text):
            chosen[text] = None
    return tuple(chosen)


def _short_sentences(graph: WordGraph) -> Iterator[str]:
    leaving = graph.leaving()
    ways: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while ways:
        state, words = ways.pop()
        if words and state in graph.finals:
            yield " ".join(words)
        if len(words) < _SHORT:
            ways += [(arc.target, (*words, arc.word)) for arc in leaving[state]]


def _words(chance: random.Random) -> list[tuple[str, Phones]]:
    """Return words from all over the dictionary, in any order."""
    known = [(word, tuple(phones.split())) for word, phones in entries() if word.isalpha()]
    return chance.sample([entry for entry in known if len(entry[1]) in _WORD_PHONES], _LOOKED_AT)


def _alike(commands: Sequence[str], words: Sequence[tuple[str, Phones]], pronouncer: Pronouncer) -> Iterator[str]:
    """Yield for each command the word that sounds most like it, of those that do."""
    said = pronouncer.whole(commands)
    for command in commands:
        ways = [way for way in said.get(command, ()) if len(way) in _WORD_PHONES]
        near = (
            (distance(way, phones, _ALIKE), word)
            for way in ways
            for word, phones in words
            if abs(len(way) - len(phones)) <= _LONGER
        )
        found = min((one for one in near if _SAME <= one[0] <= _ALIKE), default=None)
        if found:
            yield found[1]


def _inside(commands: Sequence[str], pieces: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Yield commands with talk before and after them, in one go."""
    for command, piece in zip(itertools.cycle(commands), pieces, strict=False):
        words = piece.split()
        at = chance.randint(0, len(words))
        yield " ".join([*words[:at], command, *words[at:]][:_LONGEST])
