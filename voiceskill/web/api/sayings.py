"""What can be said."""

from http import HTTPStatus

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from voiceskill.coaching.state import State
from voiceskill.understanding.catalogue import Saying
from voiceskill.web.api.answering import answer, new_api
from voiceskill.web.program import the_program
from voiceskill.web.sayings import all_chapters, said_in

api = new_api("sentences", "What can be said")


class _Query(BaseModel):
    model_config = ConfigDict(extra="forbid")

    state: State | None = Field(default=None, description="Only what makes sense while the coach does this")


class SayingModel(BaseModel):
    """Sentences that do one thing."""

    sentences: list[str] = Field(description="What may be another name or number stands in braces")
    meaning: str = Field(description="What the coach does")
    states: list[State] | None = Field(description="What the coach may be doing; null: anything")


class SayingsModel(BaseModel):
    """What can be said."""

    sayings: list[SayingModel] = Field(description="In the order of the file")


@api.get("/sentences", summary="What can be said", responses={HTTPStatus.OK: SayingsModel})
def get_sentences(query: _Query) -> Response:
    """Tell the plainest sentence of each template."""
    language = the_program().repertoire.config.language
    if query.state is None:
        chosen = [saying for chapter in all_chapters(language) for saying in chapter.sayings]
    else:
        chosen = list(said_in(language, query.state))
    return answer(SayingsModel(sayings=[_model(saying) for saying in chosen]))


def _model(saying: Saying) -> SayingModel:
    states = None if saying.states is None else sorted(saying.states)
    return SayingModel(sentences=list(saying.sentences), meaning=saying.meaning, states=states)
