"""What is answered when something goes wrong: a page for people, problem details (RFC 9457) for programs."""

import logging
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response as BaseResponse

from voiceskill.complaint import Complaint
from voiceskill.config.loading import InvalidSettings
from voiceskill.config.settings_file import Conflict
from voiceskill.config.versions import Gone
from voiceskill.web.program import ROOM, the_house

_log = logging.getLogger(__name__)

_JSON = "application/problem+json"


_FOR_PEOPLE = {
    403: "Not from there",
    404: "There is no such page",
    405: "Not this way",
    409: "Not as things stand",
    413: "That is too much at once",
    421: "Wrong name",
    422: "Something is not right yet",
    429: "Please wait a little",
    500: "Something has gone wrong",
    503: "Not possible at the moment",
}
"""Headings of the pages that people see, by the HTTP status."""


class FieldProblem(BaseModel):
    """What is wrong with one value."""

    field: str = Field(description="The way to the value, its parts joined by dots; empty for the whole")
    message: str = Field(description="What is wrong, for people")


class Problem(BaseModel):
    """What went wrong, as problem details (RFC 9457)."""

    type: str = Field(default="about:blank", description="What kind of problem it is")
    title: str = Field(description="What went wrong, in general")
    status: int = Field(description="The HTTP status")
    detail: str = Field(default="", description="What went wrong here, and what to do")
    errors: list[FieldProblem] = Field(default=[], description="What is wrong with which value")


class Refusal(HTTPException):
    """What was asked for cannot be done, because of these values."""

    def __init__(self, detail: str, *errors: FieldProblem, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        """Say why.

        Args:
            detail: What is wrong and what to do, for people.
            errors: What is wrong with which value.
            status: The HTTP status.
        """
        super().__init__(detail)
        self.code = int(status)
        self.errors = errors


def tell_problems(app: Flask) -> None:
    """Answer what goes wrong in a form that whoever has asked understands."""

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> BaseResponse:
        if error.response is not None or error.code is None:  # an answer already, such as a redirection
            return error.get_response()
        errors = list(error.errors) if isinstance(error, Refusal) else []
        # What is said of each error of a kind says nothing of this one.
        detail = error.description if error.description != type(error).description else None
        response = _answer(error.code, detail or "", errors)
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                response.headers[name] = value
        return response

    @app.errorhandler(Complaint)
    def _complained(complaint: Complaint) -> Response:
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, str(complaint), [])

    @app.errorhandler(Gone)
    def _gone(gone: Gone) -> Response:
        return _answer(HTTPStatus.NOT_FOUND, str(gone), [])

    @app.errorhandler(InvalidSettings)
    def _invalid(invalid: InvalidSettings) -> Response:
        errors = [
            FieldProblem(field=".".join(map(str, problem.keys)), message=problem.sentence)
            for problem in invalid.problems
        ]
        return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, "The settings cannot be so.", errors)

    @app.errorhandler(Conflict)
    def _conflict(conflict: Conflict) -> Response:
        return _answer(HTTPStatus.CONFLICT, f"{conflict}. Nothing was written; look at them again.", [])

    @app.errorhandler(Exception)
    def _broke(error: Exception) -> Response:
        _log.error("The page %s failed.", request.path, exc_info=error)
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "This is a mistake in the program; its log says more.", [])


def validation_problem(error: ValidationError) -> Response:
    """Answer a request whose values have the wrong shape; flask-openapi3 calls it."""
    errors = [
        FieldProblem(field=".".join(map(str, wrong["loc"])), message=wrong["msg"])
        for wrong in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, "Some values are not what they should be.", errors)


def _answer(status: int, detail: str, errors: list[FieldProblem]) -> Response:
    problem = Problem(title=HTTP_STATUS_CODES.get(status, "Error"), status=status, detail=detail, errors=errors)
    if request.path.startswith("/api/"):
        return Response(problem.model_dump_json(), status, mimetype=_JSON)
    title = _FOR_PEOPLE.get(status, problem.title)
    # Whoever goes back comes to the room that he was in, unless that is what there is not.
    room = request.args.get(ROOM)
    room = room if room in the_house().mats() else None
    return Response(render_template("problem.html", title=title, problem=problem, room=room), status)
