"""What has happened at the loudspeaker, each with the instant of its exact sample."""

from dataclasses import dataclass

from voiceskill.coaching.stage import Chime, Line, Stage


@dataclass(frozen=True, slots=True)
class StageBegan:
    """A stage began, was resumed, or went on by a changed plan."""

    t: float
    """Seconds on the room's sample clock."""
    stage: Stage
    """The stage as it is now."""
    elapsed: float
    """Seconds into the stage at which it begins; 0.0 for a stage played from its start."""


@dataclass(frozen=True, slots=True)
class CueBegan:
    """A line or a chime began to sound, of a stage or of an answer."""

    t: float
    """Seconds on the room's sample clock, of the sound's onset."""
    sound: Line | Chime
    """What is heard."""


@dataclass(frozen=True, slots=True)
class StageEnded:
    """A stage came to its end by itself; one that was replaced or silenced does not."""

    t: float
    """Seconds on the room's sample clock."""
    number: int
    """The stage's number."""


@dataclass(frozen=True, slots=True)
class AnswerEnded:
    """An answer came to its end by itself; one that was replaced or silenced does not."""

    t: float
    """Seconds on the room's sample clock."""


@dataclass(frozen=True, slots=True)
class Silenced:
    """Whatever sounded was silenced."""

    t: float
    """Seconds on the room's sample clock from which on it fades."""


News = StageBegan | CueBegan | StageEnded | AnswerEnded | Silenced
