"""The versions of the settings file: to be listed, and put back."""

from datetime import datetime
from http import HTTPStatus

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from voiceskill.web.api.answering import answer, new_api
from voiceskill.web.program import the_program

api = new_api("versions", "The earlier versions of the settings")


class VersionModel(BaseModel):
    """A content that the settings file had."""

    id: str = Field(description="What names it")
    since: datetime = Field(description="When it came")
    summary: str = Field(description="What was different from the version before")
    present: bool = Field(description="Whether the settings are so now")


class VersionList(BaseModel):
    """The versions that are kept."""

    revision: str = Field(description="Names the present state of the settings")
    versions: list[VersionModel] = Field(description="The newest first")


class _Path(BaseModel):
    version: str = Field(max_length=100, description="Id of the version")


class RestoreBody(BaseModel):
    """What was looked at."""

    model_config = ConfigDict(extra="forbid")

    revision: str | None = Field(
        default=None, max_length=64, description="The settings that were looked at; null: whatever they are now"
    )


@api.get("/versions", summary="The earlier settings", responses={HTTPStatus.OK: VersionList})
def get_versions() -> Response:
    """List the versions of the settings that are kept."""
    return answer(_versions())


@api.post("/versions/<version>/restore", summary="Put earlier settings back", responses={HTTPStatus.OK: VersionList})
def post_restore(path: _Path, body: RestoreBody) -> Response:
    """Put a version in the place of the settings; what they were becomes a version itself."""
    settings = the_program().settings
    settings.restore(body.revision or settings.reading.revision, path.version)
    return answer(_versions())


def _versions() -> VersionList:
    settings = the_program().settings
    revision = settings.reading.revision
    return VersionList(
        revision=revision,
        versions=[
            VersionModel(id=each.id, since=each.since, summary=each.summary, present=each.revision == revision)
            for each in settings.versions()
        ],
    )
