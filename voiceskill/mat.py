"""One room at work, as pages, other programs and home automation see it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from voiceskill.coaching.command import Command
from voiceskill.hearing.recognizer import SAMPLE_RATE
from voiceskill.live.bulletin import Bulletin
from voiceskill.live.snapshot import Snapshot
from voiceskill.repertoire import Repertoire
from voiceskill.sound_check import SoundCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Mat:
    """The place in one room where somebody stretches. Any thread may use all of it; none of it waits."""

    key: str
    """The room's key in the settings, or `voiceskill.config.HERE`."""
    name: str
    """What the room is called; empty where it has no name."""
    live: Bulletin[Snapshot]
    """What goes on there."""
    ask: Callable[[Command], threading.Event]
    """Has a command obeyed as if it had been said; returns what is set once that has been done."""
    hear: Callable[[str], Future[bool]]
    """Has a line taken as if it had been typed there; the future tells whether it was a command that made sense."""
    announce: Callable[[str], None]
    """Has a text said, over whatever is going on."""
    repertoire: Callable[[], Repertoire]
    """Returns what can be asked for there, as in force or about to be."""
    sound: SoundCheck = field(default_factory=lambda: SoundCheck(SAMPLE_RATE))
    """How loud it is there, and what is understood."""
