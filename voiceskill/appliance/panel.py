"""A lamp and a button on the pins of a Raspberry Pi, for those who want to see that the coach listens."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from voiceskill.appliance.button import Button
from voiceskill.appliance.light import Light
from voiceskill.coaching.command import Command
from voiceskill.complaint import Complaint
from voiceskill.config import Gpio
from voiceskill.occurrences import Occurrence

LONG_S = 2.0
"""Seconds after which a press of the button is a long one."""
_BOUNCE_S = 0.03
"""Seconds within which the contacts of a button settle."""


class Panel:
    """What there is of the two."""

    def __init__(self, parts: Sequence[Light | Button]) -> None:
        """Take what there is."""
        self._parts = parts

    def watch(self, occurrence: Occurrence) -> None:
        """Follow what happens."""
        for part in self._parts:
            part.watch(occurrence)


@contextmanager
def open_panel(
    pins: Gpio, ask: Callable[[Command], object], *, factory: object = None, long_s: float = LONG_S
) -> Iterator[Panel]:
    """Use the pins that the settings name, until the context is left; then the light is off.

    Args:
        pins: Which.
        ask: Has a command obeyed; any thread may call it, and it never waits.
        factory: What gives gpiozero its pins; that which fits the machine where None.
        long_s: Seconds after which a press is a long one.

    Raises:
        Complaint: gpiozero is missing, or the machine has no such pins.
    """
    with ExitStack() as open_things:
        parts: list[Light | Button] = []
        if pins != Gpio():
            with _explained():
                import gpiozero  # noqa: PLC0415 - an extra, which few machines have

                if pins.light is not None:
                    lamp = open_things.enter_context(gpiozero.LED(pins.light, pin_factory=factory))
                    parts.append(Light(lamp))
                if pins.button is not None:
                    contact = gpiozero.Button(pins.button, hold_time=long_s, bounce_time=_BOUNCE_S, pin_factory=factory)
                    parts.append(Button(open_things.enter_context(contact), ask))
        yield Panel(parts)


@contextmanager
def _explained() -> Iterator[None]:
    """Say in one sentence what is wrong with the pins."""
    try:
        yield
    except ImportError as error:
        raise Complaint(
            "The light and the button that the settings name under gpio need gpiozero: install it with "
            "`script/install --gpio`, or leave them out."
        ) from error
    except Exception as error:  # each of gpiozero's drivers has errors of its own, without a common class
        raise Complaint(
            f"The pins that the settings name under gpio cannot be used: {error}. On a Raspberry Pi your user has "
            "to be in the group gpio; on another machine leave them out."
        ) from error
