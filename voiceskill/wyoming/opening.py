"""Offers the coach's ear, understanding and voice to other programs."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from voiceskill.announcing import WYOMING, announced
from voiceskill.complaint import Complaint
from voiceskill.mat import Mat
from voiceskill.speaking.voice_settings import AvailableVoice
from voiceskill.wyoming.describing import PROGRAM, Describing
from voiceskill.wyoming.handling import Handling
from voiceskill.wyoming.pinging import Pinging
from voiceskill.wyoming.recognizing import Recognizing
from voiceskill.wyoming.server import WyomingServer
from voiceskill.wyoming.service import Service
from voiceskill.wyoming.synthesizing import Speak, Synthesizing
from voiceskill.wyoming.transcribing import Lease, Transcriber, Transcribing

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What the services are made of. All of it is called by threads of the server's."""

    language: str
    """Code of the language that is spoken and understood, such as ``en``."""
    mats: Callable[[], Mapping[str, Mat]]
    """The rooms that are open, the first one first."""
    recognizer: Callable[[], str]
    """Describes who recognises speech at the moment, and with which model; does not wait."""
    lease: Lease
    """Lends a recogniser for one sound."""
    speak: Speak
    """Makes speech."""
    voices: Callable[[], Sequence[AvailableVoice]]
    """Returns the voices that can be asked for; a `Complaint` where there is none."""


@contextmanager
def open_wyoming(uri: str, abilities: Abilities) -> Iterator[WyomingServer]:
    """Speak the Wyoming protocol until the context is left, and let the network know of it.

    Args:
        uri: Where to listen, such as ``tcp://0.0.0.0:10300``.
        abilities: What is offered there.

    Raises:
        Complaint: The address cannot be had.
    """
    with ExitStack() as open_things:
        server = open_things.enter_context(WyomingServer(uri, lambda: _services(abilities)))
        open_things.enter_context(announced(WYOMING, PROGRAM, server.host, server.port))
        yield server


def _services(abilities: Abilities) -> Callable[[], Sequence[Service]]:
    try:
        voices = abilities.voices()
    except Complaint as complaint:
        _log.warning("No voice is offered over the Wyoming protocol: %s", complaint)
        voices = ()
    transcriber = Transcriber(abilities.mats, abilities.lease)
    return lambda: (
        Pinging(),
        Describing(abilities.language, abilities.recognizer, voices),
        Transcribing(transcriber, abilities.language),
        Recognizing(abilities.mats),
        Handling(abilities.mats),
        Synthesizing(abilities.speak, voices),
    )
