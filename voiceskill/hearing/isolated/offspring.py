"""A forked process, seen from the program: alive or not, whoever its parent is by now."""

import os
import pickle
import select
import signal
import socket
import threading
from contextlib import suppress
from typing import Final

from voiceskill.hearing.isolated.messages import MOST_BYTES, Ended

_TELLING_S: Final = 0.3
"""Seconds for which its parent may keep quiet about its end; what it tells is for the log alone."""


class Offspring:
    """One process that was not started by this one. Any thread may call."""

    def __init__(self, pid: int, watch: int, life: socket.socket) -> None:
        """Take it over.

        Args:
            pid: Its process id.
            watch: A file descriptor of it, which is closed with this.
            life: On which its parent tells of its end, likewise.
        """
        self.pid = pid
        """Its process id."""
        self._watch = watch
        self._life = life
        self._closing = threading.Lock()
        self._status: int | None = None

    @property
    def fate(self) -> str:
        """What has become of it, to be read after "it"."""
        if not self.is_over(0.0):
            return "is being ended"
        if self._status is None:
            return "has ended"
        if self._status < 0:
            return f"was ended by {signal.Signals(-self._status).name}"
        return f"ended with status {self._status}"

    def kill(self) -> None:
        """End it at once; nothing happens where it has ended."""
        with self._closing, suppress(ProcessLookupError):
            if self._watch >= 0:
                signal.pidfd_send_signal(self._watch, signal.SIGKILL)

    def is_over(self, within: float | None) -> bool:
        """Wait until it has ended, so many seconds at the most, None: for ever; return whether it has."""
        if self._watch < 0:
            return True
        ready = select.poll()  # which, unlike select, knows descriptors from 1024 on
        ready.register(self._watch, select.POLLIN)
        return bool(ready.poll(None if within is None else within * 1000))

    def clear_away(self) -> None:
        """Wait for its end, learn of it what there is to learn, and close what was open; once."""
        self.is_over(None)
        self._life.settimeout(_TELLING_S)
        with suppress(OSError, EOFError):  # where its parent is gone too, nobody tells
            match pickle.loads(self._life.recv(MOST_BYTES)):  # noqa: S301 - this program's own process tells
                case Ended(status):
                    self._status = status
        self._life.close()
        with self._closing:
            os.close(self._watch)
            self._watch = -1
