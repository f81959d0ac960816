"""A lamp and a button on the pins of a Raspberry Pi, for those who want to see that the coach listens."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

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
_DEVICES = Path("/dev")
"""Where the system has what drives the pins."""


class PinTaken(Complaint):
    """A pin is in use, which is well where it is the coach who uses it."""


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
        PinTaken: One of them is in use.
        Complaint: gpiozero is missing, the user may not use the pins, or the machine has none.
    """
    with ExitStack() as open_things:
        parts: list[Light | Button] = []
        if pins.light is not None:
            with _explained("light", pins.light):
                import gpiozero  # noqa: PLC0415 - an extra, which few machines have

                lamp = gpiozero.LED(pins.light, pin_factory=factory)
                parts.append(Light(open_things.enter_context(lamp)))
        if pins.button is not None:
            with _explained("button", pins.button):
                import gpiozero  # noqa: PLC0415 - likewise

                contact = gpiozero.Button(pins.button, hold_time=long_s, bounce_time=_BOUNCE_S, pin_factory=factory)
                parts.append(Button(open_things.enter_context(contact), ask))
        yield Panel(parts)


@contextmanager
def _explained(part: str, pin: int) -> Iterator[None]:
    """Say in one sentence why a part cannot be had, and what to do."""
    named = f"The {part} that the settings under gpio have on pin {pin}"
    try:
        yield
    except ModuleNotFoundError as error:
        raise Complaint(
            f"{named} needs gpiozero: install it with `script/install --gpio`, or leave the {part} out."
        ) from error
    except Exception as error:  # each of gpiozero's drivers has errors of its own, without a common class
        why = str(error)
        if "busy" in why or "in use" in why:  # lgpio's word for what another program has, and gpiozero's for this one
            raise PinTaken(f"{named} cannot be had: it is in use; end what uses it, or choose another pin.") from error
        raise Complaint(f"{named} cannot be had: {_obstacle(part, why)}.") from error


def _obstacle(part: str, why: str) -> str:
    """Return what keeps the pins from being used, which gpiozero's errors do not tell apart, and what to do."""
    chips = [*_DEVICES.glob("gpiochip*")]
    if not chips:
        return f"this machine has no pins; leave the {part} out"
    if not any(os.access(chip, os.R_OK | os.W_OK) for chip in chips):
        return (
            "your user may not use the pins; on a Raspberry Pi run `sudo usermod -aG gpio $USER` and restart it, "
            f"elsewhere leave the {part} out"
        )
    return f"{why.rstrip('.!')}; install what drives the pins with `script/install --gpio`, or leave the {part} out"
