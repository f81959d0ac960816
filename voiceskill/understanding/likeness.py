"""Finds names that sound so much alike that one may be heard for the other."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from voiceskill.hearing.pronouncing.phones import Phones, least_distance
from voiceskill.hearing.pronouncing.pronouncer import Pronouncer
from voiceskill.understanding.naming import Named
from voiceskill.understanding.spelling import speakable

ALIKE: Final = 1.0
"""Distance of phones up to which two names sound alike: about one consonant of all that is said.

What is said before a name, such as "start", is the same for both and tells nothing. So it is the sum over the sentence
that counts and not the share: "bag" and "back" are 0.3 apart, "neck stretch" and "next stretch" 0.8, "neck rolls" and
"knee rolls" 1.2, "morning" and "evening" 2.3. Of names up to 1 apart PocketSphinx took more than a quarter for each
other in kitchen noise at 10 dB, of those between 1 and 1.5 one in fourteen, of those further apart none.
"""


def alike(name: str, others: Iterable[str], pronouncer: Pronouncer, language: str) -> tuple[str, ...]:
    """Return those of other things' names that sound like a name, the most alike first.

    Args:
        name: What somebody would call a stretch or a routine.
        others: What others are called.
        pronouncer: Tells how names are said.
        language: Code of the language that numbers in names are read in, such as ``en``.
    """
    others = tuple(others)
    said = _said((name, *others), pronouncer, language)
    distances = ((least_distance(said[name], said[other], ALIKE), other) for other in others)
    return tuple(dict.fromkeys(other for distance, other in sorted(distances) if distance <= ALIKE))


def names_alike(
    *, stretches: Iterable[Named], routines: Iterable[Named], pronouncer: Pronouncer, language: str
) -> tuple[str, ...]:
    """Return one sentence of advice for each two names that sound alike and mean different things.

    Names that can mean the same thing may sound alike: "knee to chest" and "knees to chest".

    Args:
        stretches: What can be asked for by {stretch}.
        routines: What can be asked for by {routine}.
        pronouncer: Tells how names are said.
        language: Code of the language that numbers in names are read in, such as ``en``.
    """
    meanings = _meanings((*stretches, *routines))
    said = _said(meanings, pronouncer, language)
    return tuple(
        f'"{one}" and "{other}" sound alike, so one may be heard for the other: '
        f"give {' or '.join(sorted(meanings[one] | meanings[other]))} another name in config.yaml."
        for one, other in combinations(meanings, 2)
        if meanings[one].isdisjoint(meanings[other]) and least_distance(said[one], said[other], ALIKE) <= ALIKE
    )


def _said(names: Iterable[str], pronouncer: Pronouncer, language: str) -> Mapping[str, tuple[Phones, ...]]:
    """Return how names are said; a name that nobody could say is said in no way."""
    texts = {name: speakable(name, language) for name in names}
    whole = pronouncer.whole(frozenset(texts.values()))
    return {name: whole.get(text, ()) for name, text in texts.items()}


def _meanings(things: Iterable[Named]) -> Mapping[str, frozenset[str]]:
    """Return the ids that each name may stand for."""
    meanings: dict[str, frozenset[str]] = {}
    for thing in things:
        for name in (thing.name, *thing.also):
            meanings[name] = meanings.get(name, frozenset()) | {thing.id}
    return meanings
