"""Composes stages: what is said when, while someone gets into position, holds, rests and changes sides."""

from collections.abc import Sequence
from dataclasses import replace

from voiceskill.coaching.exercise import Exercise, Session
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.manner import Counting, Manner, Style
from voiceskill.coaching.stage import Chime, Cue, Line, Stage, StageKind
from voiceskill.coaching.stretch import Stretch

Sounds = tuple[Chime | Line, ...]

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


def sentences(texts: Sequence[str]) -> tuple[Line, ...]:
    """Make lines of sentences that come from the settings."""
    return tuple(Line("sentence", {"text": text}) for text in texts if text)


def instructions(exercise: Exercise) -> tuple[Line, ...]:
    """Say in full how an exercise is done."""
    stretch = exercise.stretch
    partner = stretch.partner if exercise.partner else ()
    steps = stretch.easier if exercise.easier else (stretch.start, *stretch.instructions, *partner)
    return sentences(steps) + feeling(stretch)


def feeling(stretch: Stretch) -> tuple[Line, ...]:
    """Say what a stretch should feel like, as far as that is known."""
    return (Line("feel", {"text": stretch.feel}),) if stretch.feel else ()


def release(exercise: Exercise, manner: Manner) -> Sounds:
    """Say that a hold is over, and how to come out of the stretch."""
    if manner.style is Style.CHIMES:
        return (Chime.RELEASE,)
    return (Chime.RELEASE, Line("release"), *sentences((exercise.stretch.release,)))


def hold_cues(seconds: float, repetition: int, manner: Manner, breath: int) -> tuple[Cue, ...]:
    """Announce a hold and count it: its last seconds, each number on its second, or its breaths.

    Args:
        seconds: Length of the hold.
        repetition: Which hold of its side it is, from 1.
        manner: How much is said, and what is counted.
        breath: Seconds that a breath takes.
    """
    begin = Cue(Chime.BEGIN, 0.0)
    if manner.style is Style.CHIMES:
        return (begin, Cue(Chime.HALF, seconds / 2))
    if manner.counting is Counting.BREATHS:
        breaths = max(round(seconds / breath), 1)
        announced = Line("hold_breaths", {"breaths": breaths, "repetition": repetition})
        counted = tuple(
            Cue(Line("breath", {"number": number, "breaths": breaths}), float(breath * (number - 1)))
            for number in range(2, breaths + 1)
            if breath * (number - 1) < seconds
        )
    else:
        announced = Line("hold", {"seconds": round(seconds), "repetition": repetition})
        counted = tuple(
            Cue(Line("count", {"seconds": left}), seconds - left)
            for left in _COUNTED
            if seconds - left >= _ANNOUNCEMENT_S
        )
    return (begin, Cue(announced, _AFTER_CHIME_S), *counted)


def explain(number: int, session: Session, before: Sounds, manner: Manner, *, known: bool) -> Stage:
    """Tell how the present exercise is done.

    Args:
        number: The stage's number.
        session: Where the user is.
        before: What is said first, such as how to come out of the stretch before.
        manner: How much is said.
        known: Whether the user has done the stretch often enough to need no more than a reminder.
    """
    exercise = session.exercise
    opening = Line("stretch", {"name": exercise.stretch.name, "side": session.side, "first": session.index == 0})
    brief = manner.style is Style.SHORT or (manner.style is Style.AUTO and known)
    body: tuple[Line, ...] = instructions(exercise)
    if manner.style is Style.CHIMES:
        body = ()
    elif brief and exercise.stretch.reminder and not exercise.easier:
        body = sentences((exercise.stretch.reminder,))
    cautious = not (brief or session.begun or session.index or manner.style is Style.CHIMES)
    caution = (Line("caution"),) if cautious else ()
    return _stage(number, StageKind.EXPLAIN, session, 0.0, _in_turn((*before, opening, *body, *caution)))


def position(number: int, session: Session, habits: Habits, manner: Manner) -> Stage:
    """Give time to get into position."""
    lead_time = session.exercise.lead_time
    waits = lead_time is None
    opening = Line("position", {"side": session.side, "waits": waits})
    seconds = habits.ask_after if lead_time is None else lead_time
    silent = manner.style is Style.CHIMES
    return _stage(number, StageKind.POSITION, session, seconds, () if silent else _in_turn((opening,)))


def hold(number: int, session: Session, habits: Habits, manner: Manner) -> Stage:
    """Count a hold."""
    seconds = session.exercise.hold
    cues = hold_cues(seconds, session.repetition, manner, habits.breath)
    return _stage(number, StageKind.HOLD, session, seconds, cues)


def rest(number: int, session: Session, manner: Manner) -> Stage:
    """Rest before the next hold of the same side; the session is already at that hold."""
    exercise = session.exercise
    if manner.style is Style.CHIMES:
        return _stage(number, StageKind.REST, session, exercise.rest, (Cue(Chime.RELEASE, 0.0),))
    opening = _in_turn((Chime.RELEASE, Line("release"), Line("rest", {"seconds": exercise.rest})))
    coming = Line("next_hold", {"repetition": session.repetition, "repetitions": exercise.repetitions})
    return _stage(number, StageKind.REST, session, exercise.rest, opening + _warning(coming, exercise.rest))


def change_sides(number: int, session: Session, habits: Habits, manner: Manner) -> Stage:
    """Give time to change sides; the session is already at the other side."""
    opening = _in_turn((*release(session.exercise, manner), Line("change_sides", {"side": session.side})))
    return _stage(number, StageKind.CHANGE_SIDES, session, habits.change_time, opening)


def lengthened(number: int, stage: Stage, seconds: float, habits: Habits, manner: Manner) -> Stage:
    """Give a stage another length; what is said towards its end moves with the end."""
    if stage.kind is StageKind.HOLD:
        cues = hold_cues(seconds, stage.repetition, manner, habits.breath)
    else:
        moved = seconds - stage.seconds
        cues = tuple(replace(cue, at=cue.at + moved) if cue.at else cue for cue in stage.cues)
    return replace(stage, number=number, seconds=seconds, cues=cues)


def question(number: int, sounds: Sounds, seconds: float, stretch: str = "") -> Stage:
    """Ask something, and wait so many seconds for the answer."""
    return Stage(number=number, kind=StageKind.QUESTION, seconds=seconds, cues=_in_turn(sounds), stretch=stretch)


def wait(number: int, habits: Habits, stretch: str) -> Stage:
    """Wait for a word, in silence."""
    return Stage(number=number, kind=StageKind.WAIT, seconds=habits.check_in, cues=(), stretch=stretch)


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


def _in_turn(sounds: Sounds) -> tuple[Cue, ...]:
    return tuple(Cue(sound, None if place else 0.0) for place, sound in enumerate(sounds))


def _warning(line: Line, seconds: float) -> tuple[Cue, ...]:
    return (Cue(line, seconds - _WARNING_S),) if seconds >= _WARNED_FROM_S else ()
