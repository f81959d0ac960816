"""What goes on in the room, in words for people: what the page shows and `/api/v1/now` gives."""

import time
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, Field

from voiceskill.coaching.facts import Outcome
from voiceskill.coaching.stage import StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Side
from voiceskill.live.bulletin import Issue
from voiceskill.live.snapshot import Hearing, Place, Snapshot
from voiceskill.repertoire import Repertoire
from voiceskill.web.actions import Action, actions
from voiceskill.web.program import Program

OUT_OF_REACH = "Out of reach"
"""Where the coach can neither hear nor be heard."""
_TITLES: Mapping[State, str] = {
    State.IDLE: "Ready when you are",
    State.CHOOSING: "Which one?",
    State.ASKING: "A question for you",
    State.RATING: "How is your back?",
    State.EXPLAINING: "How it is done",
    State.POSITIONING: "Get into position",
    State.HOLDING: "Hold",
    State.RESTING: "Rest",
    State.CHANGING_SIDES: "Change sides",
    State.PAUSED: "Paused",
    State.HURT: "Stopped, because it hurt",
}
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.FINISHED: "Well done",
    Outcome.STOPPED: "Stopped",
    Outcome.HURT: "Stopped, because it hurt",
}


class Thing(BaseModel):
    """A stretch or a routine."""

    id: str = Field(description="Its key in the settings")
    name: str = Field(description="Its name")


class Where(BaseModel):
    """Where the user is in the session."""

    course: str = Field(description="Where that is, in words: the session and how much of it has been done")
    detail: str = Field(description="The side and the repetition, in words")

    session: Thing = Field(description="The routine, or the single stretch")
    stretch: Thing = Field(description="The stretch that the user is at")
    number: int = Field(description="Which stretch of the session it is, from 1")
    stretches: list[Thing] = Field(description="The stretches of the session, in their order")
    side: Side | None = Field(description="The side that is stretched, if any")
    repetition: int = Field(description="Which hold of this stretch and side it is or comes next, from 1")
    repetitions: int = Field(description="How many there are")
    hold: int = Field(description="Length of each hold, in seconds")


class Countdown(BaseModel):
    """What is left of what is being counted."""

    kind: StageKind = Field(description="What is counted")
    seconds: float = Field(description="Its length")
    left: float = Field(description="Seconds that are left at this moment")
    running: bool = Field(description="Whether it goes on")


class Understood(BaseModel):
    """What was said or pressed last, and what was made of it."""

    text: str = Field(description="The words; empty for a button")
    accepted: bool = Field(description="Whether it was a command that made sense")
    intent: str | None = Field(description="The command's intent")
    meaning: str = Field(description="What the coach does when asked for it; empty where it was no command")
    told: str = Field(description="All of it in words")


class Now(BaseModel):
    """What goes on in the room at this moment."""

    number: int = Field(description="Counts the changes")
    state: State = Field(description="What the coach is doing")
    title: str = Field(description="The same in words")
    where: Where | None = Field(description="Where the user is in the session; null without one")
    countdown: Countdown | None = Field(description="What is left of the hold or rest; null where nothing is counted")
    heard: Understood | None = Field(description="What was said or pressed last; null before anything was")
    said: str = Field(description="What the coach said last, or asks")
    outcome: Outcome | None = Field(description="How the last session ended; null while one is under way")
    trouble: str = Field(
        description="What keeps the coach from hearing or being heard, and what to do about it; empty: nothing does"
    )
    actions: list[Action] = Field(description="What can be pressed at this moment")


def now_of(program: Program, issue: Issue[Snapshot]) -> Now:
    """Return what goes on, with what is left as of this moment."""
    snapshot, repertoire = issue.content, program.repertoire
    return Now(
        number=issue.number,
        state=snapshot.state,
        title=_title(snapshot),
        where=_where(snapshot.place, repertoire) if snapshot.place else None,
        countdown=_countdown(snapshot, time.monotonic() - issue.moment),
        heard=_heard(snapshot, repertoire),
        said=snapshot.said,
        outcome=snapshot.outcome,
        trouble=snapshot.trouble,
        actions=list(actions(snapshot)),
    )


def title_of(state: State) -> str:
    """Return what the coach is doing, in words."""
    return _TITLES[state]


def _title(snapshot: Snapshot) -> str:
    if snapshot.state is State.IDLE and snapshot.outcome:
        return _OUTCOMES[snapshot.outcome]
    # He may be idle, but where nothing can be begun he is not ready.
    return OUT_OF_REACH if snapshot.hindrance else title_of(snapshot.state)


def _where(place: Place, repertoire: Repertoire) -> Where:
    things = [_thing(key, repertoire) for key in place.stretches]
    session = _thing(place.session, repertoire)
    return Where(
        course=f"{sentence(session.name)}: stretch {place.index + 1} of {len(things)}" if len(things) > 1 else "",
        detail=sentence(", ".join(_details(place))),
        session=session,
        stretch=things[place.index],
        number=place.index + 1,
        stretches=things,
        side=place.side,
        repetition=place.repetition,
        repetitions=place.repetitions,
        hold=place.hold,
    )


def _details(place: Place) -> Iterator[str]:
    if place.side:
        yield f"{place.side} side"
    yield f"hold {place.repetition} of {place.repetitions}"


def sentence(text: str) -> str:
    """Return a text with a capital letter at its beginning, and the others as they were."""
    return text[:1].upper() + text[1:]


def _thing(key: str, repertoire: Repertoire) -> Thing:
    config = repertoire.config
    # What is under way may have gone from the settings since.
    known = config.routines.get(key) or config.stretches.get(key)
    return Thing(id=key, name=known.name if known else key.replace("_", " "))


def _countdown(snapshot: Snapshot, age: float) -> Countdown | None:
    clock, place = snapshot.clock, snapshot.place
    if clock is None or (clock.kind is StageKind.POSITION and place and place.patient):  # then there is no hurry
        return None
    left = clock.left_at(snapshot.t + age)
    return Countdown(kind=clock.kind, seconds=clock.seconds, left=round(left, 3), running=clock.running)


def _heard(snapshot: Snapshot, repertoire: Repertoire) -> Understood | None:
    hearing = snapshot.hearing
    if hearing is None:
        return None
    meaning = repertoire.meanings.get(hearing.intent or "", "")
    return Understood(
        text=hearing.text,
        accepted=hearing.accepted,
        intent=hearing.intent,
        meaning=meaning,
        told=_told(hearing, meaning),
    )


def _told(hearing: Hearing, meaning: str) -> str:
    if not hearing.text:
        return ""
    if not hearing.accepted:
        return f"Heard “{hearing.text}”, which is no command now"
    return f"Heard “{hearing.text}”" + (f": {meaning}" if meaning else "")
