"""The settings that the page about sound and voice changes."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from voiceskill.web.api.answering import answer, new_api
from voiceskill.web.problem import FieldProblem, Refusal
from voiceskill.web.program import the_program
from voiceskill.web.settings_form import SETTINGS, writing

api = new_api("settings", "The settings of sound, voice, coaching and reminders")

_Text = Annotated[str, Field(max_length=500)]
_Value = bool | int | float | _Text | list[_Text] | None


class Settings(BaseModel):
    """The settings as they are."""

    revision: str = Field(description="Names this content of the settings file; a change has to give it")
    values: dict[str, _Value] = Field(description="What they are, by their names; null: left empty")


class Change(BaseModel):
    """What is to be changed."""

    model_config = ConfigDict(extra="forbid")

    revision: str = Field(max_length=100, description="Of the settings that were looked at")
    values: dict[_Text, _Value] = Field(
        max_length=100, description="The new values by their names; null leaves one empty, what is not named stays"
    )


@api.get("/settings", summary="The settings", responses={HTTPStatus.OK: Settings})
def get_settings() -> Response:
    """Tell the values, and the revision that a change has to give."""
    return answer(_settings())


@api.patch("/settings", summary="Change settings", responses={HTTPStatus.OK: Settings})
def patch_settings(body: Change) -> Response:
    """Change some of the settings, all or none; the comments of the file stay."""
    for key in body.values:
        if key not in SETTINGS:
            raise Refusal(
                f'There is no setting "{key}" here.', FieldProblem(field=f"values.{key}", message="This is not known.")
            )
    values: Mapping[str, object] = body.values
    the_program().settings.change(body.revision, writing(values))
    return answer(_settings())


def _settings() -> Settings:
    settings = the_program().settings
    settings.poll()
    reading = settings.reading
    return Settings(
        revision=reading.revision,
        values={key: setting.plain(reading.config) for key, setting in SETTINGS.items()},
    )
