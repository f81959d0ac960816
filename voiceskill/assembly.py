"""Puts the parts together as the settings say."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hassil.intents import Intents
from platformdirs import user_cache_path

from voiceskill.belongings import belonging
from voiceskill.coaching.coach import Coach
from voiceskill.coaching.effects import Move
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.history import History
from voiceskill.coaching.stage import Chime, Line
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library
from voiceskill.complaint import Complaint
from voiceskill.config import Config
from voiceskill.hearing.choosing import Preference
from voiceskill.hearing.models.finding import find_model
from voiceskill.hearing.pronouncing.pronouncer import pronouncer
from voiceskill.hearing.pronouncing.respelling import speller
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.occurrences import Watcher
from voiceskill.performance import Performance
from voiceskill.speaking.chimes import load_chimes
from voiceskill.speaking.mixer import Mixer
from voiceskill.speaking.player import Player
from voiceskill.speaking.steady import SteadyVoice
from voiceskill.speaking.synthesizer import Synthesizer
from voiceskill.speaking.timeline import Clip, Sounds
from voiceskill.speaking.voice import Voice
from voiceskill.speaking.voice_settings import VoiceSettings
from voiceskill.speaking.wording import Wording
from voiceskill.understanding.likeness import names_alike
from voiceskill.understanding.sentences import load_sentences
from voiceskill.understanding.spelling import speakable
from voiceskill.understanding.vocabulary import unknown_names

_log = logging.getLogger(__name__)

_COUNTED_ALOUD = (1, 2, 3, 4, 5, 10, 20, 30)


def load_intents(config: Config) -> Intents:
    """Load what can be said in the language of the settings, with the names of its stretches, routines and rooms."""
    path = belonging(f"intents/{config.language}/sentences.yaml")
    return load_sentences(
        path, stretches=config.stretches.values(), routines=config.routines.values(), rooms=config.room_names
    )


def vosk_model(config: Config, preference: Preference) -> Path | None:
    """Return the folder of the Vosk model to hear with; None where there is none, or none is wanted."""
    return None if preference == "pocketsphinx" else find_model(config.vosk_model, config.language)


def unheard_names(config: Config, recognizer: Recognizer) -> tuple[str, ...]:
    """Return one sentence for each name of the settings that a recogniser cannot hear: what to do about it.

    The coach's own, by which he is called, is the first of them.
    """
    wake_phrase = config.listening.wake_phrase or ""
    strange = recognizer.unknown(speakable(wake_phrase, config.language).split())
    advice = [
        f'The recogniser does not know the word "{word}" in the wake phrase "{wake_phrase}", so nothing can be begun '
        "by voice: choose other words for wake_phrase in config.yaml."
        for word in sorted(strange)
    ]
    return (*advice, *_unheard_things(config, recognizer))


def _unheard_things(config: Config, recognizer: Recognizer) -> tuple[str, ...]:
    return unknown_names(
        stretches=config.stretches.values(),
        routines=config.routines.values(),
        unknown=recognizer.unknown,
        spell=speller(recognizer.unknown),
        language=config.language,
    )


def alike_names(config: Config) -> tuple[str, ...]:
    """Return one sentence for each two names of the settings that sound alike."""
    return names_alike(
        stretches=config.stretches.values(),
        routines=config.routines.values(),
        pronouncer=pronouncer(),
        language=config.language,
    )


def load_wording(config: Config) -> Wording:
    """Load what the coach says in the language of the settings."""
    return Wording(belonging(f"intents/{config.language}/lines.yaml"))


@contextmanager
def open_voice(config: Config, rate: int, synthesizer: Synthesizer | None = None) -> Iterator[Voice]:
    """Speak as the settings say, for a loudspeaker of so many samples a second, until the context is left."""
    voice = Voice(
        user_cache_path("voiceskill") / "speech",
        VoiceSettings(name=config.voice.name, rate=config.voice.rate),
        rate=rate,
        synthesizer=synthesizer,
    )
    try:
        yield voice
    finally:
        voice.close()


@contextmanager
def open_performance(
    config: Config,
    rate: int,
    *,
    examples: Callable[[State], Sequence[str]],
    record: Callable[[Fact], None],
    history: Callable[[], History] = History,
    remind: Callable[[int | None], None] = lambda _minutes: None,
    watchers: Sequence[Watcher] = (),
) -> Iterator[tuple[Performance, Mixer]]:
    """Make a coach at work, and the mixer by which he is heard, until the context is left; see `put_to_work`."""
    with open_sounds(config, rate) as sounds:
        mixer = Mixer(rate, sounds.of)
        performance = put_to_work(
            config,
            sounds,
            mixer,
            examples=examples,
            record=record,
            history=history,
            remind=remind,
            watchers=watchers,
        )
        yield performance, mixer


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachsSounds:
    """How one coach sounds."""

    voice: Voice
    """Speaks."""
    wording: Wording
    """Puts lines into words."""
    of: Sounds
    """Makes a line or a chime audible, whatever befalls the voice."""


@contextmanager
def open_sounds(config: Config, rate: int, synthesizer: Synthesizer | None = None) -> Iterator[CoachsSounds]:
    """Make what a coach says audible, until the context is left.

    Args:
        config: The settings.
        rate: Samples a second of the loudspeaker, in Hz.
        synthesizer: Speaks for other coaches as well; None: one of his own.

    Raises:
        Complaint: A file of the program's own is missing.
    """
    wording = load_wording(config)
    chimes = load_chimes(rate)
    with open_voice(config, rate, synthesizer) as voice:
        steady = SteadyVoice(voice.clip, chimes[Chime.CALLED])

        def sound(part: Line | Chime) -> Clip:
            return chimes[part] if isinstance(part, Chime) else steady.clip(wording.text(part))

        yield CoachsSounds(voice=voice, wording=wording, of=sound)


def put_to_work(
    config: Config,
    sounds: CoachsSounds,
    player: Player,
    *,
    examples: Callable[[State], Sequence[str]],
    record: Callable[[Fact], None],
    history: Callable[[], History] = History,
    remind: Callable[[int | None], None] = lambda _minutes: None,
    move: Callable[[Move], None] = lambda _move: None,
    watchers: Sequence[Watcher] = (),
) -> Performance:
    """Put a coach to work.

    Args:
        config: The settings.
        sounds: How he sounds, for as long as he works.
        player: By what he is heard.
        examples: What can be said in a state.
        record: Remembers a fact.
        history: Gives what is known of the past.
        remind: Takes when to ask again whether to stretch, in minutes; None: tomorrow.
        move: Lets a session go on in another room.
        watchers: Are told what happens.

    Raises:
        Complaint: The voice is missing.
    """
    voice, wording = sounds.voice, sounds.wording
    first_words = wording.text(Line("count", {"seconds": 1}))

    def set_rate(words: int) -> None:
        voice.settings = replace(voice.settings, rate=words)

    def set_voice(name: str | None) -> None:
        before = voice.settings
        voice.settings = replace(before, name=name)
        try:
            voice.clip(first_words)
        except Complaint as complaint:
            voice.settings = before
            _log.warning("The voice stays as it was: %s", complaint)

    player.volume = config.voice.volume
    coach = Coach(
        Library(config.stretches, config.routines),
        habits=config.coaching,
        manner=config.voice,
        history=history,
        examples=examples,
    )
    # A voice that cannot speak shows before anything has begun.
    voice.clip(first_words)
    voice.prepare(wording.text(Line("count", {"seconds": left})) for left in _COUNTED_ALOUD)
    return Performance(
        coach,
        player,
        spell=wording.text,
        record=record,
        set_rate=set_rate,
        set_voice=set_voice,
        remind=remind,
        move=move,
        watchers=watchers,
    )
