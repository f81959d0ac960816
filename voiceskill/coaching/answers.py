"""What the coach answers to questions about where in a session the user is."""

from collections.abc import Sequence

from voiceskill.coaching.exercise import Session
from voiceskill.coaching.stage import Line
from voiceskill.coaching.stretch import Library


def count_left(session: Session) -> Line:
    """Say how many holds, sides and stretches are left."""
    return Line(
        "count_left",
        {
            "repetition": session.repetition,
            "repetitions": session.exercise.repetitions,
            "side_to_come": next(iter(session.exercise.turns[session.turn + 1 :]), None),
            "stretches": len(session.exercises) - session.index - 1,
        },
    )


def which_side(session: Session) -> Line:
    """Say which side is being stretched."""
    return Line("which_side", {"side": session.side})


def summary(session: Session) -> Line:
    """Say what was done."""
    return Line("summary", {"holds": session.completed, "seconds": round(session.held)})


def repertoire(library: Library) -> Line:
    """Say what can be asked for."""
    return Line("list", names(library))


def names(library: Library) -> dict[str, Sequence[str]]:
    """Return the names of the stretches and routines, in their order."""
    return {
        "stretches": [stretch.name for stretch in library.stretches.values()],
        "routines": [routine.name for routine in library.routines.values()],
    }
