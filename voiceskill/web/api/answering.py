"""What the modules of the interface have in common."""

from http import HTTPStatus
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel

PREFIX = "/api/v1"
"""Under which all of it lies."""
_PROBLEM: dict[str, Any] = {
    "description": "It cannot be done; the problem details say why.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def new_api(subject: str, description: str) -> APIBlueprint:
    """Return where the functions of a subject are registered.

    Args:
        subject: Its name, one word.
        description: What it is about, one sentence without a full stop.
    """
    return APIBlueprint(
        f"api_{subject}",
        __name__,
        url_prefix=PREFIX,
        abp_tags=[Tag(name=subject, description=description)],
        abp_responses={"422": dict(_PROBLEM), "4XX": dict(_PROBLEM)},
    )


def answer(model: BaseModel, status: int = HTTPStatus.OK) -> Response:
    """Answer with a model."""
    return Response(model.model_dump_json(), status, mimetype="application/json")
