"""For which room a sentence is that no room has heard."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.mat import Mat
from voiceskill.understanding.spelling import speakable

BEFORE_A_ROOM: Final[Mapping[str, Sequence[str]]] = {"en": ("in the", "in my", "in")}
"""What comes before the name of a room, by language; in other languages it is named by itself."""


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence, and where it is to be taken as if it had been said there."""

    mats: tuple[Mat, ...]
    """The rooms; there is none where none is open."""
    text: str
    """The sentence without the room that it names."""


def requested(text: str, mats: Sequence[Mat]) -> Request:
    """Find out for which room a sentence is.

    It is for the room that it names at its end or at its beginning, as in "start child's pose in the bedroom". Without
    a name it is for the first room in which something goes on, else for the first of all; only what silences the coach,
    such as "that hurts", is then for every room in which something goes on.

    Args:
        text: What was said or typed, with the wake phrase or without it.
        mats: The rooms, the first one first.
    """
    at_work = tuple(mat for mat in mats if mat.live.latest.content.state is not State.IDLE)
    likely = at_work or tuple(mats[:1])
    # "Go on in the bedroom" is for the room that has the session: the whole sentence comes first.
    takers = tuple(mat for mat in likely if command_in(mat, text))
    if takers:
        return Request(takers if all(_is_urgent(mat, text) for mat in takers) else takers[:1], text)
    named = [Request((mat,), rest) for mat in mats for rest in _without_room(text, mat)]
    # Of "bedroom" and "big bedroom" the one that explains more of the sentence.
    return min(named, key=lambda request: len(request.text), default=Request(likely[:1], text))


def command_in(mat: Mat, text: str) -> Command | None:
    """Return what a sentence asks for if it is said in a room now; None where it is no command there."""
    return mat.repertoire().understanding.interpret(text, mat.live.latest.content.state)


def _is_urgent(mat: Mat, text: str) -> bool:
    repertoire = mat.repertoire()
    return speakable(text, repertoire.config.language) in repertoire.understanding.urgent_sentences()


def _without_room(text: str, mat: Mat) -> Iterator[str]:
    """Yield what is left of a sentence without the room that it names, for each way to name it."""
    language = mat.repertoire().config.language
    words, name = speakable(text, language), speakable(mat.name, language)
    for before in (*BEFORE_A_ROOM.get(language, ()), "") if name else ():
        phrase = f"{before} {name}".lstrip()
        if words.endswith(f" {phrase}"):
            yield words.removesuffix(phrase).rstrip()
        elif words.startswith(f"{phrase} "):
            yield words.removeprefix(phrase).lstrip()
