"""Brings the house together with what is outside this machine: satellites, other programs, the broker."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from voiceskill.announcing import SATELLITES, announced
from voiceskill.complaint import Complaint
from voiceskill.config import Config
from voiceskill.household import Household
from voiceskill.journal.journal import Journal
from voiceskill.listeners import Listeners
from voiceskill.mqtt.broker import Broker
from voiceskill.mqtt.link import MqttLink
from voiceskill.mqtt.looking_up import figures_in
from voiceskill.pairing.place import find_satellites
from voiceskill.satellite_rooms import SatelliteRooms
from voiceskill.satellites.server import SatelliteServer
from voiceskill.sharing.sharing import Sharing
from voiceskill.speaking.synthesizer import Synthesizer
from voiceskill.speaking.voice_settings import VoiceSettings
from voiceskill.wyoming.lending import Lending
from voiceskill.wyoming.opening import Abilities, open_wyoming


@contextmanager
def open_neighbourhood(
    config: Config,
    household: Household,
    *,
    journal: Journal,
    listeners: Listeners,
    uri: str | None = None,
    report: Callable[[str], None],
) -> Iterator[Lending]:
    """Open the rooms that have satellites, and let in who has to do with the house, until the context is left.

    Args:
        config: The settings.
        household: Has the rooms.
        journal: Has the figures that are told over the broker.
        listeners: Chooses who listens for other programs.
        uri: Where those connect, in place of the setting.
        report: Tells the user at the terminal what is wrong with the broker.

    Returns:
        What lends other programs a recogniser; closed, it chooses another for who asks next.

    Raises:
        Complaint: An address cannot be had, or a room has no satellite that could connect.
    """
    with ExitStack() as open_things:
        server = None
        if config.satellites.port is not None:
            known = config.rooms.__contains__
            server = SatelliteServer(config.satellites.host, config.satellites.port, find_satellites(), known)
            open_things.enter_context(server)
            open_things.enter_context(announced(SATELLITES, "voiceskill", config.satellites.host, server.port))
        rooms = SatelliteRooms(config, household, server)
        open_things.callback(rooms.give_up)
        shared = open_things.enter_context(_broker(config, household, journal, rooms, report))
        for key in () if shared else config.rooms:
            rooms.open(key)
        lending = Lending(lambda: listeners.choose().recognizer)
        open_things.callback(lending.close)
        if uri := uri or config.wyoming.uri:
            open_things.enter_context(_programs(uri, config, household, lending))
        yield lending


@contextmanager
def _broker(
    config: Config, household: Household, journal: Journal, rooms: SatelliteRooms, report: Callable[[str], None]
) -> Iterator[bool]:
    """Follow the broker, where there is one; give whether it is by it that the rooms are opened and closed."""
    with ExitStack() as open_things:
        sharing = None
        if broker := _broker_of(config, report):
            link = MqttLink(
                broker,
                discovery=config.mqtt.discovery,
                mats=lambda: household.mats,
                figures=lambda: figures_in(journal),
            )
            if config.mqtt.share:
                sharing = Sharing(
                    broker, config.rooms, open_room=rooms.open, close_room=rooms.close, busy=rooms.is_busy
                )
            open_things.enter_context(broker)
            open_things.enter_context(link)
            if sharing:
                open_things.enter_context(sharing)
        yield sharing is not None


def _broker_of(config: Config, report: Callable[[str], None]) -> Broker | None:
    try:
        return Broker(config.mqtt, report=report) if config.mqtt.host else None
    except Complaint as complaint:
        if config.mqtt.share:
            raise
        report(str(complaint))  # a house is stretched in just as well without
        return None


@contextmanager
def _programs(uri: str, config: Config, household: Household, lending: Lending) -> Iterator[None]:
    """Let other programs use the coach's ear, understanding and voice."""
    # A voice of its own: a long text from elsewhere must keep no room waiting.
    synthesizer = Synthesizer()
    abilities = Abilities(
        language=config.language,
        mats=lambda: household.mats,
        recognizer=lambda: household.recognizer,
        lease=lending.lend,
        speak=lambda text, name: synthesizer.speak(
            text, VoiceSettings(name=name or config.voice.name, rate=config.voice.rate)
        ),
        voices=lambda: synthesizer.voices(config.language),
    )
    try:
        with open_wyoming(uri, abilities):
            yield
    finally:
        synthesizer.close()
