"""What happens while the program runs, told to whoever watches: the event log, the terminal, the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voiceskill.coaching.exercise import Session
from voiceskill.coaching.facts import Outcome
from voiceskill.coaching.stage import Chime, Stage, StageKind
from voiceskill.coaching.state import State

REPORTED_STAGES = frozenset({StageKind.POSITION, StageKind.HOLD, StageKind.REST, StageKind.CHANGE_SIDES})
"""The stages in which the user has something to do; in the others he is told or asked something."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something was said or typed."""

    t: float
    """Seconds on the room's sample clock at which it was known."""
    text: str
    """The words."""
    accepted: bool
    """Whether it is a command that makes sense now, or the wake phrase."""
    score: float
    """As in `voiceskill.hearing.utterance.Utterance`."""
    speech_start: float
    """Onset of the speech, seconds on the room's sample clock."""
    speech_end: float
    """End of the speech, seconds on the room's sample clock."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command was given."""

    t: float
    """Seconds on the room's sample clock."""
    intent: str
    """Name of the intent."""
    slots: Mapping[str, str | int]
    """Its slots."""


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The coach does something else now."""

    t: float
    """Seconds on the room's sample clock."""
    state: State
    """What it does."""


@dataclass(frozen=True, slots=True)
class StageBegan:
    """A stage begins to play."""

    t: float
    """Seconds on the room's sample clock, exact to the sample."""
    stage: Stage
    """Which."""


@dataclass(frozen=True, slots=True)
class StageResumed:
    """A stage that had begun before goes on, after a pause or by a changed plan."""

    t: float
    """Seconds on the room's sample clock, exact to the sample."""
    stage: Stage
    """Which, as it is now."""
    elapsed: float
    """Seconds of it that have passed."""


@dataclass(frozen=True, slots=True)
class SessionChanged:
    """A session began or ended, came to another place, or has another plan."""

    t: float
    """Seconds on the room's sample clock."""
    session: Session | None
    """Where the user is in what; None where there is no session any more."""


@dataclass(frozen=True, slots=True)
class CueBegan:
    """A line or a chime begins to sound."""

    t: float
    """Seconds on the room's sample clock, exact to the sample."""
    text: str
    """The words; empty for a chime."""
    chime: Chime | None
    """The chime, if it is one."""
    line: str = ""
    """Key of the line in `intents/LANGUAGE/lines.yaml`; empty for a chime."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Another second of a stage has passed."""

    t: float
    """Seconds on the room's sample clock."""
    stage: Stage
    """Which."""
    left: int
    """Whole seconds that are left of it."""


@dataclass(frozen=True, slots=True)
class Silenced:
    """All sound was stopped."""

    t: float
    """Seconds on the room's sample clock, exact to the sample."""


@dataclass(frozen=True, slots=True)
class SessionOver:
    """A session has ended."""

    t: float
    """Seconds on the room's sample clock."""
    outcome: Outcome
    """How."""


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """The microphone or the loudspeaker has gone."""

    t: float
    """Seconds on the room's sample clock, which stands still from now on."""
    sentence: str
    """What has gone, and what to do about it."""


@dataclass(frozen=True, slots=True)
class DeviceBack:
    """What had gone works again."""

    t: float
    """Seconds on the room's sample clock, which runs again."""


Occurrence = (
    Heard
    | Commanded
    | StateChanged
    | SessionChanged
    | StageBegan
    | StageResumed
    | CueBegan
    | Counted
    | Silenced
    | SessionOver
    | DeviceLost
    | DeviceBack
)

Watcher = Callable[[Occurrence], None]
"""Is told what happens, in the thread of the room; must be quick."""
