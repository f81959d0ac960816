"""What can be pressed in home automation, by the intents."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """How a button looks."""

    label: str
    """What it is called."""
    icon: str
    """Name of its icon among the Material Design Icons."""


BUTTONS: Mapping[str, Button] = {
    "ready": Button("I am ready", "mdi:check"),
    "pause": Button("Pause", "mdi:pause"),
    "go_on": Button("Go on", "mdi:play"),
    "next": Button("Next stretch", "mdi:skip-next"),
    "stop": Button("Stop", "mdi:stop"),
    "hurt": Button("That hurts", "mdi:alert"),
}
"""The buttons, by the intents that they send."""
