"""Says in plain words what is wrong with a value, where, and what is allowed."""

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_type_hints

from pydantic_core import ErrorDetails

from voiceskill.config.document import Keys
from voiceskill.config.shape import (
    ConfigShape,
    GpioShape,
    HabitsShape,
    ListeningShape,
    MqttShape,
    RemindersShape,
    RoomShape,
    RoutineShape,
    SatellitesShape,
    StepShape,
    StretchShape,
    VoiceShape,
    WebShape,
    WyomingShape,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    keys: Keys
    """The way to it."""
    sentence: str
    """What is wrong and what is allowed, with its full stop or question mark."""


_NOUNS = {
    "also": 'other names ("also")',
    "sounds_like": 'spelling in common words ("sounds_like")',
    "fetch_model": 'choice "fetch_model"',
    "repetitions": "number of repetitions",
}
_ALLOWED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text; put quotes around it",
    "bool_type": "true or false",
    "string_too_short": "text that is not empty",
    "string_pattern_mismatch": "made of lower-case letters, digits and underscores",
}
_SHOWN_LETTERS = 40
_SECTIONS: Mapping[str, type] = {
    "listening": ListeningShape,
    "voice": VoiceShape,
    "coaching": HabitsShape,
    "reminders": RemindersShape,
    "web": WebShape,
    "gpio": GpioShape,
    "satellites": SatellitesShape,
    "wyoming": WyomingShape,
    "mqtt": MqttShape,
}


def problem_of(error: ErrorDetails) -> Problem:
    """Put one of pydantic's errors into words."""
    keys: Keys = tuple(key for key in error["loc"] if key != "[key]")
    match error["type"]:
        case "missing":
            sentence = f'{describe(keys[:-1])} has no "{keys[-1]}"; add it.'
        case "extra_forbidden":
            known = _known_keys(keys[:-1])
            sentence = (
                f'{describe(keys[:-1])} has a setting "{keys[-1]}", which is unknown; {suggest(str(keys[-1]), known)}'
            )
        case "dict_type":
            sentence = f"{describe(keys)} must be a mapping, of lines like `name: value`, not {show(error['input'])}."
        case "tuple_type":
            sentence = f"{describe(keys)} must be a list, such as [one, two], not {show(error['input'])}."
        case "too_short":
            sentence = f"{describe(keys)} must have at least one entry."
        case "string_pattern_mismatch" if error["loc"][-1] == "[key]":
            sentence = f"the key {show(error['input'])} must be {_ALLOWED['string_pattern_mismatch']}."
        case "must_be" if isinstance(error["input"], list):
            sentence = f"{describe(keys)} must be {error['msg']}."
        case "literal_error" | "enum":
            expected = error["ctx"]["expected"].replace("'", '"')
            sentence = f"{describe(keys)} is {show(error['input'])}; it must be {expected}."
        case kind:
            allowed = _ALLOWED.get(kind, error["msg"])
            sentence = f"{describe(keys)} is {show(error['input'])}; it must be {allowed}."
    return Problem(keys, sentence)


def suggest(word: str, known: Iterable[str]) -> str:
    """Ask for the known word that is most like this one, or list them all where none is."""
    known = tuple(known)
    close = difflib.get_close_matches(word, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"there are: {', '.join(known)}."


def show(value: object) -> str:
    """Return a value as it could stand in the file, cut where it is long."""
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case None:
            return "empty"
        case str() if len(value) > _SHOWN_LETTERS:
            return json.dumps(value[:_SHOWN_LETTERS] + "…", ensure_ascii=False)
        case _:
            return json.dumps(value, ensure_ascii=False)


def describe(keys: Keys) -> str:  # noqa: PLR0911 - a line for each kind of place in the file, as in the shape
    """Name a place in the file, such as `the hold of "cat"`."""
    match keys:
        case ():
            return "the file"
        case (key,):
            return f"the {_noun(key)}"
        case ("stretches" | "routines" | "rooms" as kind, name):
            return f'the {str(kind).removesuffix("es" if kind == "stretches" else "s")} "{name}"'
        case ("stretches" | "routines" | "rooms", name, key):
            return f'the {_noun(key)} of "{name}"'
        case ("routines", name, "steps", int(index)):
            return f'step {index + 1} of "{name}"'
        case ("routines", name, "steps", int(index), key):
            return f'the {_noun(key)} in step {index + 1} of "{name}"'
        case (*_, int(index)):
            return f"entry {index + 1} of {describe(keys[:-1])}"
        case _:
            return f"the {_noun(keys[-1])} in {describe(keys[:-1])}"


def _noun(key: str | int) -> str:
    return _NOUNS.get(str(key), str(key).replace("_", " "))


def _known_keys(keys: Keys) -> tuple[str, ...]:
    match keys:
        case (str(section),) if section in _SECTIONS:
            shape: type = _SECTIONS[section]
        case ("rooms", _, "voice"):
            shape = VoiceShape
        case ("rooms", _):
            shape = RoomShape
        case ("stretches", _):
            shape = StretchShape
        case ("routines", _):
            shape = RoutineShape
        case ("routines", _, "steps", _):
            shape = StepShape
        case _:
            shape = ConfigShape
    return tuple(get_type_hints(shape))
