"""The rooms of the house, in words for people."""

from pydantic import BaseModel, Field

from voiceskill.coaching.state import State
from voiceskill.web.now import OUT_OF_REACH, title_of
from voiceskill.web.program import Program

_NAMELESS = "the coach's own room"


class RoomNow(BaseModel):
    """What goes on in one room."""

    key: str = Field(description="Its key in the settings; `here`: the room in which the machine itself stands")
    name: str = Field(description="What it is called")
    state: State = Field(description="What the coach is doing there")
    title: str = Field(description="The same in words")
    trouble: str = Field(
        description="What keeps the coach from hearing or being heard there, and what to do about it; empty: nothing"
    )


def rooms_of(program: Program) -> list[RoomNow]:
    """Return the rooms that are open, in the order of the settings."""
    found = []
    for mat in program.mats().values():
        now = mat.live.latest.content
        found.append(
            RoomNow(
                key=mat.key,
                name=mat.name or _NAMELESS,
                state=now.state,
                title=OUT_OF_REACH if now.trouble else title_of(now.state),
                trouble=now.trouble,
            )
        )
    return found
