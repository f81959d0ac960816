"""Lets other programs connect, and serves each of them beside the rooms."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

from voiceskill.complaint import Complaint
from voiceskill.listening_socket import CannotListenError, listen
from voiceskill.wyoming.address import parse_address
from voiceskill.wyoming.connection import refuse, serve
from voiceskill.wyoming.service import Service
from voiceskill.wyoming.wire import LINE_LIMIT, hang_up

_THREADS: Final = 8
"""How many things that take long are done at a time, for all peers."""
_FULL: Final = "Too many programs are connected to the coach; try again later."


class WyomingServer:
    """A thread with an event loop of its own; as a context manager it serves until the context is left."""

    def __init__(
        self,
        uri: str,
        prepare: Callable[[], Callable[[], Sequence[Service]]],
        *,
        peers: int = 32,
        idle: float = 180.0,
    ) -> None:
        """Take the address, so that nobody else can.

        Args:
            uri: Where to listen, such as ``tcp://0.0.0.0:10300``; port 0 for any that is free.
            prepare: Returns what makes the services of one connection. Is called in the server's thread, for it may
                take a while; whoever connects meanwhile waits.
            peers: How many may be connected at a time.
            idle: Seconds after which a peer that sends nothing is let go.

        Raises:
            Complaint: The address cannot be had.
        """
        host, port = parse_address(uri)
        try:
            self._socket = listen(host, port)
        except CannotListenError as error:
            raise Complaint(
                f"The Wyoming protocol cannot be spoken at {uri}: {error}; name another address by --uri."
            ) from error
        self._host = host
        self._prepare = prepare
        self._peers = peers
        self._idle = idle
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wyoming", daemon=True)

    @property
    def host(self) -> str:
        """The name or address that it listens on."""
        return self._host

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        self._thread.start()
        self._begun.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop:
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        # What is still being done for somebody when the loop ends is waited for: nothing outlives it.
        with asyncio.Runner() as runner:
            loop = self._loop = runner.get_loop()
            loop.set_default_executor(ThreadPoolExecutor(_THREADS, "wyoming"))
            self._begun.set()
            runner.run(self._serve())

    async def _serve(self) -> None:
        make_services = await asyncio.to_thread(self._prepare)
        peers: set[asyncio.Task[None]] = set()

        def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if len(peers) >= 2 * self._peers:  # there are too many even of those who are being told that there are
                writer.transport.abort()
                return
            full = len(peers) >= self._peers
            serving = (
                refuse(reader, writer, _FULL, "busy")
                if full
                else serve(reader, writer, make_services(), idle=self._idle)
            )
            peer = asyncio.create_task(_to_its_end(serving, writer))
            peers.add(peer)
            peer.add_done_callback(peers.discard)

        server = await asyncio.start_server(meet, sock=self._socket, limit=LINE_LIMIT)
        await self._stopping.wait()
        server.close()


async def _to_its_end(serving: Coroutine[object, object, None], writer: asyncio.StreamWriter) -> None:
    try:
        await serving
        await hang_up(writer)
    finally:  # where the server is stopped meanwhile
        writer.transport.abort()
