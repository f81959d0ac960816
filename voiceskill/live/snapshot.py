"""What goes on in the room at one moment, and how it changes with what happens."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from voiceskill.coaching.exercise import Session
from voiceskill.coaching.facts import Outcome
from voiceskill.coaching.stage import Stage, StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Side
from voiceskill.occurrences import (
    REPORTED_STAGES,
    Commanded,
    CueBegan,
    DeviceBack,
    DeviceLost,
    Heard,
    Occurrence,
    SessionChanged,
    SessionOver,
    Silenced,
    StageBegan,
    StageResumed,
    StateChanged,
)

_COUNTING = frozenset({"count", "breath"})
"""Lines that are gone before they are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the user is in a session."""

    session: str
    """Id of the routine, or of the single stretch."""
    stretches: tuple[str, ...]
    """Ids of the stretches of the session, in their order."""
    index: int
    """Which of them it is, from 0."""
    side: Side | None
    """The side that is stretched, if any."""
    repetition: int
    """Which hold of this stretch and side it is or comes next, from 1."""
    repetitions: int
    """How many there are of this stretch and side."""
    hold: int
    """Length of each hold, in seconds."""
    patient: bool
    """Whether the coach waits for a word before a hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How far a stage has come. What is left after it was stopped stays so."""

    kind: StageKind
    """What the stage is for."""
    seconds: float
    """Its length."""
    left: float
    """Seconds that were left of it at `t`."""
    t: float
    """Seconds on the room's sample clock."""
    running: bool
    """Whether it goes on."""

    def stopped(self, t: float) -> "Clock":
        """Return the clock as it stands still from t on, in seconds on the room's sample clock."""
        return replace(self, left=self.left_at(t), t=t, running=False)

    def left_at(self, t: float) -> float:
        """Return the seconds that are left at t, in seconds on the room's sample clock."""
        return max(self.left - (t - self.t), 0.0) if self.running else self.left


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was said last, and what was made of it."""

    text: str
    """The words; empty for a button."""
    accepted: bool
    """Whether it was a command that made sense."""
    intent: str | None = None
    """Name of the command's intent; None where it was none, or is not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What goes on in the room at one moment."""

    t: float = 0.0
    """Seconds on the room's sample clock."""
    state: State = State.IDLE
    """What the coach is doing."""
    place: Place | None = None
    """Where the user is in the session; None without one."""
    clock: Clock | None = None
    """How far the stage has come in which the user has something to do; None where it is none of these."""
    hearing: Hearing | None = None
    """What was said last; None before anything was."""
    said: str = ""
    """What the coach said last that was more than a number, unless he was silenced since."""
    outcome: Outcome | None = None
    """How the last session ended; None before one has, and while one is under way."""
    trouble: str = ""
    """What keeps the coach from hearing or being heard, and what to do about it; empty: nothing does."""

    @property
    def hindrance(self) -> str:
        """Why nothing can be begun: the trouble, where the coach is idle; empty: something can."""
        return self.trouble if self.state is State.IDLE else ""


def after(snapshot: Snapshot, occurrence: Occurrence) -> Snapshot:
    """Return what goes on after something has happened; the same where that changes nothing that is seen."""
    changed = _on_the_way(snapshot, occurrence) or _in_words(snapshot, occurrence) or _of_devices(occurrence)
    return replace(snapshot, t=occurrence.t, **changed) if changed else snapshot


def _on_the_way(snapshot: Snapshot, occurrence: Occurrence) -> Mapping[str, Any]:
    """Return what changes of where the user is."""
    match occurrence:
        case StateChanged(state=state):
            return {"state": state, "clock": None if state is State.IDLE else snapshot.clock}
        case SessionChanged(session=None):
            return {"place": None}
        case SessionChanged(session=Session() as session):
            return {"place": _place(session), "outcome": None}
        case StageBegan(t=t, stage=stage):
            return {"clock": _clock(snapshot, stage, 0.0, t)}
        case StageResumed(t=t, stage=stage, elapsed=elapsed):
            return {"clock": _clock(snapshot, stage, elapsed, t)}
    return {}


def _in_words(snapshot: Snapshot, occurrence: Occurrence) -> Mapping[str, Any]:
    """Return what changes of what is said, and how it is taken."""
    match occurrence:
        case CueBegan(text=text, line=line) if text and line not in _COUNTING:
            return {"said": text}
        case Heard(text=text, accepted=accepted) if text:
            return {"hearing": Hearing(text, accepted)}
        case Commanded(intent=intent):
            return {"hearing": _understood(snapshot.hearing, intent)}
        case Silenced(t=t):
            return {"clock": snapshot.clock and snapshot.clock.stopped(t), "said": ""}
        case SessionOver(outcome=outcome):
            return {"outcome": outcome}
    return {}


def _of_devices(occurrence: Occurrence) -> Mapping[str, Any]:
    """Return what changes of the microphone and the loudspeaker."""
    match occurrence:
        case DeviceLost(sentence=sentence):
            return {"trouble": sentence}
        case DeviceBack():
            return {"trouble": ""}
    return {}


def _understood(heard: Hearing | None, intent: str) -> Hearing:
    """Return what was said with what it means; a command that nobody said comes from a button."""
    if heard and heard.accepted and heard.intent is None:
        return replace(heard, intent=intent)
    return Hearing("", accepted=True, intent=intent)


def _clock(snapshot: Snapshot, stage: Stage, elapsed: float, t: float) -> Clock | None:
    if stage.kind is StageKind.WAIT and snapshot.state is State.PAUSED:
        return snapshot.clock
    if stage.kind not in REPORTED_STAGES:
        return None
    return Clock(kind=stage.kind, seconds=stage.seconds, left=stage.seconds - elapsed, t=t, running=True)


def _place(session: Session) -> Place:
    return Place(
        session=session.name,
        stretches=tuple(exercise.stretch.id for exercise in session.exercises),
        index=session.index,
        side=session.side,
        repetition=session.repetition,
        repetitions=session.exercise.repetitions,
        hold=session.exercise.hold,
        patient=session.exercise.lead_time is None,
    )
