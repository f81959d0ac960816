"""A stretch as it is to be done in one session, and where in the session the user is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from voiceskill.coaching.facts import Moment, PlannedStretch
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, MIN_HOLD_S, Library, Side, Step, Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One stretch of a session with its numbers settled; the user changes them by voice."""

    stretch: Stretch
    """What is done."""
    hold: int
    """Length of each hold, in seconds."""
    repetitions: int
    """Number of holds, for each side."""
    rest: int
    """Rest between two holds, in seconds."""
    sides: tuple[Side, ...]
    """The sides in their order; empty where both are stretched at once."""
    lead_time: int | None = None
    """Seconds to get into position before a hold begins by itself; None: it waits for "ready"."""
    partner: bool = False
    """Whether a partner helps."""
    easier: bool = False
    """Whether it is done the easier way."""

    @classmethod
    def of(cls, step: Step, library: Library, habits: Habits) -> Self:
        """Settle the numbers of a step: its own, else the stretch's usual ones."""
        stretch = library.stretches[step.stretch]
        return cls(
            stretch=stretch,
            hold=stretch.hold if step.hold is None else step.hold,
            repetitions=stretch.repetitions if step.repetitions is None else step.repetitions,
            rest=habits.rest if step.rest is None else step.rest,
            sides=stretch.sides if step.sides is None else step.sides,
            lead_time=habits.lead_time if step.lead_time is None else step.lead_time,
            partner=step.partner,
        )

    @property
    def turns(self) -> tuple[Side | None, ...]:
        """The sides in their order; one turn without a side where both are stretched at once."""
        return self.sides or (None,)

    @property
    def planned(self) -> PlannedStretch:
        """The exercise as a fact."""
        return PlannedStretch(self.stretch.id, self.sides, self.hold, self.repetitions)


def clamp_hold(seconds: float) -> int:
    """Return the nearest length of a hold that is allowed, in seconds."""
    return int(min(max(seconds, MIN_HOLD_S), MAX_HOLD_S))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The exercises of a session, and the place in it that the user has reached."""

    name: str
    """Id of the routine, or of the single stretch."""
    exercises: tuple[Exercise, ...]
    """At least one."""
    index: int = 0
    """Which exercise, from 0."""
    turn: int = 0
    """Which of the exercise's turns (sides), from 0."""
    repetition: int = 1
    """Which hold of this exercise and turn, from 1."""
    begun: Mapping[tuple[str, Side | None], int] = field(default_factory=dict)
    """Holds begun in this session, by stretch id and side."""
    completed: int = 0
    """Holds held to their end."""
    held: float = 0.0
    """Seconds held in all."""
    left_out: frozenset[str] = frozenset()
    """Ids of the stretches that are not done any more."""
    confirmed: frozenset[str] = frozenset()
    """Ids of the stretches that hurt the last time and were asked about."""
    serious: bool = False
    """Whether a pain was reported that a doctor should see."""
    ratings: Mapping[Moment, int] = field(default_factory=dict)
    """How the back was, 0 (no pain) to 10, as far as it was said."""
    done: bool = False
    """Whether all of it has been done."""

    @property
    def exercise(self) -> Exercise:
        """The exercise that the user is at."""
        return self.exercises[self.index]

    @property
    def side(self) -> Side | None:
        """The side that the user is at, if any."""
        return self.exercise.turns[self.turn]

    @property
    def allowance(self) -> int:
        """How many more holds of this stretch and side the session allows."""
        return MAX_REPETITIONS - self.begun.get((self.exercise.stretch.id, self.side), 0)

    @property
    def repetitions_left(self) -> int:
        """Holds to come on this side after the present one."""
        return self.exercise.repetitions - self.repetition

    @property
    def to_come(self) -> tuple[Exercise, ...]:
        """The exercises after the present one, less those left out."""
        return tuple(later for later in self.exercises[self.index + 1 :] if later.stretch.id not in self.left_out)

    @property
    def fresh(self) -> bool:
        """Whether nothing of the present exercise has been passed yet."""
        return self.turn == 0 and self.repetition == 1

    def with_hold_begun(self) -> Self:
        """Count a hold of the present stretch and side."""
        key = (self.exercise.stretch.id, self.side)
        return replace(self, begun={**self.begun, key: self.begun.get(key, 0) + 1})

    def without_stretch(self) -> Self:
        """Leave the present stretch out from now on."""
        return replace(self, left_out=self.left_out | {self.exercise.stretch.id})

    def with_stretch(self) -> Self:
        """Leave the present stretch out no longer."""
        return replace(self, left_out=self.left_out - {self.exercise.stretch.id})

    def rated(self, moment: Moment, rating: int) -> Self:
        """Remember how the back was."""
        return replace(self, ratings={**self.ratings, moment: rating})

    def with_exercise(self, exercise: Exercise) -> Self:
        """Change the numbers of the present exercise."""
        return replace(self, exercises=(*self.exercises[: self.index], exercise, *self.exercises[self.index + 1 :]))

    def at(self, index: int, turn: int = 0) -> Self | None:
        """Go to the first turn at or after this place of which more holds are allowed; None where there is none."""
        for candidate, exercise in enumerate(self.exercises[index:], index):
            if exercise.stretch.id in self.left_out:
                continue
            for other in range(turn if candidate == index else 0, len(exercise.turns)):
                place = replace(self, index=candidate, turn=other, repetition=1)
                if place.allowance > 0:
                    return place
        return None

    def after_hold(self) -> Self | None:
        """Go to the next hold: the next repetition, else side, else exercise; None where that was the last."""
        if self.repetitions_left > 0 and self.allowance > 0:
            return replace(self, repetition=self.repetition + 1)
        return self.at(self.index, self.turn + 1)
