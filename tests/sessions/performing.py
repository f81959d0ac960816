"""Performs a script on the program itself, from the room's samples to the journal's file."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from prompter import Prompter
from ruamel.yaml import YAML
from screenplay import Before, Say, Screenplay
from scripted_room import ScriptedRoom

from voiceskill.assembly import load_intents, open_performance
from voiceskill.coaching.facts import Fact, HoldEnded, Outcome, PainReported, SessionBegan, SessionEnded
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Routine, Stretch
from voiceskill.config import Config, load_config
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.hearing.vosk_recognizer import VoskRecognizer
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.journal.journal import Journal
from voiceskill.own_words import OwnWords
from voiceskill.reminding.watch import Watch
from voiceskill.repertoire import Repertoire
from voiceskill.service import Service
from voiceskill.understanding.grammar import listening_graphs
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.spelling import speakable

_FOLDER = Path(__file__).parent
_BEGIN = datetime(2026, 3, 11, 17, 50, tzinfo=UTC)
"""When the sessions begin."""


class _WallClock:
    """Stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def set(self, shown: time) -> None:
        self._now = datetime.combine(_BEGIN, shown, UTC)


def perform(script: Screenplay, folder: Path, recognizer: Recognizer | None) -> str | None:
    """Perform a script and return what went otherwise than it has it; None: nothing.

    Args:
        script: The script.
        folder: An empty folder.
        recognizer: Hears what is said; None: it is typed.
    """
    config = load_config(_write_settings(folder / "config.yaml", script.settings))
    understanding, grammars = _understanding(config)
    if recognizer is None:  # what nobody speaks to needs no sentences
        grammars = dict.fromkeys(State, WordGraph((), frozenset()))
    prompter = Prompter(script)
    own_words = OwnWords(config.language)
    clock = _WallClock(_BEGIN)
    path = folder / "journal.sqlite3"
    _write_history(path, script.history)
    with Journal(path, clock) as journal:
        watch = Watch(config.reminders, None, clock)
        watchers = [own_words.watch, watch.watch, prompter.watch]

        def remind(minutes: int | None) -> None:
            watch.put_off(minutes)
            prompter.remind(minutes)

        def record(fact: Fact) -> None:
            journal.record(fact)
            prompter.record(fact)

        with open_performance(
            config,
            16_000,
            examples=understanding.examples,
            record=record,
            history=journal.history,
            remind=remind,
            watchers=watchers,
        ) as (performance, mixer):
            room = ScriptedRoom(prompter, typed=recognizer is None, set_clock=clock.set)
            urgent = understanding.urgent_sentences()
            ear = Ear(recognizer or _unneeded_recognizer(), room.rate, grammars[State.IDLE], urgent=urgent)
            Service(
                room=room,
                loudspeaker=mixer.render,
                ear=ear,
                repertoire=Repertoire(config=config, understanding=understanding, grammars=grammars),
                performance=performance,
                own_words=own_words,
                strikes=watch.strikes,
                watchers=watchers,
            ).run()
    return prompter.problem


def recognizer_for(script: Screenplay, *, vosk: Path | None) -> Recognizer:
    """Return a recogniser that knows all words that the script's user says to the coach.

    Args:
        script: The script.
        vosk: Folder of a Vosk model that is preferred; None: it is PocketSphinx's turn.
    """
    if vosk:
        recognizer = VoskRecognizer(vosk)
        sentences = [line.what.words for line in script.lines if isinstance(line.what, Say) and line.what.means]
        if not recognizer.unknown(word for sentence in sentences for word in speakable(sentence, "en").split()):
            return recognizer
    return SphinxRecognizer()


@cache
def _unneeded_recognizer() -> Recognizer:
    return SphinxRecognizer()


def _write_settings(path: Path, differing: Mapping[str, Any]) -> Path:
    base = YAML(typ="safe").load(_FOLDER / "settings.yaml")
    path.write_text(json.dumps(_merged(base, differing)), encoding="utf-8")  # which is YAML too
    return path


def _merged(base: dict[str, Any], differing: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in differing.items():
        base[key] = _merged(base[key], value) if isinstance(base.get(key), dict) else value
    return base


_Grammars = Mapping[State, WordGraph]

_understood: dict[object, tuple[Understanding, _Grammars]] = {}


def _understanding(config: Config) -> tuple[Understanding, _Grammars]:
    """Return what can be said, which only the names decide; made once for all scripts with the same."""
    named: list[Stretch | Routine] = [*config.stretches.values(), *config.routines.values()]
    names = tuple((it.id, it.name, it.also) for it in named)
    if names not in _understood:
        intents = load_intents(config)
        _understood[names] = Understanding(intents), listening_graphs(intents)
    return _understood[names]


def _write_history(path: Path, sessions: tuple[Before, ...]) -> None:
    for session in sessions:
        clock = _WallClock(_BEGIN - timedelta(days=session.days_ago, hours=6))
        with Journal(path, clock) as journal:
            for fact in _facts(session):
                journal.record(fact)


def _facts(session: Before) -> list[Fact]:
    holds = [
        HoldEnded(stretch, None, number, session.seconds, session.seconds, completed=True)
        for stretch, count in session.holds.items()
        for number in range(1, count + 1)
    ]
    pains = [PainReported(session.hurt, None, 1, "holding", 3.0)] if session.hurt else []
    outcome = Outcome.HURT if session.hurt else Outcome.FINISHED
    return [SessionBegan(session.did, ()), *holds, *pains, SessionEnded(outcome, session.did, 1)]
