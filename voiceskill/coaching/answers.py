"""What the coach answers to questions about where in a session the user is, and how it closes one."""

from collections.abc import Sequence

from voiceskill.coaching.exercise import Session
from voiceskill.coaching.facts import Moment
from voiceskill.coaching.history import History
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
            "stretches": len(session.to_come),
        },
    )


def which_side(session: Session) -> Line:
    """Say which side is being stretched."""
    return Line("which_side", {"side": session.side})


def whats_next(session: Session) -> Line:
    """Say what follows the present hold."""
    following = session.after_hold()
    if not following:
        return Line("next_is", {"what": "end"})
    if following.index != session.index:
        return Line("next_is", {"what": "stretch", "name": following.exercise.stretch.name})
    if following.turn != session.turn:
        return Line("next_is", {"what": "side", "side": following.side})
    return Line(
        "next_is", {"what": "hold", "repetition": following.repetition, "repetitions": session.exercise.repetitions}
    )


def broken_off(place: Session, sore: str | None) -> Line:
    """Ask whether to go on with a session that was broken off.

    Args:
        place: Where to go on.
        sore: Name of the stretch that hurt just before; None where nothing did.
    """
    exercise = place.exercise
    return Line(
        "broken_off",
        {
            "name": exercise.stretch.name,
            "side": place.side,
            "repetition": place.repetition,
            "repetitions": exercise.repetitions,
            "sore": sore,
        },
    )


def closing(session: Session, history: History) -> tuple[Line, ...]:
    """Say what was done, how the back has changed, the streak, and a kind word."""
    summary = Line("summary", {"holds": session.completed, "seconds": round(session.held)})
    if not session.completed:
        return (summary,)
    lines = [summary]
    if len(session.ratings) == len(Moment):
        lines.append(Line("rated", {"before": session.ratings[Moment.BEFORE], "after": session.ratings[Moment.AFTER]}))
    # The hold that has just ended may be the day's first, and not yet in the journal.
    streak = history.streak + (not history.done_today)
    if streak > 1:
        lines.append(Line("streak", {"days": streak}))
    lines.append(Line("kind_word", {"number": sum(history.completed.values()) + session.completed}))
    return tuple(lines)


def names(library: Library) -> dict[str, Sequence[str]]:
    """Return the names of the stretches and routines, in their order."""
    return {
        "stretches": [stretch.name for stretch in library.stretches.values()],
        "routines": [routine.name for routine in library.routines.values()],
    }
