"""How it sounds in the room, trying out what is understood, and the models to hear with."""

import time
from collections.abc import Iterator
from http import HTTPStatus

from flask import Response, abort
from pydantic import BaseModel, ConfigDict, Field

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import CATALOGUE, catalogued
from voiceskill.hearing.models.finding import installed_models
from voiceskill.sound_check.level import INTERVAL_S
from voiceskill.web.api.answering import answer, new_api
from voiceskill.web.problem import Refusal
from voiceskill.web.program import Program, the_program
from voiceskill.web.sound import Hearing, Kind, begin_trial, hearing_of, say_again

api = new_api("sound", "How it sounds in the room, and how well the coach hears there")

_LONGEST_S = 600.0
"""Seconds after which a stream ends; a browser that is still there comes back by itself."""


class Begin(BaseModel):
    """What to try out."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind = Field(description="One sentence, or the floor test of five")


class Model(BaseModel):
    """A model of Vosk that can be fetched."""

    name: str = Field(description="Its name")
    language: str = Field(description="Its language, such as en-us")
    bytes: int = Field(description="Length of its archive")
    licence: str = Field(description="SPDX identifier of its licence")
    here: bool = Field(description="Whether it is on this machine")


class Fetched(BaseModel):
    """How far a model is."""

    name: str = Field(description="Its name")
    so_far: int = Field(description="Bytes that have come")
    total: int = Field(description="Bytes of the whole")
    over: bool = Field(description="Whether the fetching has ended")
    trouble: str | None = Field(description="Why it did not come, and what to do; null where nothing is wrong")


class Models(BaseModel):
    """What to hear with."""

    recognizer: str = Field(description="What listens at present")
    models: list[Model] = Field(description="What can be fetched")
    fetching: Fetched | None = Field(description="The model that was asked for last; null before one was")


class Name(BaseModel):
    """Which model."""

    model_config = ConfigDict(extra="forbid")

    model: str = Field(max_length=100, description="Its name in the catalogue")


@api.get("/sound", summary="How it sounds now", responses={HTTPStatus.OK: Hearing})
def get_sound() -> Response:
    """Tell the level, and how far the trial is."""
    return answer(hearing_of(the_program()))


@api.get(
    "/sound/events",
    summary="How it sounds, ten times a second, as server-sent events",
    responses={HTTPStatus.OK: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def get_sound_events() -> Response:
    """Send what `/sound` tells ten times a second, as events of the name `sound`."""
    program = the_program()
    if not program.streams.acquire(blocking=False):
        abort(HTTPStatus.SERVICE_UNAVAILABLE, "Too many browsers follow already; close one of them.")
    response = Response(_events(program), mimetype="text/event-stream")
    response.call_on_close(program.streams.release)
    return response


@api.post("/sound/trial", summary="Try out what is understood", responses={HTTPStatus.ACCEPTED: Hearing})
def post_trial(body: Begin) -> Response:
    """Begin a trial: what is said until it is over is heard and not obeyed."""
    begin_trial(the_program(), body.kind)
    return answer(hearing_of(the_program()), HTTPStatus.ACCEPTED)


@api.post("/sound/trial/again", summary="Say the last sentence again", responses={HTTPStatus.ACCEPTED: Hearing})
def post_again() -> Response:
    """Forget what was heard of the last sentence that was said."""
    say_again(the_program())
    return answer(hearing_of(the_program()), HTTPStatus.ACCEPTED)


@api.delete("/sound/trial", summary="End the trial", responses={HTTPStatus.ACCEPTED: Hearing})
def delete_trial() -> Response:
    """Obey again what is said."""
    the_program().sound.give_up()
    return answer(hearing_of(the_program()), HTTPStatus.ACCEPTED)


@api.get("/models", summary="What listens, and what could", responses={HTTPStatus.OK: Models})
def get_models() -> Response:
    """Tell the models of Vosk that can be fetched, and how far one is."""
    return answer(_models(the_program()))


@api.put("/models/<model>", summary="Fetch a model", responses={HTTPStatus.ACCEPTED: Models})
def put_model(path: Name) -> Response:
    """Begin to fetch a model. Once it has come, it is listened with from the next session on."""
    program = the_program()
    model = catalogued(path.model)
    if model is None:
        abort(HTTPStatus.NOT_FOUND, f'There is no model "{path.model}".')
    try:
        program.models.begin(model)
    except Complaint as busy:
        raise Refusal(str(busy), status=HTTPStatus.CONFLICT) from busy
    return answer(_models(program), HTTPStatus.ACCEPTED)


def _models(program: Program) -> Models:
    here = {model.name for model in installed_models()}
    state = program.models.state
    return Models(
        recognizer=program.recognizer(),
        models=[
            Model(
                name=each.name, language=each.language, bytes=each.bytes, licence=each.licence, here=each.name in here
            )
            for each in CATALOGUE
        ],
        fetching=Fetched(
            name=state.model, so_far=state.so_far, total=state.total, over=state.over, trouble=state.trouble
        )
        if state
        else None,
    )


def _events(program: Program) -> Iterator[str]:
    for _ in range(round(_LONGEST_S / INTERVAL_S)):
        if program.live.closed:
            return
        yield f"event: sound\ndata: {hearing_of(program).model_dump_json()}\n\n"
        time.sleep(INTERVAL_S)
