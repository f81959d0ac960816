"""The settings as the program uses them: plain data, with what the file may leave out filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from voiceskill.coaching.habits import Habits
from voiceskill.coaching.manner import Manner
from voiceskill.coaching.stretch import Routine, Stretch
from voiceskill.hearing.calibration import USUAL
from voiceskill.reminding import ReminderSettings

HERE = "here"
"""Key of the room in which the machine itself stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """How readily the coach obeys."""

    sensitivity: int = USUAL
    """1 to 9: higher obeys more readily, lower has to be surer of what was said."""
    wake_phrase: str | None = None
    """What must be said first while nothing goes on, such as ``hey coach``; None: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Manner):
    """Who speaks, and how."""

    name: str | None = None
    """A voice of espeak-ng, such as ``en-gb``; its default where None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Where the page is served."""

    host: str = "127.0.0.1"
    """The name or address to listen on; this one is reached from this machine alone."""
    port: int = 8080
    """The port."""
    names: tuple[str, ...] = ()
    """Names of this machine by which the page may be called besides those that it knows itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpio:
    """What is wired to the pins of a Raspberry Pi, numbered as its processor numbers them (BCM)."""

    light: int | None = None
    """The pin that lights a lamp, 0 to 27; None: there is none."""
    button: int | None = None
    """The pin that a button joins to ground, 0 to 27, another one; None: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSettings:
    """A room with a satellite in place of this machine's sound card."""

    name: str
    """What it is called, as in "continue in the bedroom"."""
    satellite: str | None = None
    """Where a program of the Wyoming project's satellites listens, such as ``tcp://10.0.0.5:10700``, for the coach to
    connect to; None: a ``voiceskill satellite`` connects to the coach."""
    voice: Voice
    """How the coach speaks there."""
    routines: tuple[str, ...] | None = None
    """Ids of the routines that can be begun there; None: all."""
    guests: bool = False
    """Whether others than the household stretch there: nothing of one session is brought up in the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Satellites:
    """Where the satellites of the house connect."""

    host: str = "127.0.0.1"
    """The name or address to listen on; this one is reached from this machine alone."""
    port: int | None = None
    """The port; None: no satellite can connect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wyoming:
    """The coach's ear, understanding and voice for other programs."""

    uri: str | None = None
    """Where they connect, such as ``tcp://0.0.0.0:10300``; None: nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mqtt:
    """The broker by which home automation follows and asks."""

    host: str | None = None
    """Its name or address; None: there is none."""
    port: int | None = None
    """Its port; None: the usual one, 1883, or 8883 with TLS."""
    user: str | None = None
    """Who the coach is there; None: nobody in particular."""
    password_file: Path | None = None
    """A file with the password and nothing else."""
    tls: bool = False
    """Whether the way there is encrypted."""
    authority: Path | None = None
    """A file with the certificate of who has signed the broker's; None: one of those that this machine trusts."""
    topic: str = "voiceskill"
    """What the names of all topics of this house begin with."""
    discovery: str = "homeassistant"
    """What the names of Home Assistant's discovery topics begin with."""
    share: bool = False
    """Whether the rooms are shared among all coaches that use the same topic there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings."""

    language: str = "en"
    """Code of the language that is spoken and understood, the name of a folder in `intents/`."""
    recognizer: Literal["auto", "vosk", "pocketsphinx"] = "auto"
    """How speech is recognised; auto: Vosk where a model is at hand, else PocketSphinx."""
    vosk_model: Path | None = None
    """A folder or zip with a Vosk model; the usual places are searched where None."""
    fetch_model: bool = True
    """Whether Vosk's small model may be fetched when it is missing."""
    microphone: str | None = None
    """A part of the device's name; the system's default where None."""
    loudspeaker: str | None = None
    """A part of the device's name; the system's default where None."""
    listening: Listening = field(default_factory=Listening)
    """How readily the coach obeys."""
    voice: Voice = field(default_factory=Voice)
    """How the coach speaks."""
    coaching: Habits = field(default_factory=Habits)
    """How the coach goes about a session."""
    reminders: ReminderSettings = field(default_factory=ReminderSettings)
    """When to ask whether to stretch."""
    web: Web = field(default_factory=Web)
    """Where the page is served."""
    gpio: Gpio = field(default_factory=Gpio)
    """What is wired to the pins of a Raspberry Pi."""
    sound_card: bool = True
    """Whether this machine's own microphone and loudspeaker make a room."""
    here: str | None = None
    """What that room is called; None: it has no name."""
    rooms: Mapping[str, RoomSettings] = field(default_factory=dict)
    """The rooms that have a satellite, by their keys, in the file's order."""
    satellites: Satellites = field(default_factory=Satellites)
    """Where satellites connect."""
    wyoming: Wyoming = field(default_factory=Wyoming)
    """Where other programs connect."""
    mqtt: Mqtt = field(default_factory=Mqtt)
    """The broker."""
    journal: str | None = None
    """Where the journal is kept, as ``postgresql://user@host/name``; None: in a file of this user."""
    stretches: Mapping[str, Stretch]
    """The stretches by their ids, in the file's order; at least one."""
    routines: Mapping[str, Routine] = field(default_factory=dict)
    """The routines by their ids, in the file's order; their steps name only stretches that there are."""

    @property
    def room_names(self) -> dict[str, str]:
        """What the rooms that have a name are called, by their keys; this machine's own first."""
        here = {HERE: self.here} if self.sound_card and self.here else {}
        return here | {key: room.name for key, room in self.rooms.items()}

    def in_room(self, key: str) -> "Config":
        """Return the settings as they are for one room.

        Args:
            key: The room's key, or `HERE`.
        """
        room = self.rooms.get(key)
        if room is None:
            return self
        wanted = self.routines if room.routines is None else room.routines
        routines = {routine: self.routines[routine] for routine in wanted}
        return replace(self, voice=room.voice, routines=routines)
