"""How long exercises take, and how to make them fit into a time."""

from dataclasses import replace

from voiceskill.coaching import staging
from voiceskill.coaching.exercise import Exercise
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.manner import Manner

_GETTING_READY_S = 12.0
"""Seconds that people take to say "ready"."""
_PAUSE_S = 0.6
"""Seconds between two sentences, and for a chime."""
_SHORTEST_HOLD_S = 15
"""Seconds below which a hold is not cut to save time."""


def seconds_of(exercises: tuple[Exercise, ...], habits: Habits, manner: Manner) -> float:
    """Estimate how long exercises take from the first explanation to the last release, in seconds."""
    return sum(_seconds_of(exercise, habits, manner) for exercise in exercises)


def fitted(exercises: tuple[Exercise, ...], seconds: float, habits: Habits, manner: Manner) -> tuple[Exercise, ...]:
    """Shorten exercises until they fit: first the repetitions, then long holds, then whole exercises from the end.

    Args:
        exercises: At least one; one is always left.
        seconds: How long they may take.
        habits: The times between the holds.
        manner: How fast, and how much, is said.
    """
    while seconds_of(exercises, habits, manner) > seconds:
        repeated = max(exercises, key=lambda exercise: exercise.repetitions)
        longest = max(exercises, key=lambda exercise: exercise.hold)
        if repeated.repetitions > 1:
            exercises = _with(exercises, repeated, replace(repeated, repetitions=repeated.repetitions - 1))
        elif longest.hold > _SHORTEST_HOLD_S:
            exercises = _with(exercises, longest, replace(longest, hold=max(longest.hold - 5, _SHORTEST_HOLD_S)))
        elif len(exercises) > 1:
            exercises = exercises[:-1]
        else:
            break
    return exercises


def _seconds_of(exercise: Exercise, habits: Habits, manner: Manner) -> float:
    texts = [str(line.values["text"]) for line in staging.instructions(exercise)]
    talk = sum(len(text.split()) * 60 / manner.rate + _PAUSE_S for text in texts)
    ready = _GETTING_READY_S if exercise.lead_time is None else exercise.lead_time
    turns = len(exercise.turns)
    holds = turns * (exercise.repetitions * exercise.hold + (exercise.repetitions - 1) * exercise.rest)
    return talk + ready + holds + (turns - 1) * habits.change_time


def _with(exercises: tuple[Exercise, ...], old: Exercise, new: Exercise) -> tuple[Exercise, ...]:
    place = next(place for place, exercise in enumerate(exercises) if exercise is old)
    return (*exercises[:place], new, *exercises[place + 1 :])
