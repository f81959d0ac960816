"""`voiceskill run`: opens a room and serves it."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceskill.assembly import load_intents, open_performance, unheard_names, vosk_model
from voiceskill.coaching.history import History
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import Config, find_config, load_config
from voiceskill.event_log import EventLog
from voiceskill.hearing.choosing import Preference, choose_recognizer
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.models.background import BackgroundFetch
from voiceskill.hearing.models.catalogue import CataloguedModel, default_model
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.journal.journal import Journal
from voiceskill.journal.place import find_journal
from voiceskill.occurrences import Watcher
from voiceskill.own_words import OwnWords
from voiceskill.reminding.watch import Watch
from voiceskill.rooms.card import CardRoom
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Room
from voiceskill.rooms.typed import Keyboard, TypedRoom
from voiceskill.service import Service
from voiceskill.terminal import Terminal
from voiceskill.understanding.grammar import listening_graphs
from voiceskill.understanding.matching import Understanding


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


def run(options: RunOptions) -> None:
    """Serve one room until it closes, or the process is told to end by SIGINT (Ctrl+C) or SIGTERM.

    Raises:
        Complaint: Something that is needed is missing or wrong; the sentence says what to do.
        KeyboardInterrupt: The process was told to end; a session that was under way is recorded.
    """
    config = load_config(find_config(options.config))
    preference = options.recognizer or config.recognizer
    intents = load_intents(config)
    understanding = Understanding(intents)
    grammars = listening_graphs(intents)
    with ExitStack() as open_things:
        open_things.enter_context(_termination_interrupts())
        own_words = OwnWords(config.language)
        watchers: list[Watcher] = [Terminal(sys.stdout).watch, own_words.watch]
        if options.events:
            watchers.append(open_things.enter_context(EventLog(options.events)).watch)
        room = _room(options, config)
        model = vosk_model(config, preference)
        choice = choose_recognizer(preference, model)
        _report(f"Listening with {choice.recognizer.description}: {choice.reason}.")
        _report_unknown_names(config, choice.recognizer)
        journal = open_things.enter_context(Journal(find_journal()))
        watch = Watch(config.reminders, _last_session(journal))
        watchers.append(watch.watch)
        performance, mixer = open_things.enter_context(
            open_performance(
                config,
                room.rate,
                examples=understanding.examples,
                record=journal.record,
                # A recording has neither a yesterday nor a time of day, so that it gives the same events each time.
                history=journal.history if room.live else History,
                remind=watch.put_off,
                watchers=watchers,
            )
        )
        service = Service(
            room=room,
            loudspeaker=mixer.render,
            ear=Ear(choice.recognizer, room.rate, grammars[State.IDLE], urgent=understanding.urgent_sentences()),
            grammars=grammars,
            understanding=understanding,
            performance=performance,
            own_words=own_words,
            strikes=watch.strikes if room.live else lambda: False,
            watchers=watchers,
        )
        offered = default_model(config.language)
        if offered and preference == "auto" and model is None and config.fetch_model and not options.recording:
            open_things.callback(_fetch(offered, config, service).stop)
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


def _room(options: RunOptions, config: Config) -> Room:
    if options.output and not options.recording:
        raise Complaint("--output is written with --input only; name the recording to hear.")
    if options.typed and options.recording:
        raise Complaint("--typed and --input exclude each other; leave one of them out.")
    if options.recording:
        with suppress(OSError):  # what cannot be looked at is another file
            if options.events and options.events.samefile(options.recording):
                raise Complaint(f"The event log would overwrite the recording {options.recording}; name another file.")
        return RecordingRoom(options.recording, options.output, options.duration)
    if options.typed:
        return TypedRoom(Keyboard())
    try:
        return CardRoom(config.microphone, config.loudspeaker)
    except Complaint as complaint:
        # Somebody at a keyboard who named no device is better served by a coach that reads than by none.
        if config.microphone or config.loudspeaker or not sys.stdin.isatty():
            raise
        _report(str(complaint))
        _report("Until then, type what you would say, such as: start child's pose")
        return TypedRoom(Keyboard())


def _last_session(journal: Journal) -> datetime | None:
    # The journal has said already what is wrong with it; the coach goes on without.
    with suppress(Complaint):
        for session in journal.sessions(limit=1):
            return session.ended
    return None


def _report_unknown_names(config: Config, recognizer: Recognizer) -> None:
    for sentence in unheard_names(config, recognizer):
        _report(sentence)


def _fetch(model: CataloguedModel, config: Config, service: Service) -> BackgroundFetch:
    def take_over(path: Path) -> None:
        recognizer = choose_recognizer("vosk", path).recognizer
        _report_unknown_names(config, recognizer)
        service.replace_recognizer(recognizer)
        _report(f"From the next session on: {recognizer.description}.")

    fetch = BackgroundFetch(model, say=_report, on_ready=take_over)
    fetch.start()
    return fetch


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
