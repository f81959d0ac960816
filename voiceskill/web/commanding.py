"""From what a browser or a program sends to a command that the coach can take in any state."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, Side
from voiceskill.web.problem import FieldProblem, Refusal
from voiceskill.web.program import Program

_PATIENCE_S = 2.0
"""Seconds that a browser waits for the room, which takes commands each fiftieth of a second, but may have to speak."""

_Id = Annotated[str, Field(pattern="^[a-z0-9_]+$", max_length=100)]
_Count = Annotated[int, Field(ge=1, le=MAX_REPETITIONS)]


class Slots(BaseModel):
    """What a command is about."""

    model_config = ConfigDict(extra="forbid")

    routine: _Id | None = Field(default=None, description="Id of the routine to start")
    stretch: _Id | None = Field(default=None, description="Id of the stretch to start, to describe or to leave out")
    without: _Id | None = Field(default=None, description="Id of a stretch that is left out of the routine to start")
    seconds: Annotated[int, Field(ge=1, le=MAX_HOLD_S)] | None = Field(
        default=None, description="How long, or how much longer"
    )
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = Field(
        default=None, description="How long the session may be"
    )
    count: _Count | None = Field(default=None, description="How many holds more or fewer")
    rating: Annotated[int, Field(ge=0, le=10)] | None = Field(
        default=None, description="How the back is: 0, no pain, to 10"
    )
    side: Side | None = Field(default=None, description="The side to begin with")
    room: _Id | None = Field(default=None, description="Key of the room to go on in")


_NEEDED: Mapping[str, str] = {
    "hold_for": "seconds",
    "more_seconds": "seconds",
    "fit_time": "minutes",
    "later": "minutes",
    "more_repetitions": "count",
    "fewer_repetitions": "count",
    "rate": "rating",
    "side_first": "side",
    "skip_stretch": "stretch",
    "move": "room",
}
"""Slots without which an intent means nothing."""


def command_of(program: Program, intent: str, slots: Slots) -> Command:
    """Return a command of which the coach knows all that it names.

    Raises:
        Refusal: He does not; it says which.
    """
    given = slots.model_dump(exclude_none=True, mode="json")
    if intent not in program.repertoire.meanings:
        raise Refusal(f'There is no intent "{intent}".', FieldProblem(field="intent", message="This is not known."))
    needed = _NEEDED.get(intent)
    if needed and needed not in given:
        raise Refusal(f'"{intent}" needs {needed}.', FieldProblem(field=f"slots.{needed}", message="This is missing."))
    config = program.repertoire.config
    for slot, kind, known in (
        ("routine", "routine", config.routines),
        ("stretch", "stretch", config.stretches),
        ("without", "stretch", config.stretches),
        ("room", "room", config.room_names),
    ):
        if slot in given and given[slot] not in known:
            raise Refusal(
                f'There is no {kind} "{given[slot]}".',
                FieldProblem(field=f"slots.{slot}", message="This is not known."),
            )
    return Command(intent, given)


def command_said(program: Program, text: str) -> Command:
    """Return the command that a sentence is, as the coach understands it while he is doing what he does now.

    Raises:
        Refusal: It is none.
    """
    state = program.live.latest.content.state
    command = program.repertoire.understanding.interpret(text, state)
    if command is None:
        raise Refusal(
            f'"{text}" is no command that makes sense now.',
            FieldProblem(field="say", message="This is no command that makes sense now."),
        )
    return command


def obey(program: Program, command: Command) -> None:
    """Have a command obeyed, and return once what goes on then is to be seen, or when that takes too long.

    Raises:
        Refusal: The coach can neither hear nor be heard, and no session is under way, nor is it to stop; it says why.
    """
    idle = program.live.latest.content.state is State.IDLE
    program.ask(command).wait(_PATIENCE_S)
    # Who has stopped a session finds the coach idle, too, and has got what he wanted; so has who presses that twice.
    if idle and command.intent != "stop" and (hindrance := program.live.latest.content.hindrance):
        raise Refusal(f"Nothing can be begun here just now. {hindrance}", status=HTTPStatus.CONFLICT)
