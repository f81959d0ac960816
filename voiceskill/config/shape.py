"""What `config.yaml` may say: its keys, and the type and range of each value. The defaults are in the settings."""

import re
from datetime import time
from typing import Annotated, Literal, Required

from annotated_types import MinLen
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Strict, StringConstraints, TypeAdapter, with_config
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict  # pydantic cannot read the standard library's before Python 3.12

from voiceskill.coaching.manner import Counting, Style
from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, MIN_HOLD_S, Side
from voiceskill.hearing.calibration import SENSITIVITIES

_closed = with_config(ConfigDict(extra="forbid"))


def _from(low: int, high: int, unit: str = "") -> AfterValidator:
    """Limit a number, and name its unit where it is out of range."""

    def check(value: float) -> float:
        if not low <= value <= high:
            raise PydanticCustomError("must_be", "from {low} to {high}{unit}", {"low": low, "high": high, "unit": unit})
        return value

    return AfterValidator(check)


def _each_once(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    if len(set(sides)) < len(sides):
        raise PydanticCustomError("must_be", "a list that names each side once")
    return sides


def _time_of_day(value: object) -> time:
    if isinstance(value, str) and (told := re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value, re.ASCII)):
        return time(int(told[1]), int(told[2]))
    raise PydanticCustomError("must_be", 'a time of day in quotes, such as "16:30"')


def _made_of(pattern: str, what: str) -> AfterValidator:
    """Limit a text, and name what it may be made of."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise PydanticCustomError("must_be", "{what}", {"what": what})
        return value

    return AfterValidator(check)


# YAML has types of its own: what looks like a number there is none of the coach's words.
_Text = Annotated[str, Strict(), StringConstraints(strip_whitespace=True, min_length=1)]
_Id = Annotated[str, Strict(), StringConstraints(pattern=r"\A[a-z0-9_]+\z")]
_Whole = Annotated[int, Strict()]
_Choice = Annotated[bool, Strict()]

_Texts = tuple[_Text, ...]
_TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
_Hold = Annotated[_Whole, _from(MIN_HOLD_S, MAX_HOLD_S, " seconds")]
_Repetitions = Annotated[_Whole, _from(1, MAX_REPETITIONS)]
_Rest = Annotated[_Whole, _from(3, 120, " seconds")]
_LeadTime = Annotated[_Whole, _from(0, 120, " seconds")]
_Port = Annotated[_Whole, _from(1, 65535)]
_Topic = Annotated[
    _Text, _made_of(r"[\w-]+(/[\w-]+)*", "made of letters, digits, hyphens and underscores, with slashes between")
]
_Uri = Annotated[_Text, _made_of(r"tcp://.+:\d+", "an address and a port, such as tcp://10.0.0.5:10700")]
_Pin = Annotated[_Whole, _from(0, 27)]
_Sides = Annotated[tuple[Side, ...], AfterValidator(_each_once)]


@_closed
class ListeningShape(TypedDict, total=False):
    """How readily the coach obeys."""

    sensitivity: Annotated[_Whole, _from(SENSITIVITIES.start, SENSITIVITIES[-1])]
    wake_phrase: _Text


@_closed
class VoiceShape(TypedDict, total=False):
    """How the coach speaks."""

    name: _Text
    rate: Annotated[_Whole, _from(80, 300, " words a minute")]
    volume: Annotated[float, Strict(), _from(0, 1)]
    style: Style
    counting: Counting


@_closed
class HabitsShape(TypedDict, total=False):
    """How the coach goes about a session."""

    lead_time: _LeadTime
    ask_after: Annotated[_Whole, _from(5, 300, " seconds")]
    check_in: Annotated[_Whole, _from(0, 3600, " seconds")]
    rest: _Rest
    change_time: _Rest
    breath: Annotated[_Whole, _from(3, 20, " seconds")]
    ask_rating: _Choice
    day_limit: Annotated[_Whole, _from(0, 600, " minutes")]


@_closed
class RemindersShape(TypedDict, total=False):
    """When to ask whether to stretch."""

    times: tuple[_TimeOfDay, ...]
    after_hours: Annotated[float, _from(0.5, 24, " hours")]
    quiet_from: _TimeOfDay
    quiet_until: _TimeOfDay


@_closed
class WebShape(TypedDict, total=False):
    """Where the page is served."""

    host: _Text
    port: _Port
    names: _Texts


@_closed
class GpioShape(TypedDict, total=False):
    """What is wired to the pins of a Raspberry Pi."""

    light: _Pin
    button: _Pin


@_closed
class RoomShape(TypedDict, total=False):
    """A room with a satellite, without its key."""

    name: Required[_Text]
    satellite: _Uri
    voice: VoiceShape
    routines: tuple[_Text, ...]
    guests: _Choice


@_closed
class SatellitesShape(TypedDict, total=False):
    """Where satellites connect."""

    host: _Text
    port: _Port


@_closed
class WyomingShape(TypedDict, total=False):
    """Where other programs connect."""

    uri: _Uri


@_closed
class MqttShape(TypedDict, total=False):
    """The broker."""

    host: _Text
    port: _Port
    user: _Text
    password_file: _Text
    tls: _Choice
    authority: _Text
    topic: _Topic
    discovery: _Topic
    share: _Choice


@_closed
class StretchShape(TypedDict, total=False):
    """A stretch, without its id, which is its key."""

    name: Required[_Text]
    also: _Texts
    sounds_like: _Text
    start: _Text
    instructions: Required[Annotated[_Texts, MinLen(1)]]
    reminder: _Text
    feel: _Text
    avoid: _Text
    easier: _Texts
    partner: _Texts
    release: Required[_Text]
    sides: _Sides
    hold: _Hold
    repetitions: _Repetitions
    source: _Text


@_closed
class StepShape(TypedDict, total=False):
    """A step of a routine."""

    stretch: Required[_Text]
    hold: _Hold
    repetitions: _Repetitions
    rest: _Rest
    lead_time: _LeadTime
    sides: Annotated[_Sides, MinLen(1)]
    partner: _Choice


@_closed
class RoutineShape(TypedDict, total=False):
    """A routine, without its id, which is its key."""

    name: Required[_Text]
    also: _Texts
    sounds_like: _Text
    steps: Required[Annotated[tuple[StepShape, ...], MinLen(1)]]


@_closed
class ConfigShape(TypedDict, total=False):
    """The whole file."""

    language: _Id
    recognizer: Literal["auto", "vosk", "pocketsphinx"]
    vosk_model: _Text
    fetch_model: _Choice
    microphone: _Text
    loudspeaker: _Text
    listening: ListeningShape
    voice: VoiceShape
    coaching: HabitsShape
    reminders: RemindersShape
    web: WebShape
    gpio: GpioShape
    sound_card: _Choice
    here: _Text
    rooms: dict[_Id, RoomShape]
    satellites: SatellitesShape
    wyoming: WyomingShape
    mqtt: MqttShape
    journal: _Text
    stretches: Required[Annotated[dict[_Id, StretchShape], MinLen(1)]]
    routines: dict[_Id, RoutineShape]


config_shape = TypeAdapter(ConfigShape)
"""Checks plain data against the shape of the whole file."""
