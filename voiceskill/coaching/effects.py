"""What goes into the coach and what comes out of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voiceskill.coaching.command import Command
from voiceskill.coaching.facts import Fact, Happening, SessionBegan
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.manner import Manner
from voiceskill.coaching.stage import Chime, Line, Stage
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library


@dataclass(frozen=True, slots=True)
class Asked:
    """The user has said, typed or pressed something."""

    command: Command
    """What is wanted."""
    elapsed: float = 0.0
    """Seconds into the stage that was last played."""


@dataclass(frozen=True, slots=True)
class StageOver:
    """A stage has been played to its end."""

    number: int
    """The stage's number."""


@dataclass(frozen=True, slots=True)
class Deserted:
    """Nobody will say anything more: the room is closed."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """The microphone or the loudspeaker has gone: what is asked is heard, and can be answered, when they are back."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The user has said something that is no command now."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """It is time to ask whether to stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """A power cut, or the like, has broken a session off, and it is not long ago; only while the coach is idle."""

    number: int
    """What the journal calls the session."""
    began: SessionBegan
    """What it was made of."""
    happened: tuple[Happening, ...]
    """What is known to have happened in it since, in its order."""
    patience: float = 30.0
    """Seconds that are waited for the answer whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What can be asked for has changed, or how a session goes; only while the coach is idle."""

    library: Library
    """What can be asked for from now on; at least one stretch."""
    habits: Habits
    """What is waited for, and asked."""
    examples: Callable[[State], Sequence[str]]
    """What can be said in a state, in the user's words."""
    manner: Manner | None = None
    """How the coach speaks from now on; None: as it did."""


Event = Asked | StageOver | Deserted | Unheard | Missed | Reminded | Interrupted | Taught


@dataclass(frozen=True, slots=True)
class Play:
    """Replace whatever sounds by this stage, at once."""

    stage: Stage
    """What to play."""
    start: float = 0.0
    """Seconds into the stage at which to begin."""


@dataclass(frozen=True, slots=True)
class Replan:
    """Go on with the stage that is playing by a changed plan, without a gap."""

    stage: Stage
    """The stage as it is now, under a number of its own."""
    start: float
    """Seconds into the stage that have passed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Say this at once, over the stage that is running, whose clock runs on."""

    sounds: tuple[Line | Chime, ...]
    """One after another."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Stop the stage and all sound, at once."""


@dataclass(frozen=True, slots=True)
class Record:
    """Remember a fact."""

    fact: Fact
    """What happened."""


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Change how loud the coach is."""

    volume: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class SetRate:
    """Change how fast the coach speaks."""

    rate: int
    """Words a minute."""


@dataclass(frozen=True, slots=True)
class Remind:
    """Ask again whether to stretch."""

    minutes: int | None
    """In so many minutes; None: tomorrow."""


@dataclass(frozen=True, slots=True)
class Move:
    """Let the session go on in another room; here it is over."""

    room: str
    """The room's key."""
    session: str
    """Id of the routine, or of the single stretch."""


Effect = Play | Replan | Answer | Silence | Record | SetVolume | SetRate | Remind | Move
