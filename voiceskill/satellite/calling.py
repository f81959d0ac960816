"""How a satellite calls a coach, and what he may answer."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from wyoming.error import Error
from wyoming.event import Event

from voiceskill.complaint import Complaint
from voiceskill.pairing.certificate import peer_fingerprint, satellite_context
from voiceskill.satellite.messages import Hello, Welcome, from_event, to_event
from voiceskill.wyoming.wire import LINE_LIMIT, BadEventError, read_event, write_event

DEFAULT_PORT: Final = 10_900
"""Where a coach is looked for whose port is not named."""
_PATIENCE_S: Final = 5.0
"""Seconds that a coach has for taking the connection, and again for his answer."""
_NO_COACH: Final = (
    "Who answers at {} is no coach, or too busy; name the port that his settings give under `satellites`."
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a coach is."""

    host: str
    """Name or address."""
    port: int = DEFAULT_PORT
    """His port for satellites."""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def address_of(text: str) -> Address:
    """Return what is meant by ``HOST``, ``HOST:PORT`` or ``[IPV6]:PORT``.

    Raises:
        Complaint: It is none of these.
    """
    try:
        # Without brackets, several colons are those of an IPv6 address.
        parts = urlsplit(f"//[{text}]" if text.count(":") > 1 and not text.startswith("[") else f"//{text}")
        if parts.hostname and not (parts.path or parts.query or parts.fragment or parts.username):
            return Address(parts.hostname, parts.port or DEFAULT_PORT)
    except ValueError:
        pass
    raise Complaint(f"{text!r} is no address of a coach: write it as coach.local or coach.local:{DEFAULT_PORT}.")


class RefusedError(Exception):
    """A coach does not take this satellite now; he may later, and another may at once. Says why in a sentence."""


class UnreachableError(RefusedError):
    """No coach answers there."""


@dataclass(frozen=True, slots=True)
class Call:
    """A connection to a coach who has not been greeted yet."""

    address: Address
    """Where he is."""
    fingerprint: str
    """SHA-256 of his certificate, in hexadecimal."""
    reader: asyncio.StreamReader
    """What comes from him."""
    writer: asyncio.StreamWriter
    """What goes to him."""

    async def greet(self, hello: Hello) -> Welcome:
        """Say hello and return the welcome.

        Raises:
            RefusedError: There is none now.
            Complaint: There will never be one.
        """
        try:
            await write_event(to_event(hello), self.writer)
            async with asyncio.timeout(_PATIENCE_S):
                event = await read_event(self.reader)
            if event is None:
                raise UnreachableError(f"The coach at {self.address} has hung up; see his log.")
            if Error.is_type(event.type):
                raise _refusal(event, self.address, hello.room)
            return from_event(event, Welcome)
        except (ConnectionError, TimeoutError, BadEventError):
            raise UnreachableError(_NO_COACH.format(self.address)) from None


@asynccontextmanager
async def calling(address: Address) -> AsyncIterator[Call]:
    """Connect to a coach until the context is left.

    Raises:
        UnreachableError: Nobody answers there, or no coach.
    """
    try:
        async with asyncio.timeout(_PATIENCE_S):
            reader, writer = await asyncio.open_connection(
                address.host, address.port, ssl=satellite_context(), limit=LINE_LIMIT
            )
    except ssl.SSLError:
        raise UnreachableError(_NO_COACH.format(address)) from None
    except (OSError, UnicodeError) as error:
        raise UnreachableError(
            f"No coach can be reached at {address} ({_reason(error)}): see that he runs there."
        ) from None
    try:
        yield Call(address, peer_fingerprint(writer), reader, writer)
    finally:
        writer.transport.abort()


def _reason(error: Exception) -> str:
    """Return the system's words for what is wrong, without those that asyncio adds."""
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno) if error.errno > 0 else str(error.strerror)
    return "nothing answers"


def _refusal(event: Event, address: Address, room: str) -> Exception:
    """Return what is raised for a coach's refusal."""
    known: dict[str, Exception] = {
        "unknown-room": Complaint(
            f"The coach at {address} has no room {room!r}: name one of those under `rooms` in his settings."
        ),
        "not-paired": Complaint(
            f"The coach at {address} does not let this satellite in: run `voiceskill satellites pair {room}` there, "
            "and type here what it says."
        ),
        "wrong-code": Complaint(
            f"The code is wrong or no longer holds: run `voiceskill satellites pair {room}` on the coach's machine, "
            "and type here what it says."
        ),
        "elsewhere": RefusedError(f"Another coach than the one at {address} has the room {room} just now."),
        "taken": RefusedError(f"Another satellite stands in {room} already: end that one."),
    }
    otherwise = RefusedError(f"The coach at {address} refuses: {str(event.data.get('text'))[:200]}")
    return known.get(str(event.data.get("code")), otherwise)
