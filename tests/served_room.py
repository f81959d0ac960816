"""A room that is served in no time, in which nothing that is heard is speech."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from voiceskill.assembly import open_performance
from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import Fact
from voiceskill.coaching.state import State
from voiceskill.config import load_config
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.occurrences import Occurrence
from voiceskill.own_words import OwnWords
from voiceskill.repertoire import make_repertoire
from voiceskill.rooms.room import Room
from voiceskill.service import Service


@contextmanager
def served_room(
    room: Room,
    settings: Path,
    happened: list[Occurrence],
    *,
    record: Callable[[Fact], None] = lambda _: None,
    interrupted: Interrupted | None = None,
) -> Iterator[Service]:
    """Give what serves the room.

    Args:
        room: Where it happens.
        settings: The settings file.
        happened: Gets what happens there.
        record: Is told what the journal would be.
        interrupted: A session that was broken off before.
    """
    config = load_config(settings)
    repertoire = make_repertoire(config)
    with open_performance(
        config, room.rate, examples=repertoire.understanding.examples, record=record, watchers=[happened.append]
    ) as (performance, mixer):
        yield Service(
            room=room,
            loudspeaker=mixer.render,
            ear=Ear(_recognizer(), room.rate, repertoire.grammars[State.IDLE], urgent=frozenset()),
            repertoire=repertoire,
            performance=performance,
            own_words=OwnWords(config.language),
            interrupted=lambda: interrupted,
            watchers=[happened.append],
        )


@cache
def _recognizer() -> SphinxRecognizer:
    return SphinxRecognizer()
