"""Turns the presses of a button into commands."""

from collections.abc import Callable
from typing import Protocol

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.occurrences import Occurrence, StateChanged


class Contact(Protocol):
    """What gpiozero's ``Button`` can do: it calls these from threads of its own."""

    when_pressed: Callable[[], None] | None
    when_held: Callable[[], None] | None
    when_released: Callable[[], None] | None


class Button:
    """A short press pauses or goes on, a long one stops. What makes no sense at the moment changes nothing."""

    def __init__(self, contact: Contact, ask: Callable[[Command], object]) -> None:
        """Wait to be pressed.

        Args:
            contact: The button itself.
            ask: Has a command obeyed; any thread may call it, and it never waits.
        """
        self._ask = ask
        self._paused = False
        self._held = False
        contact.when_pressed = self._press
        contact.when_held = self._hold
        contact.when_released = self._release

    def watch(self, occurrence: Occurrence) -> None:
        """Remember whether there is something to go on with."""
        if isinstance(occurrence, StateChanged):
            self._paused = occurrence.state is State.PAUSED

    def _press(self) -> None:
        self._held = False

    def _hold(self) -> None:
        # At once, not when it is let go: who holds it wants silence.
        self._held = True
        self._ask(Command("stop"))

    def _release(self) -> None:
        if not self._held:
            self._ask(Command("go_on" if self._paused else "pause"))
