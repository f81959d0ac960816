"""Lets a peer know that the coach is there."""

from collections.abc import AsyncGenerator
from typing import Final

from wyoming.event import Event
from wyoming.ping import Ping, Pong

from voiceskill.wyoming.service import Service

_TEXT_LIMIT: Final = 1_000
"""Letters of a ping that come back."""


class Pinging(Service):
    """Answers pings, each with its own text."""

    kinds = frozenset({"ping"})

    async def take(self, event: Event) -> AsyncGenerator[Event, None]:
        """Yield a pong, as `Service.take` describes."""
        text = Ping.from_event(event).text
        yield Pong(text=text[:_TEXT_LIMIT] if isinstance(text, str) else None).event()
