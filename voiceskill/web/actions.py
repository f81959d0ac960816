"""What can be pressed, by what the coach is doing: the same commands as are spoken."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from pydantic import BaseModel, Field

from voiceskill.coaching.state import State
from voiceskill.live.snapshot import Snapshot


class Weight(StrEnum):
    """How much a button stands out."""

    ALARM = "alarm"
    """It hurts."""
    MAIN = "main"
    """What is mostly wanted."""
    PLAIN = "plain"
    """What may be wanted."""


class Action(BaseModel):
    """Something that can be pressed."""

    key: str = Field(description="What the page's form sends for it")
    label: str = Field(description="What the button says")
    intent: str = Field(description="The intent that `/api/v1/commands` takes for it")
    slots: dict[str, str | int] = Field(default={}, description="Its slots")
    weight: Weight = Field(description="How much it stands out")


def _action(key: str, label: str, intent: str, weight: Weight = Weight.PLAIN, **slots: str | int) -> Action:
    return Action(key=key, label=label, intent=intent, slots=slots, weight=weight)


_HURT = _action("hurt", "It hurts", "hurt", Weight.ALARM)
_STOP = _action("stop", "Stop", "stop")
_PAUSE = _action("pause", "Pause", "pause", Weight.MAIN)
_GO_ON = _action("go_on", "Go on", "go_on", Weight.MAIN)
_READY = _action("ready", "I am ready", "ready", Weight.MAIN)
_NEXT = _action("next", "Next stretch", "next")
_YES = _action("yes", "Yes", "yes", Weight.MAIN)
_NO = _action("no", "No", "no")
_EASIER = _action("easier", "Something easier", "easier")
_TEN_MORE = _action("ten_more", "Ten more seconds", "more_seconds", seconds=10)
_SKIP = _action("skip", "Skip", "next")
_RATINGS = tuple(_action(f"rate_{n}", str(n), "rate", rating=n) for n in range(11))
_LATER = _action("later", "In half an hour", "later", minutes=30)

_BY_STATE: Mapping[State, tuple[Action, ...]] = {
    State.IDLE: (),
    State.CHOOSING: (_NO,),
    State.ASKING: (_YES, _NO),
    State.RATING: (*_RATINGS, _SKIP, _STOP),
    State.EXPLAINING: (_GO_ON, _PAUSE, _HURT, _NEXT, _STOP),
    State.POSITIONING: (_READY, _PAUSE, _HURT, _NEXT, _STOP),
    State.HOLDING: (_PAUSE, _HURT, _TEN_MORE, _NEXT, _STOP),
    State.RESTING: (_PAUSE, _HURT, _TEN_MORE, _NEXT, _STOP),
    State.CHANGING_SIDES: (_PAUSE, _HURT, _TEN_MORE, _NEXT, _STOP),
    State.PAUSED: (_GO_ON, _HURT, _NEXT, _STOP),
    State.HURT: (_YES, _EASIER, _NEXT, _STOP),
}


def actions(snapshot: Snapshot) -> Iterator[Action]:
    """Yield what can be pressed at this moment, in its order."""
    yield from _BY_STATE[snapshot.state]
    if snapshot.state is State.ASKING and snapshot.place is None:
        yield _LATER
