"""Tells a peer what a sentence asks of the coach, and does nothing."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Final

from wyoming.event import Event
from wyoming.intent import Entity, Intent, NotRecognized

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.mat import Mat
from voiceskill.wyoming.rooms import Request, requested
from voiceskill.wyoming.service import Service, text_of

SENTENCE_LIMIT: Final = 500
"""Letters of a sentence; the longest command has a fifth of them."""


class Recognizing(Service):
    """Answers a sentence with its intent, in the room that it is for."""

    kinds = frozenset({"recognize"})

    def __init__(self, mats: Callable[[], Mapping[str, Mat]]) -> None:
        """Take the rooms."""
        self._mats = mats

    async def take(self, event: Event) -> AsyncGenerator[Event, None]:
        """Yield the intent, its slots as entities besides the room's key, as `Service.take` describes.

        What makes sense now comes before what makes sense at other times.
        """
        text = text_of(event, SENTENCE_LIMIT)
        request = await asyncio.to_thread(requested, text, tuple(self._mats().values()))
        command = await asyncio.to_thread(_meaning, request)
        if command is None:
            yield NotRecognized(text="That is nothing that the coach can do.").event()
            return
        slots = {**command.slots, "room": request.mats[0].key}
        yield Intent(
            name=command.intent, entities=[Entity(name=name, value=value) for name, value in slots.items()]
        ).event()


def _meaning(request: Request) -> Command | None:
    for mat in request.mats[:1]:
        understanding = mat.repertoire().understanding
        states = (mat.live.latest.content.state, *State)
        commands = (understanding.interpret(request.text, state) for state in states)
        return next((command for command in commands if command), None)
    return None
