"""A routine as a form holds it: what was typed, right or wrong, so that nothing of it is lost."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from voiceskill.coaching.exercise import Exercise
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.stretch import Library, Routine, Side, Step, Stretch
from voiceskill.config.problems import Problem

_NUMBERS = ("hold", "repetitions", "rest", "lead_time")
_MOST_STEPS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDraft:
    """One stretch of a routine as it was typed; an empty text stands for the usual."""

    stretch: str
    """Id of the stretch."""
    hold: str = ""
    """Seconds."""
    repetitions: str = ""
    """Number of holds, for each side."""
    rest: str = ""
    """Seconds."""
    lead_time: str = ""
    """Seconds."""
    sides: str = ""
    """The sides in their order, with a comma between."""
    partner: bool = False
    """Whether a partner helps."""

    @classmethod
    def of(cls, step: Step) -> Self:
        """Begin with a step as it is."""
        numbers = {name: _shown(getattr(step, name)) for name in _NUMBERS}
        return cls(stretch=step.stretch, sides=",".join(step.sides or ()), partner=step.partner, **numbers)

    @classmethod
    def read(cls, form: Mapping[str, str], index: int) -> Self:
        """Take a step from a form."""
        texts = {name: form.get(f"steps.{index}.{name}", "").strip() for name in (*_NUMBERS, "stretch", "sides")}
        return cls(partner=bool(form.get(f"steps.{index}.partner")), **texts)

    def data(self) -> dict[str, Any]:
        """Return the step as it is written into the settings, or complained about there."""
        numbers = {name: _number(getattr(self, name)) for name in _NUMBERS}
        sides = self.sides.split(",") if self.sides else None
        return {"stretch": self.stretch, **numbers, "sides": sides, "partner": self.partner}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineDraft:
    """A routine as it was typed."""

    revision: str
    """Of the settings that were looked at."""
    name: str = ""
    """What it is called."""
    also: str = ""
    """Other names, with commas between."""
    sounds_like: str = ""
    """How the name is said, in common words."""
    steps: tuple[StepDraft, ...] = ()
    """Its stretches."""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by the name of the field; by an empty name what concerns no field."""

    @classmethod
    def of(cls, routine: Routine, revision: str) -> Self:
        """Begin with a routine as it is."""
        return cls(
            revision=revision,
            name=routine.name,
            also=", ".join(routine.also),
            sounds_like=routine.sounds_like or "",
            steps=tuple(map(StepDraft.of, routine.steps)),
        )

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Self:
        """Take a routine from a form."""
        found = {int(key.split(".")[1]) for key in form if re.fullmatch(r"steps\.\d{1,3}\.stretch", key, re.ASCII)}
        return cls(
            revision=form.get("revision", ""),
            name=form.get("name", "").strip(),
            also=form.get("also", "").strip(),
            sounds_like=form.get("sounds_like", "").strip(),
            steps=tuple(StepDraft.read(form, index) for index in sorted(found)[:_MOST_STEPS]),
        )

    def data(self) -> dict[str, Any]:
        """Return the routine as it is written into the settings, or complained about there."""
        return {
            "name": self.name,
            "also": [name.strip() for name in self.also.split(",") if name.strip()],
            "sounds_like": self.sounds_like or None,
            "steps": [step.data() for step in self.steps],
        }

    def edited(self, action: str, stretch: str) -> Self:
        """Return it as a button wants it.

        Args:
            action: ``up.2``, ``down.2`` or ``remove.2``, with the step's number from 0, or ``add``.
            stretch: Id of the stretch that is added.
        """
        steps = [*self.steps]
        verb, _, number = action.partition(".")
        place = int(number) if re.fullmatch(r"\d{1,3}", number, re.ASCII) else -1
        if verb == "add" and stretch and len(steps) < _MOST_STEPS:
            steps.append(StepDraft(stretch=stretch))
        elif 0 <= place < len(steps) and verb in ("up", "down", "remove"):
            step = steps.pop(place)
            if verb != "remove":
                steps.insert(max(place + (1 if verb == "down" else -1), 0), step)
        return replace(self, steps=tuple(steps))

    def with_problems(self, problems: Iterable[Problem]) -> Self:
        """Return it with what is wrong, each at its field."""
        wrong: dict[str, str] = {}
        for problem in problems:
            field_name = _field(problem.keys)
            wrong[field_name] = " ".join(filter(None, [wrong.get(field_name), _sentence(problem.sentence)]))
        return replace(self, wrong=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """What a form shows beside a step's fields."""

    stretch: Stretch | None
    """The stretch; None for one that is not there any more."""
    usual: Mapping[str, str]
    """What counts where a field is left empty."""
    sides: Sequence[tuple[str, str]]
    """What can be chosen of the sides: value and label; empty where both are stretched at once."""


def view(step: StepDraft, library: Library, habits: Habits) -> StepView:
    """Return what is shown beside a step's fields."""
    stretch = library.stretches.get(step.stretch)
    if stretch is None:
        return StepView(stretch=None, usual={}, sides=())
    usual = Exercise.of(Step(stretch=stretch.id), library, habits)
    return StepView(
        stretch=stretch,
        usual={name: _shown(getattr(usual, name)) for name in _NUMBERS},
        sides=tuple(_choices(stretch.sides)),
    )


def _choices(sides: Sequence[Side]) -> Iterable[tuple[str, str]]:
    if sides:
        yield "", ", then ".join(sides)
    if len(sides) > 1:
        yield ",".join(sides[::-1]), ", then ".join(sides[::-1])
        for side in sides:
            yield str(side), f"only {side}"


def _field(keys: Sequence[str | int]) -> str:
    """Return the name of the field that a place in the settings has in the form."""
    inner = [str(key) for key in keys[2:]]
    if inner[:1] in (["name"], ["also"], ["sounds_like"]):
        return inner[0]
    return ".".join(inner[:3]) if len(inner) > 2 else "steps" if inner else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(text: str) -> int | str | None:
    if not text:
        return None
    return int(text) if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else text
