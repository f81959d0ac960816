"""What the coach wants to be heard: stages with their cues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voiceskill.coaching.stretch import Side


class Chime(StrEnum):
    """The sounds that are no speech; each is a file in `audio/` of the same name."""

    BEGIN = "begin"
    """A hold begins."""
    HALF = "half"
    """Half of a hold is over."""
    RELEASE = "release"
    """A hold has ended."""
    DONE = "done"
    """The session is complete."""
    CALLED = "called"
    """The coach has been called, and listens."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say, by its key; the words are in `intents/`."""

    key: str
    """Name of the line in `intents/LANGUAGE/lines.yaml`."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the words are made with, such as ``{"seconds": 30}``."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A line or a chime at its place in a stage."""

    sound: Line | Chime
    """What is heard."""
    at: float | None = None
    """Seconds from the stage's start at which it begins; None: as soon as the cue before it has ended."""


class StageKind(StrEnum):
    """What a stage is for."""

    EXPLAIN = "explain"
    """The stretch is explained; lasts as long as the words."""
    POSITION = "position"
    """The user gets into position."""
    HOLD = "hold"
    """The stretch is held."""
    REST = "rest"
    """Released, before the next hold of the same side."""
    CHANGE_SIDES = "change_sides"
    """Released, before the first hold of the other side."""
    QUESTION = "question"
    """The coach has asked something and waits a while for the answer."""
    WAIT = "wait"
    """Nothing sounds, and the coach waits to be told to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A length of time with cues at offsets in it, played on the loudspeaker's own clock."""

    number: int
    """Counts the stages of a coach; the news of a stage's end bears it."""
    kind: StageKind
    """What it is for."""
    seconds: float
    """Length; a stage whose last cue outlasts it ends with that cue."""
    cues: tuple[Cue, ...]
    """In the order in which they sound; the first has an offset."""
    stretch: str
    """Id of the stretch; empty for a question outside a session."""
    side: Side | None = None
    """Side that is stretched, if any."""
    repetition: int = 1
    """Which hold of this stretch and side it is or leads to, from 1."""
