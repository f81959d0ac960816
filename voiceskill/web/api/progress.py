"""What was done: figures, the whole journal, and deleting."""

import io
from datetime import date
from http import HTTPStatus

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from voiceskill.journal.json_export import write_json
from voiceskill.web.api.answering import answer, new_api
from voiceskill.web.past import Past, forget, past
from voiceskill.web.program import the_program

api = new_api("progress", "What was done, and how it went")


class Weeks(BaseModel):
    """How far back."""

    model_config = ConfigDict(extra="forbid")

    weeks: int = Field(default=12, ge=1, le=52, description="Number of weeks, this one included")


class Which(BaseModel):
    """Which day."""

    model_config = ConfigDict(extra="forbid")

    day: date = Field(description="By the calendar on the wall")


class DeletedSessions(BaseModel):
    """What was deleted."""

    sessions: int = Field(description="Number of sessions that were deleted")


@api.get("/progress", summary="Figures of the last weeks", responses={HTTPStatus.OK: Past})
def get_progress(query: Weeks) -> Response:
    """Tell the minutes held, the days, how the back was, and what hurt."""
    return answer(past(the_program(), query.weeks))


@api.get(
    "/journal",
    summary="All that was recorded",
    responses={HTTPStatus.OK: {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
def get_journal() -> Response:
    """Give all sessions, oldest first, with their holds, reports of pain and ratings."""
    stream = io.StringIO()
    write_json(the_program().journal.sessions(), stream)
    return Response(stream.getvalue(), mimetype="application/json")


@api.delete("/journal", summary="Delete everything, for good", responses={HTTPStatus.OK: DeletedSessions})
def delete_journal() -> Response:
    """Delete all that was recorded. While a session is under way, that is refused."""
    return answer(DeletedSessions(sessions=forget(the_program(), None)))


@api.delete("/journal/days/<day>", summary="Delete a day, for good", responses={HTTPStatus.OK: DeletedSessions})
def delete_day(path: Which) -> Response:
    """Delete what began or happened on a day. While a session is under way, that is refused."""
    return answer(DeletedSessions(sessions=forget(the_program(), path.day)))
