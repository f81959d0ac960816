"""What stretches and routines may be called when they are asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    """Return, by list, what each way of calling things stands for: an id, or several separated by single spaces.

    A leading article is dropped, since the templates allow one before each name, and a name may be followed by the
    word for its kind unless that makes it another thing's name. Things of one kind may share other names; but what is
    one thing's own name is no other's.

    Args:
        named: What there is, by the name of its list: ``stretch`` and ``routine``.
        articles: Words that may stand before a name or be left out, such as ``the``.
        kinds: By list, the word that may follow a name, such as ``routine`` after "morning".
        language: Code of the language, such as ``en``.

    Raises:
        Complaint: A name has no words, or two things have the same of their own.
    """
    calls = [
        _Call(kind, thing.id, _words(name, kind, thing, articles, language), own=own)
        for kind, things in named.items()
        for thing in things
        for own, names in ((True, (thing.name, *filter(None, [thing.sounds_like]))), (False, thing.also))
        for name in names
    ]
    owners = _owners(calls)
    return {
        kind: _with_kind([call for call in calls if call.kind == kind and call.may(owners)], owners, kinds.get(kind))
        for kind in named
    }


def short_names(names: Mapping[str, str], kind: str | None) -> dict[str, str]:
    """Return the names less the word for their kind: "the short one", where a routine is called "short routine".

    Args:
        names: What each name stands for, as `spoken_names` tells it for one list.
        kind: The word, if the language has one.
    """
    shortened: defaultdict[str, list[str]] = defaultdict(list)
    for words, identities in names.items():
        short = words.removesuffix(f" {kind}")
        if short not in names:
            shortened[short] += identities.split()
    return {words: " ".join(dict.fromkeys(identities)) for words, identities in shortened.items()}


@dataclass(frozen=True, slots=True)
class _Call:
    """One way to call a thing."""

    kind: str
    """The thing's list."""
    identity: str
    """The thing's id."""
    words: str
    """What is said."""
    own: bool
    """Whether it is the thing's own name, which the coach uses, or another."""

    def may(self, owners: Mapping[str, "_Call"]) -> bool:
        """Say whether nothing else is called so by the coach."""
        owner = owners.get(self.words, self)
        return (owner.kind, owner.identity) == (self.kind, self.identity)


def _owners(calls: Iterable[_Call]) -> dict[str, _Call]:
    owners: dict[str, _Call] = {}
    for call in calls:
        if call.own and not call.may(owners):
            other = owners[call.words]
            raise Complaint(
                f"The {other.kind} {other.identity} and the {call.kind} {call.identity} are both called "
                f'"{call.words}"; give one of them another name.'
            )
        if call.own:
            owners[call.words] = call
    return owners


def _with_kind(calls: Iterable[_Call], owners: Collection[str], kind: str | None) -> dict[str, str]:
    called: defaultdict[str, list[str]] = defaultdict(list)
    for call in calls:
        called[call.words].append(call.identity)
    names = {words: " ".join(dict.fromkeys(identities)) for words, identities in called.items()}
    for words, identities in list(names.items()):
        longer = f"{words} {kind}"
        if kind and words.split()[-1] != kind and longer not in owners:
            names.setdefault(longer, identities)
    return names


def _words(name: str, kind: str, thing: Named, articles: Collection[str], language: str) -> str:
    words = speakable(name, language)
    if not words:
        raise Complaint(f'The {kind} {thing.id} is called "{name}", which cannot be said; give it a name.')
    first, _, rest = words.partition(" ")
    return rest if rest and first in articles else words
