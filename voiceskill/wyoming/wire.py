"""Reads and writes events of the Wyoming protocol from and to peers of whom nothing is known.

The protocol's own library takes a peer at its word: it waits for as long and takes in as much as it is told to. Here
each part of an event has a limit.
"""

import asyncio
import json
from typing import Final, NoReturn

from wyoming.event import Event, async_write_event

LINE_LIMIT: Final = 65_536
"""Bytes that an event's first line may have; the ``limit`` for asyncio's streams."""
_DATA_LIMIT: Final = 2**20
"""Bytes that an event's data may have, unless the caller asks for less: many times those of a full description."""
_PAYLOAD_LIMIT: Final = 2**20
"""Bytes that an event's samples may have: more than ten seconds of the loudspeaker's."""
_TYPE_LIMIT: Final = 64
"""Letters that the name of an event's kind may have."""


class BadEventError(Exception):
    """A peer has sent what is no event, or too much, or has stopped in the middle. The connection cannot be used on."""


async def read_event(
    reader: asyncio.StreamReader, *, patience: float = 10.0, data_limit: int = _DATA_LIMIT
) -> Event | None:
    """Return the next event; for its beginning it waits as long as it takes.

    Args:
        reader: Where it comes from; made with `LINE_LIMIT`.
        patience: Seconds from an event's beginning to its end.
        data_limit: Bytes that its data may have.

    Returns:
        None where the other end has hung up, between two events or within one.

    Raises:
        BadEventError: What came is malformed, oversized, or not complete in that time.
    """
    try:
        first = await reader.read(1)
    except OSError:
        return None
    if not first:
        return None
    try:
        async with asyncio.timeout(patience):
            return await _read_rest(first, reader, data_limit)
    except TimeoutError:
        raise BadEventError(f"An event was not complete after {patience:g} s.") from None
    except (EOFError, OSError):
        return None


async def write_event(event: Event, writer: asyncio.StreamWriter, *, patience: float = 5.0) -> None:
    """Send an event.

    Args:
        event: What to send.
        writer: Where it goes.
        patience: Seconds that the other end may take to make room for it.

    Raises:
        ConnectionError: The other end has gone, or does not take it; in both cases the connection is over.
    """
    if writer.is_closing():
        raise ConnectionError("The connection is closed.")
    try:
        async with asyncio.timeout(patience):
            await async_write_event(event, writer)
    except TimeoutError:
        writer.transport.abort()
        raise ConnectionError(f"The other end has taken nothing for {patience:g} s.") from None
    except OSError as error:
        raise ConnectionError(f"The other end has gone: {error}.") from None


async def hang_up(writer: asyncio.StreamWriter, *, patience: float = 5.0) -> None:
    """Close a connection, even if the other end does not take what is still on its way to it.

    Args:
        writer: Its own end.
        patience: Seconds that the other end may take for it.
    """
    writer.close()
    try:
        async with asyncio.timeout(patience):
            await writer.wait_closed()
    except OSError:  # it has broken, or time is over
        pass
    finally:
        writer.transport.abort()


async def _read_rest(first: bytes, reader: asyncio.StreamReader, data_limit: int) -> Event:
    header = _object_in(first + await _rest_of_line(first, reader))
    kind = header.get("type")
    if not isinstance(kind, str) or not 0 < len(kind) <= _TYPE_LIMIT:
        raise BadEventError("An event has no type.")
    # Some peers have the data in the first line.
    data = header.get("data", {})
    if not isinstance(data, dict):
        raise BadEventError("An event's data are no JSON object.")
    data_length = _length(header, "data_length", data_limit)
    payload_length = _length(header, "payload_length", _PAYLOAD_LIMIT)
    if data_length:
        data = data | _object_in(await reader.readexactly(data_length))
    return Event(kind, data, await reader.readexactly(payload_length) if payload_length else None)


async def _rest_of_line(first: bytes, reader: asyncio.StreamReader) -> bytes:
    if first == b"\n":
        return b""
    try:
        return await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError:
        raise BadEventError("An event's first line is too long.") from None


def _length(header: dict[str, object], name: str, limit: int) -> int:
    """Return how many bytes a part of an event has; absent and null mean none."""
    length = header.get(name)
    if length is None:
        return 0
    if type(length) is not int or not 0 <= length <= limit:  # `True` is an int as well
        raise BadEventError(f"An event's {name} is no number from 0 to {limit}.")
    return length


def _object_in(text: bytes) -> dict[str, object]:
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadEventError("An event is no JSON.") from None
    if not isinstance(value, dict):
        raise BadEventError("An event is no JSON object.")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
