"""What the user wants, once understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Command:
    """An intent with its slots, as the sentence templates name them."""

    intent: str
    """Name of the intent, such as ``pause``."""
    slots: Mapping[str, str | int] = field(default_factory=dict)
    """Values by slot name: ids of stretches and routines, numbers."""
