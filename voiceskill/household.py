"""All rooms of one coach: opened and closed, served side by side, and gone over from one to another."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Self

from voiceskill.coaching.effects import Move
from voiceskill.coaching.stage import Line
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import HERE, Config
from voiceskill.equipment import Equipment
from voiceskill.event_log import EventLog
from voiceskill.hearing.calibration import Calibration
from voiceskill.hearing.choosing import Choice
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.journal.journal import Journal
from voiceskill.journal.recorder import Recorder
from voiceskill.listeners import Listeners
from voiceskill.mat import Mat
from voiceskill.occurrences import Watcher
from voiceskill.reminding.watch import Watch
from voiceskill.repertoire import Repertoire, make_repertoire
from voiceskill.room_at_work import RoomAtWork, Surroundings, open_room
from voiceskill.rooms.room import Block
from voiceskill.service import Service
from voiceskill.speaking.synthesizer import Synthesizer
from voiceskill.tuning import Tuning

_log = logging.getLogger(__name__)

_FAREWELL_S = 10.0
"""Seconds that are waited for a room to come to its end."""
_WAY_S = 180.0
"""Seconds that the coach waits in another room for somebody to say yes who gets up from the floor with a sore back."""


@dataclass(slots=True)
class _Open:
    """A room that is open, and not yet or still served."""

    room: RoomAtWork
    recorder: Recorder
    """Records what is done there."""
    things: ExitStack
    """Closes all that is in it."""
    thread: threading.Thread | None = None
    """Serves it; None: whoever called `serve`."""


class Household:
    """The rooms of one coach, and what they share. Any thread may call it."""

    def __init__(
        self,
        repertoire: Repertoire,
        *,
        journal: Journal,
        listeners: Listeners,
        first: Choice,
        keep: Callable[[Calibration], object],
        log: EventLog | None = None,
        reminders: Watch | None = None,
    ) -> None:
        """Open no room yet.

        Args:
            repertoire: What can be asked for in the house.
            journal: Remembers what is done.
            listeners: Chooses who listens in each room.
            first: Who listens in the room that is opened first.
            keep: Remembers a calibration for the next start.
            log: Is told what happens in all rooms.
            reminders: Says when to ask whether to stretch; asked in one room alone.
        """
        self._repertoire = repertoire
        self._known: dict[str, Repertoire] = {}
        self._teaching = threading.Lock()
        self._journal = journal
        self._listeners = listeners
        self._first: Choice | None = first
        self._keep = keep
        self._event_log = log
        self._reminders = reminders
        self._synthesizer = Synthesizer()
        self._rooms: dict[str, _Open] = {}
        self._changing = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for service in self._services():  # all at once, and then one after the other
            service.end()
        for key in list(self._rooms):
            self.close(key)
        self._synthesizer.close()

    @property
    def mats(self) -> Mapping[str, Mat]:
        """What others see of the rooms that are open, by their keys; this machine's first, else as in the settings."""
        opened = dict(self._rooms)
        return {key: opened[key].room.mat for key in (HERE, *self._repertoire.config.rooms, *opened) if key in opened}

    @property
    def recognizer(self) -> str:
        """Description of who recognises speech."""
        services = self._services()
        return services[0].recognizer if services else "nobody, as no room is open"

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that who listens cannot recognise; none where nobody listens."""
        services = self._services()
        return services[0].unknown(words) if services else frozenset()

    def open(
        self,
        key: str,
        equipment: Equipment,
        *,
        watchers: Sequence[Watcher] = (),
        meter: Callable[[Block], None] = lambda _block: None,
    ) -> RoomAtWork:
        """Put everything into a room; it is served by `serve` or `start`.

        Args:
            key: The room's key in the settings, or `HERE`.
            equipment: What it hears and plays with.
            watchers: Are told what happens there, besides those whom it concerns everywhere.
            meter: Is given each block before the ear hears it; must be quick.

        Raises:
            Complaint: The recogniser, the voice, or a file of the program's own is missing.
        """
        with self._changing:
            choice, self._first = self._first, None
        choice = choice or self._listeners.choose()
        tuning = Tuning(choice, self._listeners.sensitivity, self._keep)
        self._known[key] = repertoire = self._furnished(key)
        settings = self._repertoire.config.rooms.get(key)
        recorder = self._journal.recorder(
            _recorded(key),
            guests=self._is_for_guests(key),
            # Who was dealt a room by the broker is the only one who has it.
            sole=settings is not None and self._repertoire.config.mqtt.share,
        )
        with ExitStack() as opening:
            opening.callback(recorder.close)
            room = opening.enter_context(
                open_room(
                    key,
                    equipment,
                    repertoire,
                    tuning,
                    replace(
                        self._surroundings(key, tuning, recorder, live=equipment.room.live),
                        watchers=(*watchers, *self._watchers(key)),
                        meter=meter,
                    ),
                    choice=choice,
                    synthesizer=self._synthesizer,
                    now=lambda: self._known[key],
                )
            )
            things = opening.pop_all()
        with self._changing:
            self._rooms[key] = _Open(room, recorder, things)
        self._teach(key, room.service)  # the settings may have changed meanwhile
        return room

    def serve(self, key: str, duration: float | None = None) -> None:
        """Serve a room in this thread, until it closes or so many seconds on its clock have passed.

        Raises:
            Complaint: The room, or a file that is written, fails.
        """
        self._rooms[key].room.service.run(duration)

    def start(self, key: str, failed: Callable[[], None] = lambda: None) -> None:
        """Serve a room in a thread of its own, until it is closed.

        Args:
            key: The room's key.
            failed: Is told, on that thread, where the room can be served no longer; it may close it.
        """
        opened = self._rooms[key]
        serve = partial(self._serve_on, key, opened, failed)
        opened.thread = threading.Thread(target=serve, name=f"room {key}", daemon=True)
        opened.thread.start()

    def close(self, key: str) -> None:
        """Have a room served no longer, and close all that is in it; a session that is under way there is stopped."""
        with self._changing:
            opened = self._rooms.pop(key, None)
        if opened is None:
            return
        if opened.thread and opened.thread is not threading.current_thread():
            opened.room.service.end()
            opened.thread.join(_FAREWELL_S)
        opened.things.close()

    def adopt(self, repertoire: Repertoire) -> None:
        """Go by changed settings in all rooms, in each as soon as no session is under way there."""
        before, self._repertoire = self._repertoire.config, repertoire
        self._listeners.sensitivity = repertoire.config.listening.sensitivity
        self._listeners.expect(repertoire)
        for key, opened in dict(self._rooms).items():
            self._teach(key, opened.room.service)
        if _fixed(repertoire.config) != _fixed(before):
            _log.warning("The rooms have changed: start the coach again to have him go by that.")

    def change_recognizers(self) -> Recognizer | None:
        """Have whoever the listeners choose by now listen, in each room as soon as no session is under way there.

        Returns:
            One of those who will; None where no room is open.

        Raises:
            Complaint: It cannot be loaded; who listens goes on.
        """
        recognizer = None
        for opened in dict(self._rooms).values():
            choice = self._listeners.choose()
            opened.room.tuning.take_over(choice)
            recognizer = choice.recognizer
            opened.room.service.replace_recognizer(recognizer)
        return recognizer

    def announce(self, text: str) -> None:
        """Have something said in all rooms, over whatever is going on there."""
        for service in self._services():
            service.announce(text)

    def remark(self, text: str) -> None:
        """Have something said in all rooms as soon as that cuts off nothing else there."""
        for service in self._services():
            service.remark(text)

    def move(self, source: str, move: Move) -> None:
        """Let a session go on in another room; where that cannot be, offer to go on with it where it was.

        Args:
            source: Key of the room in which the coach has let go of it.
            move: Which session, and where to.
        """
        opened = dict(self._rooms)
        here, there = opened.get(source), opened.get(move.room)
        if here is None:  # it is being closed; the session is gone on with where that room is opened next
            return
        takers = [there, here] if there and there is not here and _can_have(there.room.mat, move.session) else [here]
        config = self._repertoire.config
        name = config.room_names.get(move.room, move.room)
        for taker in takers:
            if interrupted := taker.recorder.take_over_from(_recorded(source)):
                if taker is here:
                    line = Line("not_there", {"room": name})
                else:
                    line = Line("moved", {"room": name})
                    interrupted = replace(interrupted, patience=_WAY_S)
                here.room.service.announce(here.room.wording.text(line))
                taker.room.service.offer(interrupted)
                return
        # The journal, by which it would have been found again, does not answer.
        thing = config.routines.get(move.session) or config.stretches.get(move.session)
        if thing:
            here.room.service.announce(here.room.wording.text(Line("lost", {"name": thing.name})))

    def _services(self) -> list[Service]:
        return [opened.room.service for opened in dict(self._rooms).values()]

    def _serve_on(self, key: str, opened: _Open, failed: Callable[[], None]) -> None:
        try:
            opened.room.service.run()
        except Complaint as complaint:
            _log.warning("The room %s is closed: %s", opened.room.mat.name or key, complaint)
            failed()
        except Exception:  # noqa: BLE001 - logged; the other rooms are served on
            _log.exception("The room %s is closed.", opened.room.mat.name or key)
            failed()

    def _furnished(self, key: str) -> Repertoire:
        """Return what can be asked for in a room by the latest settings: what its coach knows, if it is that."""
        config, known = self._repertoire.config.in_room(key), self._known.get(key)
        if known and known.config == config:
            return known
        # Most rooms have all that the house has, and share with it what takes a second to make.
        return make_repertoire(config, self._repertoire if self._repertoire.suits(config) else known)

    def _teach(self, key: str, service: Service) -> None:
        """Have a room's coach go by the latest settings."""
        with self._teaching:
            latest = self._furnished(key)
            if latest is not self._known[key]:
                # In this order: what others find here they ask the coach for, who has to know it by then.
                service.adopt(latest)
                self._known[key] = latest

    def _surroundings(self, key: str, tuning: Tuning, recorder: Recorder, *, live: bool) -> Surroundings:
        """Return what a room has to do with the world outside it.

        Args:
            key: The room's key.
            tuning: Tunes who listens there.
            recorder: Records what is done there.
            live: Whether its clock is the wall's.
        """
        config = self._repertoire.config
        reminders = self._reminders if live and key == _reminded(config) else None

        def adopted(repertoire: Repertoire) -> None:
            tuning.adopt(repertoire.config.listening.sensitivity)
            if reminders:
                reminders.adopt(repertoire.config.reminders)

        around = Surroundings(record=recorder.record, move=partial(self.move, key), adopted=adopted)
        if reminders:
            around = replace(
                around, strikes=lambda: not self._stretched_in and reminders.strikes(), remind=reminders.put_off
            )
        # A recording has neither a yesterday nor a time of day, so that it gives the same events each time.
        return replace(around, history=recorder.history, interrupted=recorder.interrupted) if live else around

    @property
    def _stretched_in(self) -> bool:
        """Whether somebody of the household stretches in any room."""
        rooms = [mat.live.latest.content for key, mat in self.mats.items() if not self._is_for_guests(key)]
        return any(now.state is not State.IDLE and not now.trouble for now in rooms)

    def _is_for_guests(self, key: str) -> bool:
        settings = self._repertoire.config.rooms.get(key)
        return settings is not None and settings.guests

    def _watchers(self, key: str) -> Iterator[Watcher]:
        if self._event_log:
            yield self._event_log.watching(_recorded(key))
        if self._reminders and not self._is_for_guests(key):
            yield self._reminders.watch


def _can_have(mat: Mat, session: str) -> bool:
    """Return whether a session can go on in a room: its coach is idle, can be heard, and knows it."""
    now, config = mat.live.latest.content, mat.repertoire().config
    known = session in config.routines or session in config.stretches
    return known and now.state is State.IDLE and not now.trouble


def _fixed(config: Config) -> object:
    """Return what of the rooms is settled when they are opened."""
    return config.room_names, config.sound_card, [(room.satellite, room.guests) for room in config.rooms.values()]


def _recorded(key: str) -> str | None:
    """Return what the journal calls a room."""
    return None if key == HERE else key


def _reminded(config: Config) -> str:
    """Return the key of the room in which it is asked whether to stretch: one voice is enough for a house."""
    at_home = (key for key, room in config.rooms.items() if not room.guests)
    return HERE if config.sound_card else next(at_home, HERE)
