"""Serves one peer, from its first event to its last."""

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import aclosing, suppress
from typing import Final

from wyoming.error import Error
from wyoming.event import Event

from voiceskill.complaint import Complaint
from voiceskill.wyoming.service import Service
from voiceskill.wyoming.wire import LINE_LIMIT, BadEventError, read_event, write_event

_DATA_LIMIT: Final = 65_536
"""Bytes that an event's data may have: what peers ask for is a text at most."""
_PACE_S: Final = 0.01
"""Seconds for each event of a peer that sends a great many of them: three times the usual pace of a microphone's."""
_AHEAD_S: Final = 10.0
"""Seconds that a peer may be ahead of that pace: a thousand events, a minute of recorded sound."""
_PARTING_S: Final = 1.0
"""Seconds that a peer is given to hear that it is sent away."""

_log = logging.getLogger(__name__)


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, services: Iterable[Service], *, idle: float
) -> None:
    """Answer a peer until it hangs up, breaks the rules, or has sent nothing for a while.

    Args:
        reader: Where its events come from.
        writer: Where the answers go; it stays open.
        services: Take the events of their kinds; the others are ignored, as the protocol wants it.
        idle: Seconds after which a silent peer has been forgotten by whoever started it.
    """
    by_kind = {kind: service for service in services for kind in service.kinds}
    pace = _Pace()
    try:
        while event := await _next_event(reader, idle):
            await pace.keep()
            if event.type in by_kind:
                async with aclosing(by_kind[event.type].take(event)) as answers:
                    async for answer in answers:
                        await write_event(answer, writer)
    except BadEventError as error:
        _log.info("A peer of the Wyoming server was sent away: %s", error)
        await refuse(reader, writer, str(error), "bad-event")
    except Complaint as complaint:
        _log.warning("A peer of the Wyoming server could not be served: %s", complaint)
        await refuse(reader, writer, str(complaint), "failed")
    except ConnectionError:  # nobody is there to be told
        pass
    except Exception as error:  # noqa: BLE001 - whatever it is, the other peers are served all the same
        _log.error("The Wyoming server has failed at what a peer asked for: %r", error)
        await refuse(reader, writer, "The coach has failed at this; its log tells more.", "failed")
    finally:
        for service in by_kind.values():
            service.leave()


async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, text: str, code: str) -> None:
    """Tell a peer, as far as it listens, why it is not served, and nothing more after that.

    Some peers wait for nothing but an answer, so whoever calls this hangs up.

    Args:
        reader: Is emptied: what has been sent and not been read would have the system take back what was told.
        writer: Where it is told.
        text: One sentence for a person.
        code: The same for a program.
    """
    with suppress(OSError):  # a timeout is one, too
        await write_event(Error(text=text, code=code).event(), writer)
        async with asyncio.timeout(_PARTING_S):
            writer.write_eof()
            while await reader.read(LINE_LIMIT):
                pass


async def _next_event(reader: asyncio.StreamReader, idle: float) -> Event | None:
    try:
        async with asyncio.timeout(idle):
            return await read_event(reader, data_limit=_DATA_LIMIT)
    except TimeoutError:
        return None


class _Pace:
    """Holds up a peer that sends more events than any honest one, so that it cannot use up the machine."""

    def __init__(self) -> None:
        self._due = 0.0

    async def keep(self) -> None:
        now = time.monotonic()
        self._due = max(self._due, now - _AHEAD_S) + _PACE_S
        if self._due > now:
            await asyncio.sleep(self._due - now)
