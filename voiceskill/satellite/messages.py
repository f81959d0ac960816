"""What a satellite and the coach tell each other, as events of the Wyoming protocol.

The satellite begins with a `Hello`, and the coach answers with a `Welcome`, or an `error` and its code. From then on
the coach sends `Piece`s of clips and `Order`s that name them; the satellite sends what it has `Heard`, fifty times a
second, each with a `Report` of what has been played.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError
from wyoming.event import Event

from voiceskill.wyoming.wire import BadEventError

VERSION: Final = 1
"""Of this way of talking."""
CLIP_RATE: Final = 24_000
"""Samples a second of clips on their way, in Hz: more than the voice has in it."""

_Name = Annotated[str, Field(max_length=200)]
_Label = Annotated[str, Field(max_length=64)]
_Count = Annotated[int, Field(ge=0, lt=2**53)]
_Seconds = Annotated[float, Field(ge=0.0, lt=1e9, allow_inf_nan=False)]
What = Literal["cue", "stage-ended", "answer-ended"]
"""What may happen at a loudspeaker."""
_Power = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What a satellite says first: who it is, by a token or by a proof that it knows a code, and what it remembers."""

    kind: ClassVar = "voiceskill-hello"
    version: int
    """The way in which it talks."""
    room: _Name
    """Key of the room in which it stands."""
    token: _Name | None = None
    """What the coach has given it."""
    nonce: _Name | None = None
    """In place of the token, where it is to be paired: random text for its proof."""
    proof: _Name | None = None
    """That it knows the code."""
    clock: _Label = ""
    """Names the run of the program whose samples are counted: another one counts from 0."""
    session: _Label = ""
    """The coach's session from which it has its orders; empty: none."""
    done: _Count = 0
    """The last order of that session that it has carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The coach's answer."""

    kind: ClassVar = "voiceskill-welcome"
    room: _Name
    """The room's key."""
    name: _Name
    """What the room is called."""
    session: _Label = ""
    """Names the run of the coach's program whose orders are counted."""
    token: _Name | None = None
    """For a satellite that has just been paired."""
    proof: _Name | None = None
    """That the coach knows the code as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a clip; the samples are its payload: 16 bits, mono, `CLIP_RATE`."""

    kind: ClassVar = "voiceskill-clip"
    clip: _Label
    """The clip's name, by `voiceskill.satellite.clips.name_of`."""
    samples: Annotated[int, Field(gt=0, le=180 * CLIP_RATE)]
    """Length of the whole clip."""
    begin: _Count
    """The first of the clip's samples that is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedClip:
    """A cue, as a satellite knows it."""

    clip: _Label
    """Name of the clip that sounds."""
    label: _Label
    """What the coach calls it in the satellite's reports."""
    at: _Seconds | None = None
    """As in `voiceskill.coaching.stage.Cue`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Something to play, as `voiceskill.speaking.mixer.Mixer` does it, or to end."""

    kind: ClassVar = "voiceskill-order"
    number: _Count
    """Counts the orders of a session, from 1."""
    do: Literal["play", "replan", "answer", "silence"]
    """The mixer's method."""
    cues: Annotated[tuple[PlacedClip, ...], Field(max_length=2000)] = ()
    """What is heard."""
    seconds: _Seconds = 0.0
    """The stage's length."""
    from_s: _Seconds = 0.0
    """Seconds into the stage at which it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How loud the satellite is."""

    kind: ClassVar = "voiceskill-level"
    volume: Annotated[float, Field(ge=0.0, le=1.0)]
    """Factor on all that sounds."""
    lowered: bool
    """Whether it is softer for the time being, because somebody speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenAlone:
    """What to say, once, when a stage has ended and the coach cannot be reached."""

    kind: ClassVar = "voiceskill-when-alone"
    cues: Annotated[tuple[PlacedClip, ...], Field(max_length=10)]
    """The words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A sign of life from the coach, and how much of what happened he knows."""

    kind: ClassVar = "voiceskill-noted"
    happened: _Count
    """Number of the last thing that he knows of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """Clips that an order names and the satellite does not have (any more)."""

    kind: ClassVar = "voiceskill-lacking"
    order: _Count
    """The order's number."""
    clips: Annotated[tuple[_Label, ...], Field(max_length=2000)]
    """Their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that happened at the satellite's loudspeaker."""

    number: _Count
    """Counts what happened in a session, from 1."""
    what: What
    """What it was."""
    t: _Seconds
    """When, in seconds on the satellite's sample clock."""
    order: _Count = 0
    """The order by which the stage or the answer was played."""
    label: _Label = ""
    """The cue's label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What has been played up to now; by itself where there is nothing to hear."""

    kind: ClassVar = "voiceskill-report"
    done: _Count
    """The last order that was carried out."""
    elapsed: _Seconds
    """Seconds into the stage."""
    otherwise_busy: bool = False
    """Whether something is playing that this session has not ordered: what was left over, or the words for waiting."""
    happened: Annotated[tuple[Happened, ...], Field(max_length=1000)] = ()
    """What the coach has not been told yet."""
    trouble: Annotated[str, Field(max_length=500)] = ""
    """What keeps the satellite from hearing or being heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Samples of the microphone, without the loudspeaker; they are the payload."""

    kind: ClassVar = "audio-chunk"
    until: _Seconds
    """Seconds on the satellite's sample clock at which they end."""
    echo: Annotated[tuple[tuple[_Power, _Power], ...], Field(max_length=200)]
    """For each 20 ms: power that is likely echo still, and all power."""
    report: Report
    """What has been played."""
    rate: Literal[16_000] = 16_000
    """Samples a second, in Hz."""
    width: Literal[2] = 2
    """Bytes of a sample."""
    channels: Literal[1] = 1
    """Mono."""


Message = Hello | Welcome | Piece | Order | Level | WhenAlone | Noted | Lacking | Report | Heard
_M = TypeVar("_M", Hello, Welcome, Piece, Order, Level, WhenAlone, Noted, Lacking, Report, Heard)
_shapes: Final = {kind: TypeAdapter(kind) for kind in Message.__args__}


def to_event(message: Message, payload: bytes | None = None) -> Event:
    """Return the event that carries a message."""
    data = _shapes[type(message)].dump_python(message, mode="json", exclude_defaults=type(message) is not Heard)
    return Event(message.kind, data, payload)


def from_event(event: Event, kind: type[_M]) -> _M:
    """Return the message of one kind that an event carries.

    Raises:
        BadEventError: It carries none, or one of another kind.
    """
    if event.type != kind.kind:
        raise BadEventError(f"A {kind.kind} was expected, not a {event.type}.")
    try:
        message: _M = _shapes[kind].validate_python(event.data)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        place = ".".join(map(str, wrong["loc"])) or "data"
        raise BadEventError(f"A {kind.kind} is malformed ({place}: {wrong['msg']}).") from None
    return message
