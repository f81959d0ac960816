"""Routines as the pages and the interface for programs show and change them."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, MIN_HOLD_S, Routine, Side, Step
from voiceskill.config.editing import copy, delete, new_id, put
from voiceskill.config.settings_file import Reading
from voiceskill.repertoire import seconds_in
from voiceskill.web.problem import FieldProblem, Refusal
from voiceskill.web.program import Program

Id = Annotated[str, Field(pattern="^[a-z0-9_]+$", max_length=100)]
"""Key of a routine or a stretch in the settings."""
Name = Annotated[str, Field(min_length=1, max_length=100)]
"""What a routine may be called."""
_Revision = Annotated[str, Field(max_length=64)]
_MOST_STEPS = 60
_MOST_NAMES = 20


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StepModel(_Closed):
    """One stretch of a routine; what is null is as usual."""

    stretch: Id = Field(description="Id of the stretch")
    hold: Annotated[int, Field(ge=MIN_HOLD_S, le=MAX_HOLD_S)] | None = Field(
        default=None, description="Length of each hold, in seconds"
    )
    repetitions: Annotated[int, Field(ge=1, le=MAX_REPETITIONS)] | None = Field(
        default=None, description="Number of holds, for each side"
    )
    rest: Annotated[int, Field(ge=3, le=120)] | None = Field(
        default=None, description="Rest between two holds, in seconds"
    )
    lead_time: Annotated[int, Field(ge=0, le=120)] | None = Field(
        default=None, description="Seconds to get into position before a hold begins by itself"
    )
    sides: Annotated[list[Side], Field(min_length=1, max_length=2)] | None = Field(
        default=None, description="The sides that are done, in their order"
    )
    partner: bool = Field(default=False, description="Whether a partner helps")


Steps = Annotated[list[StepModel], Field(min_length=1, max_length=_MOST_STEPS)]
"""The stretches of a routine, in their order."""


class RoutineBody(_Closed):
    """A routine as it is to be."""

    name: Name = Field(description="What the coach calls it, and you too")
    also: Annotated[list[Name], Field(max_length=_MOST_NAMES)] = Field(
        default=[], description="Other names by which it may be asked for"
    )
    sounds_like: Name | None = Field(default=None, description="The name spelt in common words, as it sounds")
    steps: Steps = Field(description="Its stretches, in their order")
    revision: _Revision | None = Field(
        default=None,
        description="Revision of the settings that were looked at; when they have changed since, nothing is written. "
        "Null: whatever they are now",
    )


class CopyBody(_Closed):
    """What a copy is called."""

    name: Name = Field(description="The copy's name")


class NameBody(_Closed):
    """A name that is to be checked."""

    name: Name = Field(description="What something is to be called, or what that sounds like")
    own: Id | None = Field(default=None, description="Id of the thing that is to be called so, if it is there already")


class NameModel(BaseModel):
    """What is known of a name."""

    heard: bool = Field(description="Whether somebody who says it can be understood")
    said: list[str] = Field(description="How its words are said, in English letters; empty where nobody knows")
    sounds_like: str | None = Field(description="Common words that sound like it, where it cannot be understood itself")
    alike: list[str] = Field(description="Other names for which it may be taken, the most alike first")
    advice: str = Field(description="What to do about it, for people; empty where it is in order")


class RoutineModel(BaseModel):
    """A routine."""

    id: str = Field(description="Its key in the settings")
    name: str = Field(description="What the coach calls it, and you too")
    also: list[str] = Field(description="Other names by which it may be asked for")
    sounds_like: str | None = Field(description="The name spelt in common words, as it sounds")
    steps: list[StepModel] = Field(description="Its stretches, in their order")
    seconds: float = Field(description="How long it takes, estimated, in seconds")


class RoutineList(BaseModel):
    """The routines."""

    revision: str = Field(description="Names the state of the settings; changes come with it, see there")
    routines: list[RoutineModel] = Field(description="In the order of the settings")


def routine_model(program: Program, routine: Routine) -> RoutineModel:
    """Describe a routine."""
    return RoutineModel(
        id=routine.id,
        name=routine.name,
        also=list(routine.also),
        sounds_like=routine.sounds_like,
        steps=[step_model(step) for step in routine.steps],
        seconds=seconds_in(program.settings.reading.config, routine),
    )


def step_model(step: Step) -> StepModel:
    """Describe a step."""
    return StepModel(
        stretch=step.stretch,
        hold=step.hold,
        repetitions=step.repetitions,
        rest=step.rest,
        lead_time=step.lead_time,
        sides=None if step.sides is None else list(step.sides),
        partner=step.partner,
    )


def check_name(program: Program, name: str, own: str | None) -> NameModel:
    """Tell whether a name can be understood."""
    checked = program.names.check(name, program.settings.reading.config, own=own)
    return NameModel(
        heard=checked.said.heard,
        said=[word.ways[0] if word.ways else "" for word in checked.said.words],
        sounds_like=checked.said.sounds_like,
        alike=list(checked.alike),
        advice=checked.advice,
    )


def seconds_of_steps(program: Program, steps: list[StepModel]) -> float:
    """Estimate how long some stretches take, in seconds.

    Raises:
        Refusal: One of them does not exist.
    """
    config = program.settings.reading.config
    for index, step in enumerate(steps):
        if step.stretch not in config.stretches:
            raise Refusal(
                f'There is no stretch "{step.stretch}".',
                FieldProblem(field=f"steps.{index}.stretch", message="This is not known."),
            )
    made = tuple(Step(**(step.model_dump() | {"sides": step.sides and tuple(step.sides)})) for step in steps)
    return seconds_in(config, Routine(id="own", name="own", steps=made))


def make_routine(program: Program, data: Mapping[str, Any], revision: str | None = None) -> str:
    """Add a routine and return its id.

    Args:
        program: The program.
        data: The routine, as in the settings file.
        revision: Of the settings that were looked at; None: whatever they are now.

    Raises:
        Conflict, InvalidSettings, Complaint: See `SettingsFile.change`.
    """
    reading = program.settings.reading
    key = new_id(str(data.get("name") or "routine"), _taken(reading))
    program.settings.change(revision or reading.revision, put("routines", key, data))
    return key


def change_routine(program: Program, key: str, data: Mapping[str, Any], revision: str | None = None) -> None:
    """Change a routine that there is; see `make_routine`."""
    program.settings.change(revision or program.settings.reading.revision, put("routines", key, data))


def copy_routine(program: Program, key: str, name: str) -> str:
    """Add a copy of a routine, behind it, and return the copy's id."""
    reading = program.settings.reading
    new = new_id(name, _taken(reading))
    program.settings.change(reading.revision, copy("routines", key, new, name))
    return new


def delete_routine(program: Program, key: str) -> str:
    """Delete a routine and return the revision that had it, from which `SettingsFile.put_back` can bring it back."""
    before = program.settings.reading.revision
    program.settings.change(before, delete("routines", key))
    return before


def name_of_copy(program: Program, key: str) -> str:
    """Return a name for a copy that nothing else has."""
    routines = program.settings.reading.config.routines
    names = {routine.name.casefold() for routine in routines.values()}
    base = routines[key].name
    numbers = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    wanted = (f"{base.removesuffix(' routine')} {number} routine" for number in numbers)
    return next((name for name in wanted if name.casefold() not in names), f"{base} {len(names)}")


def _taken(reading: Reading) -> set[str]:
    return {*reading.config.routines, *reading.config.stretches}
