"""`voiceskill run`: opens a room and serves it."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceskill.appliance.greeting import is_welcome
from voiceskill.appliance.life_signs import LifeSigns
from voiceskill.appliance.panel import open_panel
from voiceskill.appliance.precedence import take_precedence
from voiceskill.appliance.service_manager import ServiceManager
from voiceskill.assembly import load_wording, open_performance, unheard_names, vosk_model
from voiceskill.coaching.command import Command
from voiceskill.coaching.history import History
from voiceskill.coaching.stage import Line
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import Config, Gpio, Web, find_config
from voiceskill.config.settings_file import SettingsFile
from voiceskill.event_log import EventLog
from voiceskill.hearing.calibration import Calibration
from voiceskill.hearing.calibration_file import find_calibrations, keep_calibration
from voiceskill.hearing.choosing import Preference, choose_recognizer
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.echo.canceller import EchoCanceller
from voiceskill.hearing.isolated.watched import WatchedRecognizer
from voiceskill.hearing.loading import Load
from voiceskill.hearing.models.background import BackgroundFetch
from voiceskill.hearing.models.catalogue import CataloguedModel, default_model
from voiceskill.hearing.models.fetch_on_demand import ModelFetch
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.journal.journal import Journal
from voiceskill.journal.place import find_journal
from voiceskill.live.bulletin import Bulletin
from voiceskill.live.follower import Follower
from voiceskill.live.snapshot import Snapshot
from voiceskill.name_check import NameCheck
from voiceskill.occurrences import Watcher
from voiceskill.own_words import OwnWords
from voiceskill.reminding.watch import Watch
from voiceskill.repertoire import make_repertoire
from voiceskill.rooms.card import CardRoom
from voiceskill.rooms.metered import MeteredRoom
from voiceskill.rooms.paced import PacedRoom
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Room
from voiceskill.rooms.typed import Keyboard, TypedRoom
from voiceskill.service import Service
from voiceskill.settings_watch import SettingsWatch
from voiceskill.sound_check import SoundCheck
from voiceskill.speechless import speechless
from voiceskill.terminal import Terminal
from voiceskill.tuning import Tuning
from voiceskill.unsayable import unsayable
from voiceskill.web.program import Program
from voiceskill.web.server import PageServer
from voiceskill.web.serving import serving

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
    greet: bool = False
    """Whether the coach says that he is ready, as far as somebody is there to hear it."""


def run(options: RunOptions) -> None:
    """Serve one room until it closes, or the process is told to end by SIGINT (Ctrl+C) or SIGTERM.

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
    live = Bulletin(Snapshot())
    with ExitStack() as open_things:
        open_things.enter_context(_termination_interrupts())
        log = open_things.enter_context(EventLog(options.events)) if options.events else None
        manager = ServiceManager()
        # A service that waits says so on its page; one that ends would only be started again, and again.
        room = _room(options, config, patient=manager.present)
        if room.live:
            take_precedence()
        server = _page_server(options, config.web)
        if server:
            open_things.enter_context(server)
        model = vosk_model(config, preference)
        load = _loading(at_pace=room.live or options.real_time)
        choice = choose_recognizer(preference, model, config.listening.sensitivity, load=load)
        # As long as no service closes it that listens with it.
        open_things.callback(choice.recognizer.close)
        tuning = Tuning(choice, config.listening.sensitivity, _keep)
        sound = SoundCheck(room.rate, lambda trial: tuning.fit(trial, settings_watch.repertoire.understanding))
        _report(f"Listening with {choice.recognizer.description}: {choice.reason}.")
        _report_unknown_names(config, choice.recognizer)
        journal = open_things.enter_context(Journal(find_journal()))
        watch = Watch(config.reminders, _last_session(journal))
        own_words, life_signs = OwnWords(config.language), LifeSigns(manager)
        watchers: tuple[Watcher, ...] = (
            Terminal(sys.stdout).watch,
            own_words.watch,
            Follower(live).watch,
            *([log.watch] if log else []),
            life_signs.watch,
            sound.watch,
            watch.watch,
            _panel(config.gpio, lambda command: service.ask(command), open_things),  # noqa: PLW0108 - it comes later
        )
        performance, mixer = open_things.enter_context(
            open_performance(
                config,
                room.rate,
                examples=repertoire.understanding.examples,
                record=journal.record,
                # A recording has neither a yesterday nor a time of day, so that it gives the same events each time.
                history=journal.history if room.live else History,
                remind=watch.put_off,
                watchers=watchers,
            )
        )
        echo = EchoCanceller(room.rate)
        service = Service(
            room=MeteredRoom(MeteredRoom(room, life_signs.beat), sound.take),
            loudspeaker=echo.overhear(mixer.render),
            ear=Ear(
                choice.recognizer,
                room.rate,
                repertoire.grammars[State.IDLE],
                urgent=repertoire.understanding.urgent_sentences(),
                echo=echo,
            ),
            repertoire=repertoire,
            performance=performance,
            own_words=own_words,
            interrupted=journal.interrupted if room.live else lambda: None,
            strikes=watch.strikes if room.live else lambda: False,
            tries=lambda: sound.trying,
            adopted=lambda adopted: _adopt(adopted.config, watch, tuning),
            watchers=watchers,
        )
        open_things.callback(service.close)
        # Read beforehand: a disk that cannot be written may not be readable either.
        wording = load_wording(config)
        journal.on_hindrance(lambda why: service.remark(wording.text(Line("unwritable", {"why": str(why)}))))
        take_over = _taking_over(settings, service, tuning, load)
        offered = default_model(config.language)
        if offered and preference == "auto" and model is None and config.fetch_model and not options.recording:
            open_things.callback(_fetch(offered, take_over).stop)
        settings_watch = open_things.enter_context(SettingsWatch(settings, repertoire, service.adopt))
        if server:
            models = ModelFetch(take_over)
            open_things.callback(models.stop)
            program = Program(
                live=live,
                ask=service.ask,
                announce=service.announce,
                settings=settings,
                watch=settings_watch,
                sound=sound,
                recognizer=lambda: service.recognizer,
                names=NameCheck(service.unknown),
                models=models,
                journal=open_things.enter_context(Journal(find_journal(), recorder=journal)),
            )
            open_things.enter_context(serving(server, program, config.web.names, _report))
        open_things.callback(manager.stopping)
        if options.greet and is_welcome(config.reminders, datetime.now().astimezone().time()):
            service.announce(wording.text(Line("greeting")))
        service.run(options.duration)


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


def _room(options: RunOptions, config: Config, *, patient: bool) -> Room:
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
        for session in journal.sessions(limit=1):
            return session.ended
    return None


def _report_unknown_names(config: Config, recognizer: Recognizer) -> None:
    for sentence in unheard_names(config, recognizer):
        _report(sentence)


def _fetch(model: CataloguedModel, take_over: Callable[[Path], None]) -> BackgroundFetch:
    fetch = BackgroundFetch(model, say=_report, on_ready=take_over)
    fetch.start()
    return fetch


def _adopt(config: Config, watch: Watch, tuning: Tuning) -> None:
    watch.adopt(config.reminders)
    tuning.adopt(config.listening.sensitivity)


def _keep(calibration: Calibration) -> None:
    try:
        keep_calibration(calibration, find_calibrations())
    except Complaint as complaint:  # until the end of this run it holds all the same
        _report(str(complaint))


def _loading(*, at_pace: bool) -> Load:
    """Return what loads recognisers into processes of their own, which whoever listens with them closes.

    Args:
        at_pace: Whether somebody speaks, or it is as if. In a recording that is heard as fast as possible nobody waits
            for an answer, and what is heard in it is not to depend on how busy the machine is.
    """
    patience = _PATIENCE_S if at_pace else _PATIENCE_WITH_RECORDINGS_S
    return lambda model: WatchedRecognizer(model, patience=patience)


def _taking_over(settings: SettingsFile, service: Service, tuning: Tuning, load: Load) -> Callable[[Path], None]:
    """Return what has a model that has just come listen."""

    def take_over(path: Path) -> None:
        config = settings.reading.config
        choice = choose_recognizer("vosk", path, config.listening.sensitivity, load=load)
        tuning.take_over(choice)
        recognizer = choice.recognizer
        _report_unknown_names(config, recognizer)
        service.replace_recognizer(recognizer)
        _report(f"From the next session on: {recognizer.description}.")

    return take_over


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
