"""What is wanted in a room, made of what comes from the broker."""

from dataclasses import dataclass

from voiceskill.coaching.command import Command
from voiceskill.mqtt.buttons import BUTTONS
from voiceskill.mqtt.room_state import NO_ROUTINE
from voiceskill.repertoire import Repertoire

_LONGEST_TEXT = 500
"""Characters that are said at most."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something to say."""

    text: str
    """The words."""


Order = Command | Announcement


def order_of(kind: str, text: str, repertoire: Repertoire) -> Order | None:
    """Return what is wanted; None where that is nothing that the coach knows.

    Args:
        kind: ``press`` for a button, ``start`` for a routine, ``say`` for a text to say.
        text: The intent, the name or id of the routine (`NO_ROUTINE`: stop), or the text.
        repertoire: What can be asked for in the room.
    """
    match kind:
        case "press" if text in BUTTONS:
            return Command(text)
        case "start" if text == NO_ROUTINE:
            return Command("stop")
        case "start":
            named = (each.id for each in repertoire.library.routines.values() if text in (each.name, each.id))
            return next((Command("start", {"routine": routine}) for routine in named), None)
        case "say":
            words = " ".join("".join(each if each.isprintable() else " " for each in text[:_LONGEST_TEXT]).split())
            return Announcement(words) if words else None
    return None
