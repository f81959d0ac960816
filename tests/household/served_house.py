"""Three rooms that are served, in which nobody makes a sound."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quiet_room import QuietRoom

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.config import HERE, load_config
from voiceskill.equipment import OwnSound
from voiceskill.hearing.loading import load_recognizer
from voiceskill.household import Household
from voiceskill.journal.journal import Journal
from voiceskill.listeners import Listeners
from voiceskill.live.snapshot import Snapshot
from voiceskill.mat import Mat
from voiceskill.occurrences import CueBegan, Occurrence, Watcher
from voiceskill.reminding import ReminderSettings
from voiceskill.reminding.watch import Watch
from voiceskill.repertoire import make_repertoire
from voiceskill.rooms.room import Block

SETTINGS = """\
here: living room
rooms:
  bedroom: {name: the bedroom, routines: [evening], voice: {volume: 0.3}}
  practice: {name: practice, guests: true}
  study: {name: study, satellite: "tcp://127.0.0.1:1"}
coaching: {ask_rating: false, day_limit: 0, lead_time: 5}
stretches:
  cat: {name: the cat, instructions: [Kneel.], release: Stop., hold: 300, repetitions: 2}
routines:
  evening: {name: the evening routine, steps: [{stretch: cat}]}
  morning: {name: the morning routine, steps: [{stretch: cat}]}
"""
OPEN = (HERE, "bedroom", "practice")
"""The rooms that are served; the study's satellite is away."""


class MistakeError(Exception):
    """Something that nobody has thought of."""


class Reminder(Watch):
    """Asks whenever that is wanted."""

    def __init__(self) -> None:
        """Want nothing yet."""
        super().__init__(ReminderSettings(), None)
        self.wanted = False
        self.sessions = 0

    def strikes(self) -> bool:
        """Return whether to ask, once."""
        strikes, self.wanted = self.wanted, False
        return strikes

    def watch(self, occurrence: Occurrence) -> None:
        """Count what ends."""
        before = self._last_session
        super().watch(occurrence)
        self.sessions += self._last_session is not before


class ServedHouse(Household):
    """A household, and what the tests know of it."""

    reminder: Reminder
    said: dict[str, list[str]]
    """What the coach has said, by room."""
    mistaken: set[str]
    """Rooms in which the next thing that happens goes wrong."""
    ticks: threading.Semaphore
    """Released with each block of this machine's own room."""

    def furnish(self, key: str) -> None:
        """Open a room, and serve it."""

        def watch(occurrence: Occurrence) -> None:
            if isinstance(occurrence, CueBegan):
                self.said[key].append(occurrence.text)
            if key in self.mistaken:
                self.mistaken.remove(key)
                raise MistakeError

        watchers: tuple[Watcher, ...] = (watch,)
        self.open(key, OwnSound(QuietRoom()), watchers=watchers, meter=self._tick if key == HERE else _ignore)
        self.start(key, failed=lambda: self._again(key))

    def _again(self, key: str) -> None:
        self.close(key)
        self.furnish(key)

    def _tick(self, _block: Block) -> None:
        self.ticks.release()


@contextmanager
def served_house(folder: Path) -> Iterator[ServedHouse]:
    """Serve them until the context is left."""
    (folder / "config.yaml").write_text(SETTINGS, encoding="utf-8")
    repertoire = make_repertoire(load_config(folder / "config.yaml"))
    listeners = Listeners("pocketsphinx", None, 5, load=load_recognizer)
    reminder = Reminder()
    with (
        Journal(folder / "journal.sqlite3") as journal,
        ServedHouse(
            repertoire,
            journal=journal,
            listeners=listeners,
            first=listeners.choose(),
            keep=lambda _calibration: None,
            reminders=reminder,
        ) as house,
    ):
        house.reminder, house.said, house.mistaken = reminder, defaultdict(list), set()
        house.ticks = threading.Semaphore(0)
        for key in OPEN:
            house.furnish(key)
        yield house


def until(mat: Mat, *states: State) -> Snapshot:
    """Wait until the coach in a room does one of these."""
    issue = mat.live.latest
    while issue.content.state not in states:
        later = mat.live.wait(issue.number, 20)
        assert later, f"{mat.key} stays {issue.content.state}"
        issue = later
    return issue.content


def say(mat: Mat, line: str) -> bool:
    """Say something in a room, and return whether it was a command."""
    return mat.hear(line).result(20)


def stop(house: Household) -> None:
    """Have nothing go on anywhere."""
    for mat in house.mats.values():
        assert mat.ask(Command("stop")).wait(20)


def _ignore(_block: Block) -> None:
    pass
