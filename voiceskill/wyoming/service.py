"""What one of the coach's abilities is to a peer that is connected."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from typing import ClassVar

from wyoming.event import Event

from voiceskill.wyoming.wire import BadEventError


class Service(ABC):
    """Answers some kinds of events; each connection has one of its own, so that it may remember what came before."""

    kinds: ClassVar[frozenset[str]]
    """Types of the events that it takes."""

    @abstractmethod
    def take(self, event: Event) -> AsyncGenerator[Event, None]:
        """Yield what there is to answer to an event, mostly one event or none.

        What takes long is done in a thread of its own, so that other connections do not wait for it.

        Raises:
            BadEventError: The event lacks something, or has too much of it.
            Complaint: It cannot be done; the peer is told why.
        """

    def leave(self) -> None:  # noqa: B027 - most remember nothing that anybody else could need
        """Let go of what is kept for the peer, who has gone."""


def text_of(event: Event, limit: int) -> str:
    """Return the text that an event brings.

    Args:
        event: Any that should have one.
        limit: Letters that it may have.

    Raises:
        BadEventError: It has none, or a longer one.
    """
    text = event.data.get("text")
    if not isinstance(text, str):
        raise BadEventError(f"The event {event.type} has no text.")
    if len(text) > limit:
        raise BadEventError(f"The text of the event {event.type} is longer than {limit} letters.")
    return text
