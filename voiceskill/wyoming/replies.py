"""What a peer that has handed the coach a sentence is told, for its user's ears."""

from collections.abc import Iterable

from voiceskill.coaching.command import Command
from voiceskill.mat import Mat

NOT_UNDERSTOOD = "The coach does not know what to do with that just now."
NO_ROOM = "There is no room in which the coach is just now."


def will_be_done(mat: Mat, command: Command) -> str:
    """Return one sentence that tells what the coach does now."""
    repertoire = mat.repertoire()
    things = list(_names(mat, command)) if command.intent == "start" else []
    if len(things) == 1:
        place = f", in the {mat.name}" if mat.name else ""
        return f"{things[0][:1].upper()}{things[0][1:]}{place}."
    meaning = repertoire.meanings.get(command.intent, "has understood").partition(";")[0]
    return f"{_coach(mat)} {meaning}."


def refused(mat: Mat) -> str:
    """Return why a command was not done: nobody hears the coach there, or it makes no sense any more."""
    return mat.live.latest.content.hindrance or f"{_coach(mat)} can do nothing with that just now."


def late(mat: Mat) -> str:
    """Return one sentence for a room that has not obeyed in time."""
    return f"{_coach(mat)} does not answer just now."


def _coach(mat: Mat) -> str:
    return f"The coach in the {mat.name}" if mat.name else "The coach"


def _names(mat: Mat, command: Command) -> Iterable[str]:
    """Yield the names of the stretches and routines that a command may mean."""
    library = mat.repertoire().library
    for slot, things in (("stretch", library.stretches), ("routine", library.routines)):
        yield from (things[key].name for key in str(command.slots.get(slot, "")).split() if key in things)
