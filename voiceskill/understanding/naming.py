"""What stretches and routines may be called when they are asked for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from voiceskill.complaint import Complaint
from voiceskill.understanding.spelling import speakable


class Named(Protocol):
    """What a stretch and a routine have in common."""

    @property
    def id(self) -> str:
        """Its key in the settings."""

    @property
    def name(self) -> str:
        """What the coach calls it, and the user too."""

    @property
    def also(self) -> Sequence[str]:
        """Other names by which it may be asked for."""

    @property
    def sounds_like(self) -> str | None:
        """The name spelt in common words, for a recogniser that does not know the name's own."""


def spoken_names(
    named: Mapping[str, Iterable[Named]], *, articles: Collection[str], kinds: Mapping[str, str], language: str
) -> dict[str, dict[str, str]]:
    """Return, by list, the id for each way in which a thing may be called.

    A leading article is dropped, since the templates allow one before each name, and a name may be followed by the
    word for its kind unless that makes it another thing's name.

    Args:
        named: What there is, by the name of its list: ``stretch`` and ``routine``.
        articles: Words that may stand before a name or be left out, such as ``the``.
        kinds: By list, the word that may follow a name, such as ``routine`` after "morning".
        language: Code of the language, such as ``en``.

    Raises:
        Complaint: A name has no words, or two things have the same.
    """
    owners: dict[str, tuple[str, str]] = {}
    for kind, things in named.items():
        for thing in things:
            for name in (thing.name, *thing.also, *filter(None, [thing.sounds_like])):
                words = _without_article(speakable(name, language), articles)
                if not words:
                    raise Complaint(f'The {kind} {thing.id} is called "{name}", which cannot be said; give it a name.')
                owner = owners.setdefault(words, (kind, thing.id))
                if owner != (kind, thing.id):
                    raise Complaint(
                        f'The {owner[0]} {owner[1]} and the {kind} {thing.id} are both called "{words}"; '
                        "give one of them another name."
                    )
    for words, (kind, identity) in list(owners.items()):
        suffix = kinds.get(kind)
        if suffix and words.split()[-1] != suffix:
            owners.setdefault(f"{words} {suffix}", (kind, identity))
    return {kind: {words: owner for words, (of, owner) in owners.items() if of == kind} for kind in named}


def _without_article(words: str, articles: Collection[str]) -> str:
    first, _, rest = words.partition(" ")
    return rest if rest and first in articles else words
