"""Connects to a satellite of the Wyoming project again and again, in a thread of its own."""

import asyncio
import logging
import os
import queue
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from voiceskill.backoff import delays
from voiceskill.complaint import Complaint
from voiceskill.rooms.wyoming_conversation import Conversation
from voiceskill.rooms.wyoming_loudspeaker import SatelliteLoudspeaker
from voiceskill.rooms.wyoming_microphone import Heard
from voiceskill.wyoming.wire import LINE_LIMIT, BadEventError

_log = logging.getLogger(__name__)

_REACHED_S: Final = 5.0
"""Seconds within which a satellite is reached that is there."""
_UNSENT: Final = 8_192
"""Bytes that the system is to keep while the network does not take them, of which it makes twice as many: what waits
there will be heard, however late."""
_UNDELIVERED_MS: Final = 10_000
"""Milliseconds after which the system gives up a connection that delivers nothing."""
_WAITING: Final = 250
"""Blocks that may wait for the ear: 5 s, as for a card's microphone."""
_TROUBLES: Final = 8
"""What can be wrong with one satellite in one night."""
_LEAVE_S: Final = 1.0
"""Seconds that the end may take."""


class SatelliteLink:
    """A satellite, as long as it is there."""

    def __init__(self, host: str, port: int, who: str, loudspeaker: SatelliteLoudspeaker) -> None:
        """Begin to connect.

        Args:
            host: Where the satellite listens: a name or an address.
            port: Its port.
            who: Names it at the beginning of a sentence.
            loudspeaker: Gives what has to be played, in the link's thread.
        """
        self.trouble = f"{who} is being connected to."
        """Why there is no connection, for the user; empty while there is one."""
        self.ended = 0
        """How many connections have ended, or failed."""
        self._host, self._port, self._who = host, port, who
        self._loudspeaker = loudspeaker
        self._heard: queue.Queue[Heard] = queue.Queue(_WAITING)
        self._dropped = 0
        # Why it was not there since it last was: in a network that is unwell, two reasons take turns for a whole night.
        self._told: deque[str] = deque(maxlen=_TROUBLES)
        self._worked = False
        self._closing = False
        self._loop = asyncio.new_event_loop()
        self._heeded = asyncio.Event()
        self._keeping = self._loop.create_task(self._keep_up())
        self._thread = threading.Thread(target=self._run, name="Wyoming satellite", daemon=True)
        self._thread.start()

    def heed(self, ended: int) -> None:
        """Have something played from now on, if there is a connection.

        Args:
            ended: How many had ended when there was found to be no trouble.
        """
        self._in_loop(lambda: self._heeded.set() if ended == self.ended else None)

    def fetch(self, seconds: float) -> Heard | None:
        """Wait for the next block that was heard, so many seconds at most."""
        with suppress(queue.Empty):
            return self._heard.get(timeout=seconds)
        return None

    def close(self) -> None:
        """Take leave of the satellite; never waits for long."""
        self._closing = True
        self._in_loop(self._keeping.cancel)
        self._thread.join(_LEAVE_S)

    def _in_loop(self, call: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # it has ended by itself
            self._loop.call_soon_threadsafe(call)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._keeping)
        self._loop.close()  # without waiting for a name that is still being looked up

    async def _keep_up(self) -> None:
        waits = delays()
        while not self._closing:  # a connection that breaks just then would hide that this is cancelled
            trouble = await self._connection()
            self.trouble = trouble
            if trouble not in self._told:
                self._told.append(trouble)
                _log.warning("%s", trouble)
            self.ended += 1
            self._heeded.clear()
            if self._worked:
                self._worked, waits = False, delays()
            await asyncio.sleep(next(waits))

    async def _connection(self) -> str:
        """Connect, stay connected for as long as it lasts, and return what has kept or ended that."""
        try:
            await self._connect_and_talk()
        except Complaint as complaint:
            return f"{self._who} cannot be used: {complaint}."
        except BadEventError as error:
            return f"{self._who} is no satellite: {error} Correct `satellite` in the settings."
        except OSError as error:  # of which a timeout is one
            return f"{self._who} cannot be reached: {_reason(error)}; switch it on, or correct the settings."
        except Exception:  # noqa: BLE001 - whatever a satellite brings about, it is tried again
            _log.exception("The connection to a satellite has failed unexpectedly; it is tried again.")
        return f"{self._who} cannot be used just now; the log tells why."

    async def _connect_and_talk(self) -> None:
        async with asyncio.timeout(_REACHED_S):
            reader, writer = await asyncio.open_connection(self._host, self._port, limit=LINE_LIMIT)
        _let_nothing_heap_up(writer)
        conversation = Conversation(
            reader,
            writer,
            loudspeaker=self._loudspeaker,
            hear=self._hear,
            agreed=self._agreed,
            heeded=self._heeded,
        )
        try:
            await conversation.hold()
        except (asyncio.CancelledError, Complaint):
            with suppress(OSError):
                await conversation.take_leave()
            raise
        finally:
            self._loudspeaker.halt()
            writer.close()

    def _agreed(self) -> None:
        self._worked = True
        self._told.clear()
        self.trouble = ""

    def _hear(self, heard: Heard) -> None:
        try:
            self._heard.put_nowait(heard)
        except queue.Full:
            if self._dropped % _WAITING == 0:
                _log.warning("The ear is late: blocks of a satellite's microphone are lost.")
            self._dropped += 1


def _let_nothing_heap_up(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNSENT)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNDELIVERED_MS)
    writer.transport.set_write_buffer_limits(high=0)


def _reason(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer"
    # What asyncio says of a failure has the address in it, which the sentence has already.
    known = error.errno is not None and not isinstance(error, socket.gaierror)
    return os.strerror(error.errno) if known and error.errno else error.strerror or str(error)
