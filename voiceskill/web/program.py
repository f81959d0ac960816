"""What the pages see of the running program, and may do to it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from voiceskill.coaching.command import Command
from voiceskill.config.settings_file import SettingsFile
from voiceskill.hearing.models.fetch_on_demand import ModelFetch
from voiceskill.journal.journal import Journal
from voiceskill.live.bulletin import Bulletin
from voiceskill.live.snapshot import Snapshot
from voiceskill.name_check import NameCheck
from voiceskill.repertoire import Repertoire
from voiceskill.settings_watch import SettingsWatch
from voiceskill.sound_check import SoundCheck
from voiceskill.web.recordings import Recordings

_KEY = "voiceskill"
_STREAMS = 12
"""Browsers that may follow at the same time; each takes up a thread of the server."""
_LISTENERS = 4
"""Browsers that may load a recording at the same time; each takes up a thread of the server until it has read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The running program, as far as it concerns the pages. Any thread may use all of it."""

    live: Bulletin[Snapshot]
    """What goes on in the room."""
    ask: Callable[[Command], threading.Event]
    """Has a command obeyed as if it had been said; does not wait, but returns what is set once that has been done."""
    announce: Callable[[str], None]
    """Has the coach say a text, over whatever he is doing; does not wait."""
    settings: SettingsFile
    """The settings, to be read and changed."""
    watch: SettingsWatch
    """Knows what the coach makes of them."""
    sound: SoundCheck
    """How loud it is in the room, and what is understood there."""
    journal: Journal
    """What was done; not the coach's own, so that who reads it at length does not keep him waiting."""
    recognizer: Callable[[], str]
    """Describes who recognises speech."""
    names: NameCheck
    """Tells whether names can be understood."""
    models: ModelFetch
    """Fetches models to recognise it with, on demand."""
    recordings: Recordings = field(default_factory=Recordings)
    """Lets routines be heard in the browser."""
    streams: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(_STREAMS))
    """What is left for more browsers to follow."""
    listeners: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(_LISTENERS))
    """What is left for more browsers to load a recording."""

    @property
    def repertoire(self) -> Repertoire:
        """What can be asked for: as in force, or about to be once the session is over."""
        return self.watch.repertoire


def the_program() -> Program:
    """Return the program that the present request is about."""
    from flask import current_app  # noqa: PLC0415 - the coach starts without waiting for what pages are made with

    return cast(Program, current_app.extensions[_KEY])


def attach(extensions: dict[str, object], program: Program) -> None:
    """Let `the_program` find it."""
    extensions[_KEY] = program
