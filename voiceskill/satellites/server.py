"""Lets satellites in, and brings each to its place."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

from wyoming.error import Error
from wyoming.event import Event

from voiceskill.complaint import Complaint
from voiceskill.hearing.gate import FRAME
from voiceskill.listening_socket import CannotListenError, listen
from voiceskill.pairing.certificate import fingerprint_of, server_context
from voiceskill.pairing.codes import Codes
from voiceskill.pairing.place import CODES, TOKENS
from voiceskill.pairing.tokens import Tokens
from voiceskill.satellite.messages import VERSION, Heard, Hello, Lacking, Report, Welcome, from_event, to_event
from voiceskill.satellite.outcome import outcome_of
from voiceskill.satellites.place import SatellitePlace
from voiceskill.wyoming.wire import LINE_LIMIT, BadEventError, read_event, write_event

_log = logging.getLogger(__name__)

_GREETING_S: Final = 5.0
"""Seconds that a caller has for the encryption, and again for saying who he is."""
_GREETING_BYTES: Final = 8_192
"""What that may take."""
_STRANGERS: Final = 32
"""Callers who have not said yet who they are; more are sent away."""
_SILENT_S: Final = 3.0
"""Seconds without a word after which a satellite has gone."""
_LIFE_SIGN_S: Final = 1.0
"""Seconds from one sign of life to the next."""
_AHEAD_BYTES: Final = 64 * 2**10
"""What the network may hold of clips, that an order to be silent has to wait for."""

_Refusal = Literal["unknown-room", "not-paired", "wrong-code", "elsewhere", "taken"]
_REFUSALS: Final[dict[_Refusal, str]] = {
    "unknown-room": "There is no such room.",
    "not-paired": "This satellite is not paired.",
    "wrong-code": "The code is wrong, or holds no longer.",
    "elsewhere": "Another coach has this room just now.",
    "taken": "Another satellite is in this room.",
}


class _RefusedError(Exception):
    """A caller is not let in."""

    def __init__(self, code: _Refusal) -> None:
        super().__init__(_REFUSALS[code])
        self.code: _Refusal = code


class SatelliteServer:
    """Listens for satellites, in a thread of its own; as a context manager it does until the context is left."""

    def __init__(self, host: str, port: int, folder: Path, knows: Callable[[str], bool] = lambda _key: False) -> None:
        """Take the address, so that nobody else can.

        Args:
            host: The name or address to listen on.
            port: The port, 0 for any that is free.
            folder: Where the certificate, the codes and the tokens are.
            knows: Says whether the house has a room of this key, though it may have no place here just now.

        Raises:
            Complaint: The address cannot be had, or the certificate not be read.
        """
        self._context = server_context(folder)
        self._fingerprint = fingerprint_of(folder)
        self._tokens = Tokens(folder / TOKENS)
        self._codes = Codes(folder / CODES, self._tokens)
        self._knows = knows
        self._places: dict[str, SatellitePlace] = {}
        self._strangers = 0
        self._visits: set[asyncio.Task[None]] = set()
        try:
            self._socket = listen(host, port)
        except CannotListenError as error:
            raise Complaint(
                f"Satellites cannot connect at {host}, port {port}: {error}; name another under `satellites`."
            ) from error
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), name="satellites")

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def place(self, key: str, name: str) -> SatellitePlace:
        """Open a room's place, where its satellite is let in from now on. Any thread may call this.

        Args:
            key: The room's key in the settings.
            name: What it is called.
        """
        self.close_place(key)
        place = self._places[key] = SatellitePlace(key, name)
        return place

    def close_place(self, key: str) -> None:
        """Send a room's satellite away, and let it in no more. Any thread may call this."""
        place = self._places.pop(key, None)
        if place:
            place.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        # Not encrypted by asyncio before they are counted: a connection that never begins with it costs 256 KiB.
        server = await asyncio.start_server(self._receive, sock=self._socket, limit=LINE_LIMIT)
        self._loop.set_exception_handler(_log_quietly)
        await self._over.wait()
        server.close()
        for visit in self._visits:
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        if visit is None or self._strangers >= _STRANGERS:
            writer.transport.abort()
            return
        self._visits.add(visit)
        try:
            await self._attend(reader, writer)
        except BadEventError as error:
            _log.warning("A caller at the satellites' port is sent away: %s", error)
        except (OSError, asyncio.CancelledError):  # he has gone, is silent, or speaks no TLS; or all is over here
            pass
        except Complaint as complaint:  # a file of the pairing's
            _log.error("No satellite is let in: %s", complaint)
        except Exception:  # noqa: BLE001 - whatever a caller brings about, the others are served on
            _log.exception("A satellite's connection has failed unexpectedly.")
        finally:
            self._visits.discard(visit)
            writer.transport.abort()

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._strangers += 1
        try:
            await writer.start_tls(self._context, ssl_handshake_timeout=_GREETING_S)
            async with asyncio.timeout(_GREETING_S):
                event = await read_event(reader, data_limit=_GREETING_BYTES)
            if event is None:
                return
            hello = from_event(event, Hello)
            place = await self._let_in(hello, writer)
        except _RefusedError as refused:
            await write_event(Error(text=str(refused), code=refused.code).event(), writer)
            await _hang_up(writer)
            return
        finally:
            self._strangers -= 1
        if place:
            await self._host(place, hello, reader, writer)

    async def _let_in(self, hello: Hello, writer: asyncio.StreamWriter) -> SatellitePlace | None:
        """Return a satellite's place; None where it has only been paired.

        Raises:
            _RefusedError: It has none.
        """
        if hello.version != VERSION:
            raise BadEventError("It talks in another way: install the same version there and here.")
        place = self._places.get(hello.room)
        if place is None and not self._knows(hello.room):
            raise _RefusedError("unknown-room")
        if hello.proof is not None:
            redeem = self._codes.redeem
            paired = await asyncio.to_thread(redeem, hello.room, self._fingerprint, hello.nonce or "", hello.proof)
            if paired is None:
                raise _RefusedError("wrong-code")
            token, proof = paired
            name = place.name if place else hello.room
            await write_event(to_event(Welcome(room=hello.room, name=name, token=token, proof=proof)), writer)
            await _hang_up(writer)
            return None
        if not hello.token or not await self._is_known(hello):
            raise _RefusedError("not-paired")
        if place is None:
            raise _RefusedError("elsewhere")
        return place

    async def _host(
        self, place: SatellitePlace, hello: Hello, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Carry to and fro between a satellite and its place until it goes."""
        to_send = asyncio.Event()
        visit = place.admit(hello, lambda: self._call(to_send.set))
        if visit is None:
            await write_event(Error(text=_REFUSALS["taken"], code="taken").event(), writer)
            await _hang_up(writer)
            return
        _keep_short(writer)
        sending = asyncio.create_task(self._send(place, visit, hello, to_send, writer))
        try:
            while not sending.done():
                async with asyncio.timeout(_SILENT_S):
                    event = await read_event(reader)
                if event is None or not place.hosts(visit):
                    return
                _take(place, event)
        finally:
            place.part(visit)
            sending.cancel()
            with suppress(ConnectionError):
                await outcome_of(sending)

    async def _send(
        self, place: SatellitePlace, visit: int, hello: Hello, to_send: asyncio.Event, writer: asyncio.StreamWriter
    ) -> None:
        """Send what there is, as long as the satellite has its place, and is known."""
        await write_event(to_event(Welcome(room=hello.room, name=place.name, session=place.session)), writer)
        looked = self._loop.time()
        while place.hosts(visit):
            to_send.clear()
            # What a visit that is over took out, the next one would wait for in vain.
            while place.hosts(visit) and (event := place.outbox.next()):
                await write_event(event, writer)
            if self._loop.time() - looked >= _LIFE_SIGN_S:
                if not await self._is_known(hello):
                    _log.info("The satellite of %s is not let in any more.", place.name)
                    return
                looked = self._loop.time()
            try:
                async with asyncio.timeout(_LIFE_SIGN_S):
                    await to_send.wait()
            except TimeoutError:
                place.outbox.live()

    async def _is_known(self, hello: Hello) -> bool:
        return await asyncio.to_thread(self._tokens.knows, hello.room, hello.token or "")

    def _call(self, function: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            self._loop.call_soon_threadsafe(function)


def _take(place: SatellitePlace, event: Event) -> None:
    if event.type == Heard.kind:
        heard = from_event(event, Heard)
        samples = event.payload or b""
        if len(samples) != 2 * FRAME * len(heard.echo):
            raise BadEventError("Samples and what is said of their echo do not belong together.")
        place.take(heard.report, heard, samples)
    elif event.type == Report.kind:
        place.take(from_event(event, Report))
    elif event.type == Lacking.kind:
        place.outbox.lacks(from_event(event, Lacking))


def _keep_short(writer: asyncio.StreamWriter) -> None:
    """Let no more wait in the network than what an order can wait for."""
    writer.transport.set_write_buffer_limits(high=_AHEAD_BYTES)
    connection = writer.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _AHEAD_BYTES)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    """End a connection so that what was sent last arrives."""
    writer.close()
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_GREETING_S):
            await writer.wait_closed()


def _log_quietly(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Log what a caller did to asyncio's own code in a line: no trace of ours leads there."""
    del loop
    _log.info("A caller at the satellites' port: %s", context.get("exception") or context.get("message"))
