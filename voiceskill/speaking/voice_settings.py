"""How the coach speaks."""

from dataclasses import dataclass

DEFAULT_VOICE = "en"
"""espeak-ng's name of the voice that speaks where none is asked for."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """One way to speak."""

    name: str | None = None
    """A voice of espeak-ng by its language, name or file, with a variant if need be, such as ``en-us+f3``; None: its
    default English."""
    rate: int = 150
    """Words a minute, 80 to 300."""


@dataclass(frozen=True, slots=True)
class AvailableVoice:
    """A voice that is on this machine."""

    setting: str
    """What `VoiceSettings.name` is for it."""
    title: str
    """What espeak-ng calls it, such as ``English (America)``."""
