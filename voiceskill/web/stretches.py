"""The stretches as the pages and programs see them: found, shown, kept, deleted and put back."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, MIN_HOLD_S, Side, Stretch
from voiceskill.config import Config
from voiceskill.config.editing import delete, new_id, put
from voiceskill.web.problem import FieldProblem, Refusal
from voiceskill.web.program import Program


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("This must be one line of text, without invisible characters.")
    return text


_Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_one_line)]
_Sentence = Annotated[str, Field(max_length=400), AfterValidator(_one_line)]
_Said = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_one_line)]


class StretchText(BaseModel):
    """A stretch as it is taught; what is empty is not said."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: _Name = Field(description="What the coach calls it, and the user too")
    also: list[_Name] = Field(default=[], max_length=10, description="Other names by which it may be asked for")
    sounds_like: _Sentence = Field(default="", description="The name spelt in common words, for the recogniser")
    start: _Sentence = Field(default="", description="The position to begin from")
    instructions: list[_Said] = Field(min_length=1, max_length=12, description="How to get into it, by sentences")
    reminder: _Sentence = Field(default="", description="The instructions in one sentence")
    feel: _Sentence = Field(default="", description="What it should feel like")
    avoid: _Sentence = Field(default="", description="When to leave it out")
    easier: list[_Said] = Field(default=[], max_length=6, description="How to do it more easily, by sentences")
    partner: list[_Said] = Field(default=[], max_length=6, description="What a partner may add, by sentences")
    release: _Said = Field(description="How to come out of it slowly")
    sides: list[Side] = Field(default=[], max_length=2, description="The sides in their order; none: both at once")
    hold: int = Field(default=30, ge=MIN_HOLD_S, le=MAX_HOLD_S, description="Usual length of a hold, in seconds")
    repetitions: int = Field(default=3, ge=1, le=MAX_REPETITIONS, description="Usual number of holds, for each side")
    source: _Sentence = Field(default="", description="Who teaches it so")


class StretchModel(StretchText):
    """A stretch of the library."""

    id: str = Field(description="Its key in the settings")


def model_of(stretch: Stretch) -> StretchModel:
    """Return a stretch as it is sent; what the settings hold is not limited like what is sent here."""
    told: dict[str, Any] = {name: _plain(getattr(stretch, name)) for name in StretchModel.model_fields}
    return StretchModel.model_construct(**told)


def _plain(value: object) -> object:
    match value:
        case tuple():
            return list(value)
        case None:
            return ""
        case _:
            return value


def words_of(stretch: Stretch) -> str:
    """Return all that a stretch can be found by, in small letters."""
    told = (stretch.name, *stretch.also, stretch.start, *stretch.instructions, stretch.feel, stretch.reminder)
    return " ".join(told).casefold()


def find(stretches: Iterable[Stretch], wanted: str) -> tuple[Stretch, ...]:
    """Return the stretches in which all of these words, or beginnings of words, stand."""
    parts = wanted.casefold().split()
    return tuple(each for each in stretches if all(part in words_of(each) for part in parts))


def stretch_of(config: Config, key: str) -> Stretch:
    """Return a stretch.

    Raises:
        Refusal: There is none with this id.
    """
    if key not in config.stretches:
        raise Refusal("There is no such stretch.", status=HTTPStatus.NOT_FOUND)
    return config.stretches[key]


def keep(program: Program, text: StretchText, key: str | None = None, revision: str | None = None) -> str:
    """Make or change a stretch, and return its id. It can be asked for a moment later.

    Args:
        program: Whose settings are changed.
        text: What it is to be.
        key: Id of the stretch that is changed; None for a new one.
        revision: Of the settings that were looked at; None: of those there are now.

    Raises:
        InvalidSettings: It cannot be so, for instance because another one has its name.
        Conflict: The settings have changed since.
    """
    reading = program.settings.reading
    key = key or new_id(text.name, {*reading.config.stretches, *reading.config.routines})
    told: dict[str, Any] = text.model_dump(mode="json")
    # What is empty leaves the file; lists stay, so that who reads the file sees that nothing is forgotten.
    told |= {name: None for name, value in told.items() if value == ""}
    program.settings.change(revision or reading.revision, put("stretches", key, told))
    return key


def remove(program: Program, key: str, revision: str | None = None) -> str:
    """Delete a stretch, and return the revision of the settings that still had it, to `bring_back` it from.

    Args:
        program: Whose settings are changed.
        key: Id of the stretch.
        revision: Of the settings that were looked at; None: of those there are now.

    Raises:
        Refusal: There is none with this id, it is the only one, or a routine needs it.
        Conflict: The settings have changed since.
    """
    reading = program.settings.reading
    stretch = stretch_of(reading.config, key)
    if names := [routine.name for routine in routines_with(reading.config, key)]:
        raise Refusal(
            f"The stretch {stretch.name} is a part of {' and '.join(names)}. Take it out there first.",
            FieldProblem(field="stretch", message="A routine needs this stretch."),
            status=HTTPStatus.CONFLICT,
        )
    if len(reading.config.stretches) == 1:
        raise Refusal("This is the only stretch there is; make another one first.", status=HTTPStatus.CONFLICT)
    program.settings.change(revision or reading.revision, delete("stretches", key))
    return reading.revision


def bring_back(program: Program, key: str, version: str) -> None:
    """Put back a stretch that was deleted, as it was and where it was.

    Args:
        program: Whose settings are changed.
        key: Id of the stretch.
        version: Revision of settings that had it.

    Raises:
        Complaint: These settings are not kept any more, or had no such stretch.
    """
    program.settings.put_back(version, "stretches", key)


def routines_with(config: Config, key: str) -> tuple[Any, ...]:
    """Return the routines of which a stretch is a part."""
    return tuple(each for each in config.routines.values() if any(step.stretch == key for step in each.steps))
