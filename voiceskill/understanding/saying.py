"""Shows how a name is said, before it is given to anything."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from voiceskill.hearing.pronouncing.pronouncer import Pronouncer
from voiceskill.hearing.pronouncing.readable import readable
from voiceskill.understanding.spelling import speakable

Unknown = Callable[[Iterable[str]], Collection[str]]
"""Returns those of some words that the recogniser cannot recognise, as `Recognizer.unknown` does."""
Spell = Callable[[str], Sequence[str]]
"""Returns common words that sound like a word, the best spelling first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWord:
    """One word of a name."""

    text: str
    """Lower-case spelling."""
    heard: bool
    """Whether the recogniser can recognise it."""
    guessed: bool
    """Whether it stands in no dictionary, so that `ways` are read from its spelling."""
    ways: tuple[str, ...]
    """How it is said, in English letters, such as ``uh-sah-nuh``; the likeliest way first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidName:
    """A name as it is said."""

    text: str
    """What is said and spoken: the name's lower-case words, single spaces between, numbers spelt out."""
    words: tuple[SaidWord, ...]
    """They, one by one."""
    sounds_like: str | None
    """The name with other words in place of those that cannot be recognised; None where it needs none, or where none
    come near."""

    @property
    def heard(self) -> bool:
        """Whether somebody who says the name can be understood."""
        return bool(self.words) and all(word.heard for word in self.words)


def how_said(name: str, *, pronouncer: Pronouncer, unknown: Unknown, spell: Spell, language: str) -> SaidName:
    """Return how a name is said, and whether it can be heard.

    Takes a tenth of a second on a PC where a word is new, and another quarter where one has to be spelt otherwise.

    Args:
        name: What somebody would call a stretch or a routine.
        pronouncer: Tells how its words are said.
        unknown: Tells which words the recogniser cannot recognise.
        spell: Spells a word in others.
        language: Code of the language that numbers are read in, such as ``en``.
    """
    text = speakable(name, language)
    words = tuple(text.split())
    ways = pronouncer.ways(words)
    strange, guessed = unknown(words), pronouncer.guessed(words)
    said = tuple(
        SaidWord(
            text=word,
            heard=word not in strange,
            guessed=word in guessed,
            ways=tuple(dict.fromkeys(readable(way) for way in ways.get(word, ()))),
        )
        for word in words
    )
    return SaidName(text=text, words=said, sounds_like=respelt(text, strange, spell))


def respelt(text: str, strange: Collection[str], spell: Spell) -> str | None:
    """Return a text with other words in place of the strange ones; None where there are none, or none come near.

    Args:
        text: Lower-case words, single spaces between.
        strange: Words that are to be replaced.
        spell: Spells a word in others.
    """
    words = text.split()
    spelt = {word: spell(word)[:1] for word in words if word in strange}
    if not spelt or not all(spelt.values()):
        return None
    return " ".join(spelt[word][0] if word in spelt else word for word in words)
