"""Tells which names of stretches and routines the recogniser cannot hear, and what to do about it."""

from collections.abc import Callable, Iterable, Iterator

from voiceskill.understanding.naming import Named
from voiceskill.understanding.spelling import speakable


def unknown_names(
    *,
    stretches: Iterable[Named],
    routines: Iterable[Named],
    unknown: Callable[[Iterable[str]], frozenset[str]],
    language: str,
) -> tuple[str, ...]:
    """Return one sentence for each name that cannot be recognised as it is written: what is wrong and what to do.

    A name with unknown words is in order where its ``sounds_like`` has none.

    Args:
        stretches: What can be asked for by {stretch}.
        routines: What can be asked for by {routine}.
        unknown: Returns those of some words that the recogniser does not know, as `Recognizer.unknown` does.
        language: Code of the language that numbers in names are read in, such as ``en``.
    """
    things = [("stretch", thing) for thing in stretches] + [("routine", thing) for thing in routines]
    names = [name for _, thing in things for name in (thing.name, *thing.also, thing.sounds_like or "")]
    strange = unknown({word for name in names for word in speakable(name, language).split()})

    def strangers(name: str) -> str:
        """Name the unknown words of a name; empty where there are none."""
        words = [f'"{word}"' for word in dict.fromkeys(speakable(name, language).split()) if word in strange]
        return f"the word{'s' if len(words) > 1 else ''} {' and '.join(words)}" if words else ""

    return tuple(sentence for kind, thing in things for sentence in _advice(kind, thing, strangers))


def _advice(kind: str, thing: Named, strangers: Callable[[str], str]) -> Iterator[str]:
    place = f"the {kind} {thing.id} in config.yaml"
    if thing.sounds_like:
        if words := strangers(thing.sounds_like):
            yield (
                f'The recogniser does not know {words} in "sounds_like: {thing.sounds_like}": '
                f"spell it with common words in {place}."
            )
    elif words := strangers(thing.name):
        yield (
            f'The recogniser does not know {words} in "{thing.name}": add the name spelt in common words, '
            f'for example "sounds_like: pigeon", to {place}.'
        )
    for name in thing.also:
        if words := strangers(name):
            yield (
                f'The recogniser does not know {words} in "{name}": spell this other name with common words in {place}.'
            )
