"""One end of a connection between two processes of the program, on which nobody is waited for for ever."""

import pickle
import socket
import struct
import time
from typing import Final

_LENGTH: Final = struct.Struct("!I")
_PORTION: Final = 65_536
"""Bytes that are taken at once."""


class Channel:
    """Sends and takes messages of any kind that pickle knows. One thread at a time."""

    def __init__(self, end: socket.socket) -> None:
        """Use one end of a pair of stream sockets; the channel closes it."""
        self._end = end
        self._taken = bytearray()

    def send(self, message: object, within: float | None = None) -> None:
        """Pass a message on; what has not been taken at the other end yet waits there, up to some 100 KB.

        Args:
            message: The message.
            within: Seconds after which it is given up, and the channel is of no use any more; None: never.

        Raises:
            ConnectionError: The other end is gone, or has no room within that time.
        """
        content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self._end.settimeout(within)
        try:
            self._end.sendall(_LENGTH.pack(len(content)) + content)
        except TimeoutError as error:
            raise ConnectionAbortedError(f"the other end took nothing for {within:g} s") from error

    def receive(self, within: float | None = None) -> object:
        """Return the next message.

        Args:
            within: Seconds to wait for it, 0 or more; None: for ever.

        Raises:
            TimeoutError: It has not come; whatever came of it is kept for the next call.
            ConnectionError: The other end is gone.
        """
        deadline = None if within is None else time.monotonic() + within
        self._gather(_LENGTH.size, deadline)
        (size,) = _LENGTH.unpack_from(self._taken)
        self._gather(_LENGTH.size + size, deadline)
        content = bytes(self._taken[_LENGTH.size : _LENGTH.size + size])
        del self._taken[: _LENGTH.size + size]
        return pickle.loads(content)  # noqa: S301 - only this program's own process holds the other end

    def close(self) -> None:
        """Let the other end know that nothing more comes."""
        self._end.close()

    def _gather(self, size: int, deadline: float | None) -> None:
        while len(self._taken) < size:
            self._end.settimeout(None if deadline is None else max(0.0, deadline - time.monotonic()))
            try:
                portion = self._end.recv(_PORTION)
            except BlockingIOError as error:  # what a socket says that is not to wait at all
                raise TimeoutError from error
            if not portion:
                raise ConnectionResetError("the other end is gone")
            self._taken += portion
