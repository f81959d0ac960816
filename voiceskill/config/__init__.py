"""From `config.yaml` to typed, checked settings, or to one sentence that says which line is wrong and why."""

from voiceskill.config.loading import load_config
from voiceskill.config.place import find_config
from voiceskill.config.settings import HERE, Config, Gpio, Mqtt, RoomSettings, Satellites, Voice, Web, Wyoming

__all__ = [
    "HERE",
    "Config",
    "Gpio",
    "Mqtt",
    "RoomSettings",
    "Satellites",
    "Voice",
    "Web",
    "Wyoming",
    "find_config",
    "load_config",
]
