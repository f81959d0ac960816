"""The library of stretches and their drawings, for programs."""

from http import HTTPStatus

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from voiceskill.coaching.stretch import Side
from voiceskill.complaint import Complaint
from voiceskill.drawings import drawing, frames
from voiceskill.web.api.answering import answer, new_api
from voiceskill.web.problem import FieldProblem, Refusal
from voiceskill.web.program import the_program
from voiceskill.web.stretches import StretchModel, StretchText, bring_back, find, keep, model_of, remove, stretch_of

api = new_api("stretches", "The stretches")


class _Path(BaseModel):
    stretch: str = Field(pattern="^[a-z0-9_]+$", max_length=100, description="Id of the stretch")


class _Find(BaseModel):
    find: str = Field(default="", max_length=100, description="Words that the stretches must have; all without any")


class _Looked(BaseModel):
    revision: str | None = Field(
        default=None,
        pattern="^[0-9a-f]{16}$",
        description="Revision of the settings that were looked at: if they have changed since, nothing is written",
    )


class _View(BaseModel):
    side: Side | None = Field(
        default=None, description="The side that is stretched; by default the one that is drawn best"
    )
    frame: int | None = Field(
        default=None, ge=0, le=20, description="Which drawing of the stretch, from 0; by default the last, the hold"
    )


class Earlier(BaseModel):
    """Settings that had a stretch."""

    model_config = ConfigDict(extra="forbid")

    revision: str = Field(pattern="^[0-9a-f]{16}$", description="Their revision, as it was told on deleting")


class Deleted(BaseModel):
    """A stretch that was deleted."""

    id: str = Field(description="Its id")
    revision: str = Field(description="Revision of the settings that had it, from which it can be put back")


class Stretches(BaseModel):
    """The library."""

    revision: str = Field(description="Revision of the settings")
    stretches: list[StretchModel] = Field(description="The stretches in their order")


class Drawn(BaseModel):
    """A drawing of a stretch."""

    caption: str = Field(description="What it shows")
    sentence: int = Field(description="The sentence that it belongs to: 0 the start, n the nth instruction")


class Drawings(BaseModel):
    """The drawings of a stretch."""

    drawings: list[Drawn] = Field(description="In the order in which it is done")


@api.get("/stretches", summary="The library", responses={HTTPStatus.OK: Stretches})
def get_stretches(query: _Find) -> Response:
    """Give all stretches, or those in which words stand."""
    reading = the_program().settings.reading
    found = find(reading.config.stretches.values(), query.find)
    return answer(Stretches(revision=reading.revision, stretches=[model_of(each) for each in found]))


@api.post("/stretches", summary="Make a stretch", responses={HTTPStatus.CREATED: StretchModel})
def post_stretch(query: _Looked, body: StretchText) -> Response:
    """Add a stretch to the library; its id is made of its name."""
    program = the_program()
    key = keep(program, body, revision=query.revision)
    return answer(_stretch(key), HTTPStatus.CREATED)


@api.get("/stretches/<stretch>", summary="One stretch", responses={HTTPStatus.OK: StretchModel})
def get_stretch(path: _Path) -> Response:
    """Give a stretch."""
    return answer(_stretch(path.stretch))


@api.put("/stretches/<stretch>", summary="Change a stretch", responses={HTTPStatus.OK: StretchModel})
def put_stretch(path: _Path, query: _Looked, body: StretchText) -> Response:
    """Put this in the place of a stretch."""
    program = the_program()
    stretch_of(program.settings.reading.config, path.stretch)
    keep(program, body, path.stretch, query.revision)
    return answer(_stretch(path.stretch))


@api.delete("/stretches/<stretch>", summary="Delete a stretch", responses={HTTPStatus.OK: Deleted})
def delete_stretch(path: _Path, query: _Looked) -> Response:
    """Delete a stretch that no routine needs."""
    return answer(Deleted(id=path.stretch, revision=remove(the_program(), path.stretch, query.revision)))


@api.post("/stretches/<stretch>/restore", summary="Undo deleting a stretch", responses={HTTPStatus.OK: StretchModel})
def post_stretch_restore(path: _Path, body: Earlier) -> Response:
    """Put a stretch back as it was and where it was, whatever else has changed since."""
    try:
        bring_back(the_program(), path.stretch, body.revision)
    except Complaint as complaint:
        raise Refusal(str(complaint), FieldProblem(field="revision", message="It cannot be had from there.")) from None
    return answer(_stretch(path.stretch))


@api.get("/stretches/<stretch>/drawings", summary="What is drawn of a stretch", responses={HTTPStatus.OK: Drawings})
def get_stretch_drawings(path: _Path) -> Response:
    """List the drawings of a stretch."""
    drawn = [Drawn(caption=frame.caption, sentence=frame.sentence) for frame in frames(path.stretch)]
    return answer(Drawings(drawings=drawn))


@api.get(
    "/stretches/<stretch>/drawing",
    summary="How a stretch looks",
    responses={HTTPStatus.OK: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}},
)
def get_drawing(path: _Path, query: _View) -> Response:
    """Give a drawing; a stretch that has none of its own gets one that stands for any."""
    if query.frame is not None and query.frame >= len(frames(path.stretch)):
        raise Refusal("There is no such drawing.", status=HTTPStatus.NOT_FOUND)
    return Response(drawing(path.stretch, frame=query.frame, side=query.side), mimetype="image/svg+xml")


def _stretch(key: str) -> StretchModel:
    return model_of(stretch_of(the_program().settings.reading.config, key))
