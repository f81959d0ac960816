"""Lets the service manager know that the coach listens, and what he is doing."""

import math
import time
from collections.abc import Callable

from voiceskill.appliance.service_manager import ServiceManager
from voiceskill.coaching.state import State
from voiceskill.occurrences import DeviceBack, DeviceLost, Occurrence, StateChanged

_SIGNS = 4
"""Signs of life in the time after which the watchdog bites."""


class LifeSigns:
    """Given from the room's own thread: where that is stuck they stay out, and the service is restarted."""

    def __init__(self, manager: ServiceManager, clock: Callable[[], float] = time.monotonic) -> None:
        """Say nothing yet: before the first block nobody is listened to.

        Args:
            manager: Is told.
            clock: Gives seconds, from any moment on.
        """
        self._manager = manager
        self._clock = clock
        self._interval_s = math.inf if manager.watchdog_s is None else manager.watchdog_s / _SIGNS
        self._next = math.inf if manager.watchdog_s is None else -math.inf
        self._ready = False
        self._doing = "Listening"
        self._trouble: str | None = None

    def beat(self) -> None:
        """Give a sign of life where one is due; called with each block that the room has brought."""
        if not self._ready:
            self._ready = True
            self._manager.ready()
            self._tell()
        now = self._clock()
        if now >= self._next:
            self._next = now + self._interval_s
            self._manager.alive()

    def watch(self, occurrence: Occurrence) -> None:
        """Tell what the coach does now."""
        match occurrence:
            case StateChanged(state=state):
                self._doing = "Listening" if state is State.IDLE else f"In a session: {state.replace('_', ' ')}"
            case DeviceLost(sentence=sentence):
                self._trouble = sentence
            case DeviceBack():
                self._trouble = None
            case _:
                return
        self._tell()

    def _tell(self) -> None:
        # A session that is paused because the microphone has gone is the lesser news.
        self._manager.status(self._trouble or self._doing)
