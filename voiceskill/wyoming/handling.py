"""Has done what a peer's user has said to it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import Future
from typing import Final

from wyoming.event import Event
from wyoming.handle import Handled, NotHandled

from voiceskill.mat import Mat
from voiceskill.wyoming import replies
from voiceskill.wyoming.recognizing import SENTENCE_LIMIT
from voiceskill.wyoming.rooms import command_in, requested
from voiceskill.wyoming.service import Service, text_of

_PATIENCE_S: Final = 5.0
"""Seconds that a room is given to obey; it takes a fiftieth of one."""

_Order = tuple[Mat, str, Future[bool]]
"""A room, a sentence that tells what is asked of it, and whether it has obeyed."""


class Handling(Service):
    """Takes what was said elsewhere as if it had been said in the room that it is for.

    Home Assistant sends it as a transcript, not as what is to be recognised.
    """

    kinds = frozenset({"transcript"})

    def __init__(self, mats: Callable[[], Mapping[str, Mat]], patience: float = _PATIENCE_S) -> None:
        """Take the rooms.

        Args:
            mats: The rooms.
            patience: Seconds that one is given to obey.
        """
        self._mats = mats
        self._patience = patience

    async def take(self, event: Event) -> AsyncGenerator[Event, None]:
        """Yield whether it was done, with one sentence for the user, as `Service.take` describes."""
        text = text_of(event, SENTENCE_LIMIT)
        mats = tuple(self._mats().values())
        if not mats:
            yield NotHandled(text=replies.NO_ROOM).event()
            return
        orders = await asyncio.to_thread(_give, text, mats)
        if not orders:
            yield NotHandled(text=replies.NOT_UNDERSTOOD).event()
            return
        # What a room has taken up is left to it, however long it takes: nobody can take back what was said.
        await asyncio.wait([asyncio.wrap_future(future) for _, _, future in orders], timeout=self._patience)
        told = " ".join(_told(*order) for order in orders)
        done = any(_obeyed(future) for _, _, future in orders)
        yield (Handled(text=told) if done else NotHandled(text=told)).event()


def _give(text: str, mats: tuple[Mat, ...]) -> list[_Order]:
    """Have a sentence heard where it is for; what is no command there would only make the coach ask for pardon."""
    request = requested(text, mats)
    commands = [(mat, command_in(mat, request.text)) for mat in request.mats]
    return [(mat, replies.will_be_done(mat, command), mat.hear(request.text)) for mat, command in commands if command]


def _told(mat: Mat, told: str, future: Future[bool]) -> str:
    obeyed = _obeyed(future)
    if obeyed is None:
        return replies.late(mat)
    return told if obeyed else replies.refused(mat)


def _obeyed(future: Future[bool]) -> bool | None:
    """Return whether a room has obeyed; None where it has said nothing, or has been closed meanwhile."""
    return future.result() if future.done() and not future.cancelled() and not future.exception() else None
