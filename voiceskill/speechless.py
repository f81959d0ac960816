"""Finds the voice in settings that could say nothing, before they are used."""

from collections.abc import Iterator
from functools import cache

from voiceskill.complaint import Complaint
from voiceskill.config import Config
from voiceskill.config.problems import Problem
from voiceskill.speaking.synthesizer import Synthesizer
from voiceskill.speaking.voice_settings import VoiceSettings


def speechless(config: Config) -> Iterator[Problem]:
    """Yield what keeps the voice that is named from speaking; tried once for each name, which takes half a second."""
    if config.voice.name is not None:
        try:
            _try(config.voice.name)
        except Complaint as complaint:
            yield Problem(("voice", "name"), f"{complaint}.")


@cache  # of voices that speak; what was raised is not kept, and tried again
def _try(name: str) -> None:
    synthesizer = Synthesizer()
    try:
        synthesizer.speak("one", VoiceSettings(name=name))
    finally:
        synthesizer.close()
