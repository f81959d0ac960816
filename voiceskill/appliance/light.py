"""Shows by a light what the coach is doing."""

from typing import Protocol

from voiceskill.coaching.state import State
from voiceskill.occurrences import DeviceBack, DeviceLost, Occurrence, StateChanged

_HALF_S = 0.5
"""Seconds that the light is on, and off, in a session."""


class Lamp(Protocol):
    """What gpiozero's ``LED`` can do."""

    def on(self) -> None:
        """Shine steadily."""

    def off(self) -> None:
        """Shine no longer."""

    def blink(self, on_time: float, off_time: float) -> None:
        """Shine and not, for so many seconds each, in a thread of its own."""


class Light:
    """Steady while the coach listens, blinking in a session, off where he is not there or hears nothing."""

    def __init__(self, lamp: Lamp) -> None:
        """Show that the coach listens, in no session yet."""
        self._lamp = lamp
        self._in_session = False
        self._in_trouble = False
        lamp.on()

    def watch(self, occurrence: Occurrence) -> None:
        """Show what happens."""
        match occurrence:
            case StateChanged(state=state) if self._in_session is not (state is not State.IDLE):
                self._in_session = not self._in_session
                self._shine()
            case DeviceLost():
                self._in_trouble = True
                self._shine()
            case DeviceBack():
                self._in_trouble = False
                self._shine()
            case _:
                pass

    def _shine(self) -> None:
        if self._in_trouble:
            self._lamp.off()
        elif self._in_session:
            self._lamp.blink(_HALF_S, _HALF_S)
        else:
            self._lamp.on()
