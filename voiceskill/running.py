"""`voiceskill run`: opens a room and serves it."""

import gc
import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceskill.appliance.greeting import is_welcome
from voiceskill.appliance.life_signs import LifeSigns
from voiceskill.appliance.panel import open_panel
from voiceskill.appliance.precedence import take_precedence
from voiceskill.appliance.service_manager import ServiceManager
from voiceskill.assembly import load_wording, unheard_names, vosk_model
from voiceskill.coaching.command import Command
from voiceskill.coaching.stage import Line
from voiceskill.complaint import Complaint
from voiceskill.config import HERE, Config, Gpio, Web, find_config
from voiceskill.config.settings_file import SettingsFile
from voiceskill.equipment import OwnSound
from voiceskill.event_log import EventLog
from voiceskill.hearing.calibration import Calibration
from voiceskill.hearing.calibration_file import find_calibrations, keep_calibration
from voiceskill.hearing.choosing import Choice, Preference
from voiceskill.hearing.isolated.nurseries import Nurseries
from voiceskill.hearing.models.background import BackgroundFetch
from voiceskill.hearing.models.catalogue import CataloguedModel, default_model
from voiceskill.hearing.models.fetch_on_demand import ModelFetch
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.household import Household
from voiceskill.journal.journal import Journal
from voiceskill.journal.place import find_place
from voiceskill.listeners import Listeners
from voiceskill.name_check import NameCheck
from voiceskill.neighbours import open_neighbourhood
from voiceskill.occurrences import Watcher
from voiceskill.reminding.watch import Watch
from voiceskill.repertoire import make_repertoire
from voiceskill.rooms.card import CardRoom
from voiceskill.rooms.paced import PacedRoom
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Room
from voiceskill.rooms.typed import Keyboard, TypedRoom
from voiceskill.settings_watch import SettingsWatch
from voiceskill.speechless import speechless
from voiceskill.terminal import Terminal
from voiceskill.unsayable import unsayable
from voiceskill.web.program import Program
from voiceskill.web.server import PageServer
from voiceskill.web.serving import serving
from voiceskill.wyoming.lending import Lending

_BEAT_S = 1.0
"""Seconds from one sign of life to the next where no room gives them."""
_PATIENCE_S = 2.0
"""Seconds that a recogniser may keep the coach waiting; it takes a hundredth of one on a PC."""
_PATIENCE_WITH_RECORDINGS_S = 60.0
"""The same where a recording is heard as fast as possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the command line asks for."""

    config: Path | None = None
    """The settings, if they are named."""
    recognizer: Preference | None = None
    """In place of the setting."""
    typed: bool = False
    """Whether commands are typed."""
    recording: Path | None = None
    """The recording to hear instead of the microphone."""
    output: Path | None = None
    """Where what the loudspeaker would have played is written; only with a recording."""
    duration: float | None = None
    """Seconds after which it ends."""
    events: Path | None = None
    """Where what happens is written."""
    real_time: bool = False
    """Whether a recording is heard at the pace of life."""
    web: bool = True
    """Whether the page is served."""
    host: str | None = None
    """Where the page is served, in place of the setting."""
    port: int | None = None
    """The page's port, in place of the setting."""
    uri: str | None = None
    """Where other programs connect, in place of the setting."""
    greet: bool = False
    """Whether the coach says that he is ready, as far as somebody is there to hear it."""


def run(options: RunOptions) -> None:
    """Serve the rooms until the process is told to end by SIGINT (Ctrl+C) or SIGTERM, or this machine's room closes.

    Raises:
        Complaint: Something that is needed is missing or wrong; the sentence says what to do.
        KeyboardInterrupt: The process was told to end; a session that was under way is recorded.
    """
    settings = SettingsFile(
        find_config(options.config), further=lambda config: (*unsayable(config), *speechless(config))
    )
    config = settings.reading.config
    preference = options.recognizer or config.recognizer
    repertoire = make_repertoire(config)
    with ExitStack() as open_things:
        open_things.enter_context(_termination_interrupts())
        log = open_things.enter_context(EventLog(options.events)) if options.events else None
        manager = ServiceManager()
        # A service that waits says so on its page; one that ends would only be started again, and again.
        room = _room(options, config, patient=manager.present)
        live = room is None or room.live
        if live:
            take_precedence()
        server = _page_server(options, config.web)
        if server:
            open_things.enter_context(server)
        model = vosk_model(config, preference)
        nurseries = open_things.enter_context(_nurseries(at_pace=live or options.real_time))
        listeners = Listeners(
            preference, model, config.listening.sensitivity, load=nurseries.load, prepare=nurseries.prepare
        )
        listeners.expect(repertoire)
        first = open_things.enter_context(_first_of(listeners, config))
        journal = open_things.enter_context(Journal(find_place(configured=config.journal)))
        household = open_things.enter_context(
            Household(
                repertoire,
                journal=journal,
                listeners=listeners,
                first=first,
                keep=_keep,
                log=log,
                reminders=Watch(config.reminders, _last_session(journal)),
            )
        )
        life_signs = LifeSigns(manager)
        if room:
            _open_own_room(room, household, config.gpio, life_signs, open_things)
        elif not config.rooms:
            raise Complaint("There is no room to serve: set sound_card to true in config.yaml, or add some rooms.")
        # Read beforehand: a disk that cannot be written may not be readable either.
        wording = load_wording(config)
        journal.on_hindrance(lambda why: household.remark(wording.text(Line("unwritable", {"why": str(why)}))))
        lending = open_things.enter_context(
            open_neighbourhood(config, household, journal=journal, listeners=listeners, uri=options.uri, report=_report)
        )
        take_over = _taking_over(settings, household, listeners, lending)
        offered = default_model(config.language)
        if offered and preference == "auto" and model is None and config.fetch_model and not options.recording:
            open_things.callback(_fetch(offered, take_over).stop)
        watch = open_things.enter_context(SettingsWatch(settings, repertoire, household.adopt))
        if server:
            program = open_things.enter_context(_open_program(household, settings, watch, take_over, journal))
            open_things.enter_context(serving(server, program, config.web.names, _report))
        open_things.callback(manager.stopping)
        # What is there by now stays: looking through it for what is not needed would hold up all rooms at once.
        gc.collect()
        gc.freeze()
        if options.greet and is_welcome(config.reminders, datetime.now().astimezone().time()):
            household.announce(wording.text(Line("greeting")))
        if room:
            household.serve(HERE, options.duration)
        else:
            _stand_by(life_signs, options.duration)


@contextmanager
def _first_of(listeners: Listeners, config: Config) -> Iterator[Choice]:
    """Choose who listens in the first room, and say so; closed at the latest when the context is left."""
    first = listeners.choose()
    with closing(first.recognizer):
        _report(f"Listening with {first.recognizer.description}: {first.reason}.")
        _report_unknown_names(config, first.recognizer)
        yield first


@contextmanager
def _open_program(
    household: Household,
    settings: SettingsFile,
    watch: SettingsWatch,
    take_over: Callable[[Path], None],
    journal: Journal,
) -> Iterator[Program]:
    """Return what the pages see and may do, until the context is left."""
    place = find_place(configured=settings.reading.config.journal)
    with Journal(place, recorder=journal) as past, ExitStack() as ending:
        models = ModelFetch(take_over)
        ending.callback(models.stop)
        yield Program(
            mats=lambda: household.mats,
            settings=settings,
            watch=watch,
            recognizer=lambda: household.recognizer,
            names=NameCheck(household.unknown),
            models=models,
            journal=past,
        )


def _open_own_room(room: Room, household: Household, pins: Gpio, life_signs: LifeSigns, open_things: ExitStack) -> None:
    """Open the room in which the machine stands, with all that shows there what goes on."""
    panel = _panel(pins, lambda command: mat.ask(command), open_things)  # noqa: PLW0108 - it comes later
    watchers = (Terminal(sys.stdout).watch, life_signs.watch, panel)
    mat = household.open(HERE, OwnSound(room), watchers=watchers, meter=lambda _block: life_signs.beat()).mat


def _stand_by(life_signs: LifeSigns, duration: float | None) -> None:
    """Wait while the rooms are served in threads of their own."""
    end = math.inf if duration is None else time.monotonic() + duration
    while (left := end - time.monotonic()) > 0:
        life_signs.beat()
        time.sleep(min(left, _BEAT_S))


@contextmanager
def _termination_interrupts() -> Iterator[None]:
    """Let SIGTERM, by which a service is ended, do meanwhile what Ctrl+C does: all that is open is closed in order."""
    if threading.current_thread() is not threading.main_thread():  # the only one that Python lets handle signals
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _room(options: RunOptions, config: Config, *, patient: bool) -> Room | None:
    if options.output and not options.recording:
        raise Complaint("--output is written with --input only; name the recording to hear.")
    if options.real_time and not options.recording:
        raise Complaint("--real-time is for --input only; name the recording to hear.")
    if options.typed and options.recording:
        raise Complaint("--typed and --input exclude each other; leave one of them out.")
    if options.recording:
        with suppress(OSError):  # what cannot be looked at is another file
            if options.events and options.events.samefile(options.recording):
                raise Complaint(f"The event log would overwrite the recording {options.recording}; name another file.")
        recorded = RecordingRoom(options.recording, options.output, options.duration)
        return PacedRoom(recorded) if options.real_time else recorded
    if options.typed:
        return TypedRoom(Keyboard())
    if not config.sound_card:
        return None
    try:
        return CardRoom(config.microphone, config.loudspeaker, patient=patient)
    except Complaint as complaint:
        # Somebody at a keyboard who named no device is better served by a coach that reads than by none.
        if config.microphone or config.loudspeaker or not sys.stdin.isatty():
            raise
        _report(str(complaint))
        _report("Until then, type what you would say, such as: start child's pose")
        return TypedRoom(Keyboard())


def _page_server(options: RunOptions, settings: Web) -> PageServer | None:
    if not options.web:
        return None
    try:
        return PageServer(options.host or settings.host, settings.port if options.port is None else options.port)
    except Complaint as complaint:
        if options.host or options.port is not None:
            raise
        # Who named no address may well have another coach running; stretching comes first.
        _report(f"{complaint} Until then there is no page.")
        return None


def _panel(pins: Gpio, ask: Callable[[Command], object], open_things: ExitStack) -> Watcher:
    try:
        return open_things.enter_context(open_panel(pins, ask)).watch
    except Complaint as complaint:  # what is wired to the pins only adds to what is said and heard
        _report(str(complaint))
        return lambda _occurrence: None


def _last_session(journal: Journal) -> datetime | None:
    # The journal has said already what is wrong with it; the coach goes on without.
    with suppress(Complaint):
        for session in journal.sessions(limit=1, household=True):
            return session.ended
    return None


def _report_unknown_names(config: Config, recognizer: Recognizer) -> None:
    for sentence in unheard_names(config, recognizer):
        _report(sentence)


def _fetch(model: CataloguedModel, take_over: Callable[[Path], None]) -> BackgroundFetch:
    fetch = BackgroundFetch(model, say=_report, on_ready=take_over)
    fetch.start()
    return fetch


def _keep(calibration: Calibration) -> None:
    try:
        keep_calibration(calibration, find_calibrations())
    except Complaint as complaint:  # until the end of this run it holds all the same
        _report(str(complaint))


def _nurseries(*, at_pace: bool) -> Nurseries:
    """Return what loads recognisers into processes of their own, which whoever listens with them closes.

    Args:
        at_pace: Whether somebody speaks, or it is as if. In a recording that is heard as fast as possible nobody waits
            for an answer, and what is heard in it is not to depend on how busy the machine is.
    """
    patience = _PATIENCE_S if at_pace else _PATIENCE_WITH_RECORDINGS_S
    return Nurseries(patience)


def _taking_over(
    settings: SettingsFile, household: Household, listeners: Listeners, lending: Lending
) -> Callable[[Path], None]:
    """Return what has a model that has just come listen."""

    def take_over(path: Path) -> None:
        listeners.prefer(path)
        lending.close()
        if recognizer := household.change_recognizers():
            _report_unknown_names(settings.reading.config, recognizer)
            _report(f"From the next session on: {recognizer.description}.")

    return take_over


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
