"""One end of a connection between two processes of the program, on which nobody is waited for for ever."""

import math
import pickle
import select
import socket
import struct
import time
from contextlib import suppress
from typing import Final

_LENGTH: Final = struct.Struct("!I")
_PORTION: Final = 65_536
"""Bytes that are taken at once."""


class Channel:
    """Sends and takes messages of any kind that pickle knows. One thread at a time."""

    def __init__(self, end: socket.socket) -> None:
        """Use one end of a pair of stream sockets; the channel closes it."""
        self._end = end
        self._end.settimeout(0.0)
        self._taken = bytearray()
        self._left = bytearray()

    def send(self, message: object, within: float | None = None) -> None:
        """Pass a message on; between the two ends there is room for some 20 KB that have not been taken yet.

        Args:
            message: The message.
            within: Seconds to wait for room, 0 or more; None: for ever.

        Raises:
            TimeoutError: There was none; what is left is passed on by the next calls, those that receive as well.
            ConnectionError: The other end is gone.
        """
        self._require_open()
        content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self._left += _LENGTH.pack(len(content)) + content
        deadline = _deadline(within)
        while self._left:
            self._await(select.POLLOUT, deadline)
            self._pass_on()

    def receive(self, within: float | None = None) -> object:
        """Return the next message.

        Args:
            within: Seconds to wait for it, 0 or more; None: for ever.

        Raises:
            TimeoutError: It has not come; whatever came of it is kept for the next call.
            ConnectionError: The other end is gone, or makes no sense.
        """
        self._require_open()
        deadline = _deadline(within)
        self._gather(_LENGTH.size, deadline)
        (size,) = _LENGTH.unpack_from(self._taken)
        self._gather(_LENGTH.size + size, deadline)
        content = bytes(self._taken[_LENGTH.size : _LENGTH.size + size])
        del self._taken[: _LENGTH.size + size]
        try:
            return pickle.loads(content)  # noqa: S301 - only this program's own process holds the other end
        except Exception as error:  # pickle raises anything at what is damaged
            raise ConnectionAbortedError(f"what was said makes no sense: {error}") from error

    def close(self) -> None:
        """Let the other end know that nothing more comes."""
        self._end.close()

    def _require_open(self) -> None:
        if self._end.fileno() < 0:
            raise ConnectionResetError("this end is closed")

    def _gather(self, size: int, deadline: float) -> None:
        while len(self._taken) < size:
            ready = self._await(select.POLLIN | (select.POLLOUT if self._left else 0), deadline)
            if ready == select.POLLOUT:
                self._pass_on()
                continue
            portion = self._end.recv(_PORTION)
            if not portion:
                raise ConnectionResetError("the other end is gone")
            self._taken += portion

    def _pass_on(self) -> None:
        with suppress(BlockingIOError):
            while self._left:
                del self._left[: self._end.send(self._left)]

    def _await(self, events: int, deadline: float) -> int:
        """Wait until the connection is ready for one of these, as `select.poll` calls them; return for which."""
        ready = select.poll()
        ready.register(self._end, events)
        for _, event in ready.poll(None if math.isinf(deadline) else max(0.0, deadline - time.monotonic()) * 1000):
            return event
        raise TimeoutError


def _deadline(within: float | None) -> float:
    return math.inf if within is None else time.monotonic() + within
