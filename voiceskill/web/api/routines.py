"""Routines: to be listed, made, changed, copied, deleted, put back, and heard."""

from http import HTTPStatus

from flask import Response, abort
from pydantic import BaseModel, ConfigDict, Field

from voiceskill.coaching.stretch import Routine
from voiceskill.web.api.answering import answer, new_api
from voiceskill.web.program import the_program
from voiceskill.web.routines import (
    CopyBody,
    Id,
    NameBody,
    NameModel,
    RoutineBody,
    RoutineList,
    RoutineModel,
    Steps,
    change_routine,
    check_name,
    copy_routine,
    delete_routine,
    make_routine,
    routine_model,
    seconds_of_steps,
)

api = new_api("routines", "The routines")


class _Path(BaseModel):
    routine: Id = Field(description="Id of the routine")


class StepsBody(BaseModel):
    """Stretches that are to be made a routine."""

    model_config = ConfigDict(extra="forbid")

    steps: Steps = Field(description="The stretches, in their order")


class Length(BaseModel):
    """How long something takes."""

    seconds: float = Field(description="Estimated, from the first explanation to the last release, in seconds")


class DeletedRoutine(BaseModel):
    """What became of a routine."""

    version: str = Field(description="The version of the settings that had it; `put-back` takes it")


class PutBackBody(BaseModel):
    """Where a deleted routine is taken from."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field(max_length=100, description="Id or revision of a version of the settings that had it")


@api.get("/routines", summary="All routines", responses={HTTPStatus.OK: RoutineList})
def get_routines() -> Response:
    """Tell all routines, with their stretches and lengths."""
    program = the_program()
    reading = program.settings.reading
    routines = [routine_model(program, routine) for routine in reading.config.routines.values()]
    return answer(RoutineList(revision=reading.revision, routines=routines))


@api.post("/routines", summary="Make a routine", responses={HTTPStatus.CREATED: RoutineModel})
def post_routine(body: RoutineBody) -> Response:
    """Add a routine behind all others. It can be said at once, or after the session that is under way."""
    program = the_program()
    key = make_routine(program, body.model_dump(mode="json", exclude={"revision"}), body.revision)
    return answer(routine_model(program, _routine(key)), HTTPStatus.CREATED)


@api.post("/routines/length", summary="How long a routine would take", responses={HTTPStatus.OK: Length})
def post_length(body: StepsBody) -> Response:
    """Estimate the length of stretches; nothing is saved."""
    return answer(Length(seconds=seconds_of_steps(the_program(), body.steps)))


@api.post("/names/check", summary="Whether a name can be understood", responses={HTTPStatus.OK: NameModel})
def post_name(body: NameBody) -> Response:
    """Tell how a name is said, whether it can be understood, and what it may be taken for; nothing is saved."""
    return answer(check_name(the_program(), body.name, body.own))


@api.get("/routines/<routine>", summary="One routine", responses={HTTPStatus.OK: RoutineModel})
def get_routine(path: _Path) -> Response:
    """Tell a routine, with its stretches and its length."""
    return answer(routine_model(the_program(), _routine(path.routine)))


@api.put("/routines/<routine>", summary="Change a routine", responses={HTTPStatus.OK: RoutineModel})
def put_routine(path: _Path, body: RoutineBody) -> Response:
    """Change a routine; in the settings file nothing else changes."""
    program = the_program()
    _routine(path.routine)
    change_routine(program, path.routine, body.model_dump(mode="json", exclude={"revision"}), body.revision)
    return answer(routine_model(program, _routine(path.routine)))


@api.delete("/routines/<routine>", summary="Delete a routine", responses={HTTPStatus.OK: DeletedRoutine})
def delete_one_routine(path: _Path) -> Response:
    """Delete a routine; it can be put back."""
    _routine(path.routine)
    return answer(DeletedRoutine(version=delete_routine(the_program(), path.routine)))


@api.post("/routines/<routine>/copy", summary="Copy a routine", responses={HTTPStatus.CREATED: RoutineModel})
def post_copy(path: _Path, body: CopyBody) -> Response:
    """Add a copy under another name, behind the original."""
    program = the_program()
    _routine(path.routine)
    return answer(routine_model(program, _routine(copy_routine(program, path.routine, body.name))), HTTPStatus.CREATED)


@api.post("/routines/<routine>/put-back", summary="Put a deleted routine back", responses={HTTPStatus.OK: RoutineModel})
def post_put_back(path: _Path, body: PutBackBody) -> Response:
    """Put a deleted routine back where it was, whatever else has changed since."""
    program = the_program()
    program.settings.put_back(body.version, "routines", path.routine)
    return answer(routine_model(program, _routine(path.routine)))


@api.get(
    "/routines/<routine>/recording",
    summary="Hear a routine",
    responses={HTTPStatus.OK: {"content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}}}},
)
def get_recording(path: _Path) -> Response:
    """Give a WAV of the whole routine, as the coach leads through it; it is made while it is sent."""
    program, routine = the_program(), _routine(path.routine)
    if not program.listeners.acquire(blocking=False):
        abort(HTTPStatus.SERVICE_UNAVAILABLE, "Too many browsers load a recording already; wait until one is done.")
    try:
        response = Response(program.recordings.stream(program.settings.path, routine.id), mimetype="audio/wav")
    except BaseException:
        program.listeners.release()
        raise
    response.call_on_close(program.listeners.release)
    return response


def _routine(key: str) -> Routine:
    return the_program().settings.reading.config.routines.get(key) or abort(404, f'There is no routine "{key}".')
