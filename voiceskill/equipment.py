"""What a room hears and plays with: this machine's own sound, or that of a satellite."""

from typing import Protocol

import numpy as np

from voiceskill.coaching.stage import Line
from voiceskill.hearing.echo.canceller import EchoCanceller
from voiceskill.hearing.echo.echo import Echo
from voiceskill.rooms.room import Loudspeaker, Room
from voiceskill.satellites.place import SatellitePlace
from voiceskill.speaking.mixer import Mixer
from voiceskill.speaking.player import Player
from voiceskill.speaking.timeline import Sounds


class Equipment(Protocol):
    """A microphone and a loudspeaker, and all between them and the coach."""

    @property
    def room(self) -> Room:
        """Brings what the microphone hears."""

    @property
    def echo(self) -> Echo:
        """Takes the loudspeaker out of it."""

    @property
    def sound_rate(self) -> int:
        """Samples a second of what the coach says, in Hz."""

    def connect(self, sounds: Sounds) -> tuple[Player, Loudspeaker]:
        """Return by what the coach is heard, and what the room is to ask for samples; called once.

        Args:
            sounds: Makes audible what the coach says, at `sound_rate`.
        """


class OwnSound:
    """What is heard is mixed in this process, sample by sample."""

    def __init__(self, room: Room) -> None:
        """Take the room: the sound card, or what stands in place of it."""
        self.room = room
        self.sound_rate = room.rate
        self.echo = EchoCanceller(room.rate)

    def connect(self, sounds: Sounds) -> tuple[Player, Loudspeaker]:
        """Return a mixer, and what asks it for samples."""
        mixer = Mixer(self.room.rate, sounds)
        return mixer, self.echo.overhear(mixer.render)


class SatelliteSound:
    """What is heard is mixed by a satellite, which takes it out of what its microphone hears as well."""

    def __init__(self, place: SatellitePlace) -> None:
        """Take the satellite's place here."""
        self.room = place.room
        self.sound_rate = place.sound_rate
        self.echo = place.echo
        self._place = place

    def connect(self, sounds: Sounds) -> tuple[Player, Loudspeaker]:
        """Return what has the satellite play; nothing is rendered here."""
        return self._place.player(sounds, Line("alone")), lambda count: np.zeros(count, np.float32)
