"""Composes stages: what is said when, while someone gets into position, holds, rests and changes sides."""

from dataclasses import replace

from voiceskill.coaching.exercise import Exercise, Session
from voiceskill.coaching.pace import Pace
from voiceskill.coaching.stage import Chime, Cue, Line, Stage, StageKind

_COUNTED = (300, 270, 240, 210, 180, 150, 120, 90, 60, 30, 20, 10, 5, 4, 3, 2, 1)
"""Seconds left at which the coach says how many are left."""
_ANNOUNCEMENT_S = 3.0
"""Seconds that the announcement at the beginning of a hold has for itself."""
_AFTER_CHIME_S = 0.6
"""Seconds from a chime's onset to the words after it."""
_WARNING_S = 4.0
"""Seconds before the end of a stage at which the hold to come is announced."""
_WARNED_FROM_S = 9.0
"""Shortest stage, in seconds, that has room for that announcement."""
QUESTION_S = 20.0
"""Seconds that the coach waits for the answer to a question."""


def sentences(texts: tuple[str, ...]) -> tuple[Line, ...]:
    """Make lines of sentences that come from the settings."""
    return tuple(Line("sentence", {"text": text}) for text in texts)


def instructions(exercise: Exercise) -> tuple[Line, ...]:
    """Say how an exercise is done."""
    partner = exercise.stretch.partner if exercise.partner else ()
    return sentences(exercise.stretch.instructions + partner)


def release(exercise: Exercise) -> tuple[Chime | Line, ...]:
    """Say that a hold is over, and how to come out of the stretch."""
    return (Chime.RELEASE, Line("release"), *sentences((exercise.stretch.release,)))


def hold_cues(seconds: float, repetition: int) -> tuple[Cue, ...]:
    """Announce a hold and count its last seconds, each number on its second.

    Args:
        seconds: Length of the hold.
        repetition: Which hold of its side it is, from 1.
    """
    counted = tuple(
        Cue(Line("count", {"seconds": left}), seconds - left) for left in _COUNTED if seconds - left >= _ANNOUNCEMENT_S
    )
    announced = Line("hold", {"seconds": round(seconds), "repetition": repetition})
    return (Cue(Chime.BEGIN, 0.0), Cue(announced, _AFTER_CHIME_S), *counted)


def explain(number: int, session: Session, before: tuple[Chime | Line, ...]) -> Stage:
    """Tell how the present exercise is done.

    Args:
        number: The stage's number.
        session: Where the user is.
        before: What is said first, such as how to come out of the stretch before.
    """
    exercise = session.exercise
    opening = Line("stretch", {"name": exercise.stretch.name, "side": session.side, "first": session.index == 0})
    caution = () if session.begun or session.index else (Line("caution"),)
    sounds = (*before, opening, *instructions(exercise), *caution)
    return _stage(number, StageKind.EXPLAIN, session, 0.0, _in_turn(sounds))


def position(number: int, session: Session, pace: Pace) -> Stage:
    """Give time to get into position."""
    opening = Line("position", {"side": session.side, "seconds": pace.lead_time})
    return _stage(number, StageKind.POSITION, session, pace.lead_time, _in_turn((opening,)))


def hold(number: int, session: Session) -> Stage:
    """Count a hold."""
    seconds = session.exercise.hold
    return _stage(number, StageKind.HOLD, session, seconds, hold_cues(seconds, session.repetition))


def rest(number: int, session: Session) -> Stage:
    """Rest before the next hold of the same side; the session is already at that hold."""
    exercise = session.exercise
    opening = _in_turn((Chime.RELEASE, Line("release"), Line("rest", {"seconds": exercise.rest})))
    coming = Line("next_hold", {"repetition": session.repetition, "repetitions": exercise.repetitions})
    return _stage(number, StageKind.REST, session, exercise.rest, opening + _warning(coming, exercise.rest))


def change_sides(number: int, session: Session, pace: Pace) -> Stage:
    """Give time to change sides; the session is already at the other side."""
    opening = _in_turn((*release(session.exercise), Line("change_sides", {"side": session.side})))
    return _stage(number, StageKind.CHANGE_SIDES, session, pace.change_time, opening)


def lengthened(number: int, stage: Stage, seconds: float) -> Stage:
    """Give a stage another length; what is said towards its end moves with the end."""
    if stage.kind is StageKind.HOLD:
        cues = hold_cues(seconds, stage.repetition)
    else:
        moved = seconds - stage.seconds
        cues = tuple(replace(cue, at=cue.at + moved) if cue.at else cue for cue in stage.cues)
    return replace(stage, number=number, seconds=seconds, cues=cues)


def question(number: int, line: Line) -> Stage:
    """Ask something outside a session, and wait for the answer."""
    return Stage(number=number, kind=StageKind.QUESTION, seconds=QUESTION_S, cues=(Cue(line, 0.0),), stretch="")


def _stage(number: int, kind: StageKind, session: Session, seconds: float, cues: tuple[Cue, ...]) -> Stage:
    return Stage(
        number=number,
        kind=kind,
        seconds=seconds,
        cues=cues,
        stretch=session.exercise.stretch.id,
        side=session.side,
        repetition=session.repetition,
    )


def _in_turn(sounds: tuple[Chime | Line, ...]) -> tuple[Cue, ...]:
    return tuple(Cue(sound, None if place else 0.0) for place, sound in enumerate(sounds))


def _warning(line: Line, seconds: float) -> tuple[Cue, ...]:
    return (Cue(line, seconds - _WARNING_S),) if seconds >= _WARNED_FROM_S else ()
