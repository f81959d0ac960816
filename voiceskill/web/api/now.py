"""What goes on in the room: to be read, to be followed, to be told what to do."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from flask import Response, abort, request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from voiceskill.web.api.answering import answer, new_api
from voiceskill.web.commanding import Slots, command_of, command_said, obey
from voiceskill.web.now import Now, now_of
from voiceskill.web.program import Program, the_program
from voiceskill.web.rooms import RoomNow, rooms_of

api = new_api("now", "What goes on in the room, and telling the coach what to do")

_LOOK_S = 1.0
"""Seconds after which a stream finds out whether anybody reads it."""
_HEARTBEAT_S = 10.0
"""Seconds of silence after which a stream shows that it is alive."""
_RETRY_MS = 2000
"""Milliseconds after which a browser comes back to a stream that broke off."""


class Order(BaseModel):
    """What the coach is to do: a sentence, or an intent with its slots."""

    model_config = ConfigDict(extra="forbid")

    say: str | None = Field(
        None, max_length=200, description='A sentence as it would be said, such as "ten more seconds"'
    )
    intent: str | None = Field(default=None, max_length=50, description='Name of an intent, such as "pause"')
    slots: Slots = Field(default=Slots(), description="What the intent is about")

    @model_validator(mode="after")
    def _one_of_both(self) -> "Order":
        if (self.say is None) == (self.intent is None):
            raise ValueError("Give either what is said or an intent.")
        return self


class Where(BaseModel):
    """Which room it is about."""

    room: str | None = Field(
        None, max_length=100, description="Key of the room; without it, the one in which the machine itself stands"
    )


class Rooms(BaseModel):
    """The rooms of the house."""

    rooms: list[RoomNow] = Field(description="Those that are open, in the order of the settings")


@api.get("/rooms", summary="What goes on in each room", responses={HTTPStatus.OK: Rooms})
def get_rooms() -> Response:
    """Tell the rooms by their names, and what the coach is doing there."""
    return answer(Rooms(rooms=rooms_of(the_program())))


@api.get("/now", summary="What goes on at this moment", responses={HTTPStatus.OK: Now})
def get_now(query: Where) -> Response:  # noqa: ARG001 - describes what `the_program` goes by
    """Tell the state, the place in the session, what is left of the hold, and what was said."""
    program = the_program()
    return answer(now_of(program, program.live.latest))


@api.post("/commands", summary="Have a command obeyed, as if it had been said", responses={HTTPStatus.ACCEPTED: Now})
def post_command(query: Where, body: Order) -> Response:  # noqa: ARG001 - likewise
    """Tell the coach what to do. The answer is what goes on then; a command that makes no sense changes nothing.

    Where the coach can neither hear nor be heard, and no session is under way, nothing is begun: the answer is 409,
    and tells why.
    """
    program = the_program()
    if body.say is not None:
        command = command_said(program, body.say)
    else:
        command = command_of(program, body.intent or "", body.slots)
    obey(program, command)
    return answer(now_of(program, program.live.latest), HTTPStatus.ACCEPTED)


@api.get(
    "/events",
    summary="What goes on, as server-sent events",
    responses={HTTPStatus.OK: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def get_events(query: Where) -> Response:  # noqa: ARG001 - likewise
    """Send what `/now` tells at once, and again with each change, as events of the name `now`.

    Who reads slowly misses what lay between; the newest always comes.
    """
    program = the_program()
    if not program.streams.acquire(blocking=False):
        abort(HTTPStatus.SERVICE_UNAVAILABLE, "Too many browsers follow already; close one of them.")
    # waitress tells whether the browser is still there; other servers find out when they write.
    gone = request.environ.get("waitress.client_disconnected", lambda: False)
    response = Response(_events(program, gone), mimetype="text/event-stream")
    response.call_on_close(program.streams.release)
    return response


def _events(program: Program, gone: Callable[[], bool]) -> Iterator[str]:
    yield f"retry: {_RETRY_MS}\n\n"
    seen = -1
    silent = 0.0
    mat = program.mat
    # Where no room is named, the first may be another by now; whoever follows comes back and finds that one.
    while not mat.live.closed and program.mat.key == mat.key and not gone():
        issue = mat.live.wait(seen, _LOOK_S)
        silent = 0.0 if issue else silent + _LOOK_S
        if issue:
            seen = issue.number
            yield f"id: {seen}\nevent: now\ndata: {now_of(program, issue).model_dump_json()}\n\n"
        elif silent >= _HEARTBEAT_S:
            silent = 0.0
            yield ": nothing new\n\n"
