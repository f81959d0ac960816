"""Tells which names of stretches and routines the recogniser cannot hear, and what to do about it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from voiceskill.understanding.naming import Named
from voiceskill.understanding.saying import Spell, Unknown, respelt
from voiceskill.understanding.spelling import speakable


def unknown_names(
    *,
    stretches: Iterable[Named],
    routines: Iterable[Named],
    unknown: Unknown,
    spell: Spell,
    language: str,
) -> tuple[str, ...]:
    """Return one sentence for each name that cannot be recognised as it is written: what is wrong and what to do.

    A name with unknown words is in order where its ``sounds_like`` has none.

    Args:
        stretches: What can be asked for by {stretch}.
        routines: What can be asked for by {routine}.
        unknown: Tells which words the recogniser cannot recognise.
        spell: Spells a word in others that it can; asked only for words that it cannot.
        language: Code of the language that numbers in names are read in, such as ``en``.
    """
    things = [("stretch", thing) for thing in stretches] + [("routine", thing) for thing in routines]
    names = [name for _, thing in things for name in (thing.name, *thing.also, thing.sounds_like or "")]
    words = (word for name in names for word in speakable(name, language).split())
    advisor = _Advisor(unknown(frozenset(words)), spell, language)
    return tuple(sentence for kind, thing in things for sentence in advisor.advice(kind, thing))


@dataclass(frozen=True, slots=True)
class _Advisor:
    """Knows which words are unknown, and others to say in their place."""

    strange: Collection[str]
    """Words that the recogniser does not know."""
    spell: Spell
    """Spells a word in others."""
    language: str
    """Code of the language that numbers in names are read in."""

    def advice(self, kind: str, thing: Named) -> Iterator[str]:
        """Yield what is wrong with the names of one thing."""
        place = f"the {kind} {thing.id} in config.yaml"
        if thing.sounds_like:
            if words := self._strangers(thing.sounds_like):
                yield (
                    f'The recogniser does not know {words} in "sounds_like: {thing.sounds_like}": '
                    f"spell it with common words in {place}{self._example(thing.sounds_like)}."
                )
        elif words := self._strangers(thing.name):
            yield (
                f'The recogniser does not know {words} in "{thing.name}": add the name spelt in common words to '
                f"{place}{self._example(thing.name)}."
            )
        for name in thing.also:
            if words := self._strangers(name):
                yield (
                    f'The recogniser does not know {words} in "{name}": spell this other name with common words in '
                    f"{place}{self._example(name, key='')}."
                )

    def _strangers(self, name: str) -> str:
        """Name the unknown words of a name; empty where there are none."""
        words = [f'"{word}"' for word in dict.fromkeys(self._words(name)) if word in self.strange]
        return f"the word{'s' if len(words) > 1 else ''} {' and '.join(words)}" if words else ""

    def _example(self, name: str, key: str = "sounds_like: ") -> str:
        spelt = respelt(" ".join(self._words(name)), self.strange, self.spell)
        return f', for example "{key}{spelt}"' if spelt else ""

    def _words(self, name: str) -> list[str]:
        return speakable(name, self.language).split()
