"""What the pages see of the running program, and may do to it."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import cast

from voiceskill.coaching.command import Command
from voiceskill.config.settings_file import SettingsFile
from voiceskill.hearing.models.fetch_on_demand import ModelFetch
from voiceskill.journal.journal import Journal
from voiceskill.live.bulletin import Bulletin
from voiceskill.live.snapshot import Snapshot
from voiceskill.mat import Mat
from voiceskill.name_check import NameCheck
from voiceskill.repertoire import Repertoire
from voiceskill.settings_watch import SettingsWatch
from voiceskill.sound_check import SoundCheck
from voiceskill.web.recordings import Recordings

ROOM = "room"
"""What names a room in an address, by its key."""
_KEY = "voiceskill"
_STREAMS = 12
"""Browsers that may follow at the same time; each takes up a thread of the server."""
_LISTENERS = 4
"""Browsers that may load a recording at the same time; each takes up a thread of the server until it has read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The running program, as far as it concerns the pages. Any thread may use all of it."""

    mats: Callable[[], Mapping[str, Mat]]
    """Gives the rooms that are open, by their keys; the machine's own first."""
    named: Mat | None = None
    """The room that the address names; None: it names none."""
    settings: SettingsFile
    """The settings, to be read and changed."""
    watch: SettingsWatch
    """Knows what the house makes of them."""
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
    def mat(self) -> Mat:
        """The room that is asked about; where none is named, the first."""
        return self.named or next(iter(self.mats().values()), None) or _closed(self.watch)

    @property
    def live(self) -> Bulletin[Snapshot]:
        """What goes on in the room."""
        return self.mat.live

    @property
    def ask(self) -> Callable[[Command], threading.Event]:
        """Has a command obeyed as if it had been said; does not wait, but returns what is set once that is done."""
        return self.mat.ask

    @property
    def announce(self) -> Callable[[str], None]:
        """Has the coach say a text, over whatever he is doing; does not wait."""
        return self.mat.announce

    @property
    def sound(self) -> SoundCheck:
        """How loud it is in the room, and what is understood there."""
        return self.mat.sound

    @property
    def repertoire(self) -> Repertoire:
        """What can be asked for in the room, as in force or about to be."""
        return self.mat.repertoire()

    def in_room(self, key: str) -> "Program | None":
        """Return the program as far as it concerns another room; None where that is not open."""
        mat = self.mats().get(key)
        return replace(self, named=mat) if mat else None


def _closed(watch: SettingsWatch) -> Mat:
    """Return what stands in place of a room where none is open."""
    return Mat(
        key="",
        name="",
        live=Bulletin(Snapshot(trouble="No room is open here just now: another coach of the house may have them.")),
        ask=lambda _command: threading.Event(),
        hear=lambda _line: Future(),
        announce=lambda _text: None,
        repertoire=lambda: watch.repertoire,
    )


def the_program() -> Program:
    """Return the program, as far as it concerns the room that the present request is about."""
    # The coach starts without waiting for what pages are made with.
    from flask import abort, request  # noqa: PLC0415

    program = the_house()
    key = request.args.get(ROOM)
    if key is None:
        return program
    return program.in_room(key) or abort(HTTPStatus.NOT_FOUND, "There is no such room, or it is not open now.")


def the_house() -> Program:
    """Return the program, whatever room the present request is about, be it one that there is not."""
    from flask import current_app  # noqa: PLC0415 - likewise

    return cast(Program, current_app.extensions[_KEY])


def attach(extensions: dict[str, object], program: Program) -> None:
    """Let `the_program` find it."""
    extensions[_KEY] = program
