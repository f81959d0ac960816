"""Finds the place in a session that was broken off, from what is known to have happened in it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from voiceskill.coaching.exercise import Exercise, Session
from voiceskill.coaching.facts import BackRated, Happening, HoldEnded, PainReported, SessionBegan
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.stretch import Library, Step


def place_in(began: SessionBegan, happened: Iterable[Happening], library: Library, habits: Habits) -> Session | None:
    """Return the session at the hold that was in progress, or was to come next.

    What was changed by voice is known only as far as it shows in the holds: that a stretch still to come was to be
    left out, held longer or done more easily does not. What hurt, and was not taken up again, stays left out.

    Args:
        began: What the session was made of.
        happened: What has happened since, in its order.
        library: What can be done by now; a stretch that is no longer in it is left out.
        habits: What is waited for.

    Returns:
        The place; None where nothing is left to do, or where there was a pain that a doctor should see.
    """
    exercises = tuple(_exercises(began, library, habits))
    if not exercises:
        return None
    session = Session(name=began.name, exercises=exercises)
    place: Session | None = session
    for fact in happened:
        match fact:
            case BackRated():
                session = session.rated(fact.moment, fact.rating)
                place = place and place.rated(fact.moment, fact.rating)
            case PainReported():
                if fact.serious:
                    return None
                session = replace(_found(session, fact), left_out=session.left_out | {fact.stretch})
                place = session.at(session.index, session.turn)
            case _:
                session = _held(_found(session, fact), fact)
                place = session.after_hold() if fact.completed else session
                session = place or session
    return place


def _exercises(began: SessionBegan, library: Library, habits: Habits) -> Iterator[Exercise]:
    routine = library.routines.get(began.name)
    steps = iter(routine.steps if routine else ())
    for planned in began.planned:
        if planned.stretch in library.stretches:
            # The journal does not tell the rest and the lead time, which the routine's own step has.
            step = next((step for step in steps if step.stretch == planned.stretch), Step(stretch=planned.stretch))
            known = library.stretches[planned.stretch].sides
            sides = tuple(side for side in planned.sides if side in known)
            step = replace(step, hold=planned.hold, repetitions=planned.repetitions, sides=sides or None)
            yield Exercise.of(step, library, habits)


def _found(session: Session, fact: HoldEnded | PainReported) -> Session:
    """Go to where something happened: onwards from here, or else, after "back", from the beginning."""
    for index in (*range(session.index, len(session.exercises)), *range(session.index)):
        exercise = session.exercises[index]
        if exercise.stretch.id == fact.stretch and fact.side in exercise.turns:
            break
    else:
        return session  # at what can be done no more
    fresh = session.fresh and (fact.stretch, session.side) not in session.begun if index == session.index else True
    session = replace(session, index=index)
    if fresh and fact.side is not exercise.turns[0]:
        # "The left side first": the other side has not been done yet, and follows.
        session = session.with_exercise(replace(exercise, sides=exercise.sides[::-1]))
    repetitions = max(session.exercise.repetitions, fact.repetition)
    session = session.with_exercise(replace(session.exercise, repetitions=repetitions))
    return replace(session, turn=session.exercise.turns.index(fact.side), repetition=fact.repetition)


def _held(session: Session, hold: HoldEnded) -> Session:
    """Count a hold at its place."""
    held = session.held + hold.held * hold.completed
    counted = replace(session, completed=session.completed + hold.completed, held=held)
    if (session.exercise.stretch.id, session.side) != (hold.stretch, hold.side):
        return counted
    confirmed = session.confirmed | {hold.stretch}
    return replace(counted.with_stretch().with_hold_begun(), confirmed=confirmed)
