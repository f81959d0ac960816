"""All that the settings decide of what is said, understood and done: what can be changed while the coach is at work."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import Taught
from voiceskill.coaching.exercise import Exercise
from voiceskill.coaching.length import seconds_of
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Routine, Stretch
from voiceskill.config import Config
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.understanding.grammar import listening_graphs
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.sentence_file import read_sentences

_NAMING_SLOTS = ("stretch", "routine", "without")
"""Slots whose values are ids of stretches and routines, separated by spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repertoire:
    """What can be asked for, how it is asked for, and how it is done."""

    config: Config
    """The settings that it was made of."""
    understanding: Understanding
    """Makes commands of sentences."""
    grammars: Mapping[State, WordGraph]
    """What is listened for, by what the coach is doing."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What the coach does when asked for it, by the intent's name: "stops the clock until you say ..."."""

    @property
    def library(self) -> Library:
        """The stretches and routines."""
        return Library(self.config.stretches, self.config.routines)

    def suits(self, config: Config) -> bool:
        """Return whether what can be said by other settings is the same."""
        return _sayable(config) == _sayable(self.config)

    def knows(self, command: Command) -> bool:
        """Return whether all stretches and routines that a command names are there."""
        named = " ".join(str(command.slots.get(slot, "")) for slot in _NAMING_SLOTS).split()
        return all(name in self.config.stretches or name in self.config.routines for name in named)

    def seconds(self, routine: Routine) -> float:
        """Estimate how long a routine takes, in seconds."""
        return seconds_in(self.config, routine)

    def lesson(self, before: Config) -> Taught:
        """Return what the coach has to learn who went by other settings before.

        What the user has told him since ("louder") stays, unless the settings of the voice have changed.
        """
        return Taught(
            library=self.library,
            habits=self.config.coaching,
            examples=self.understanding.examples,
            manner=None if self.config.voice == before.voice else self.config.voice,
        )


def seconds_in(config: Config, routine: Routine) -> float:
    """Estimate how long a routine takes by these settings, which have its stretches, in seconds."""
    library = Library(config.stretches, config.routines)
    exercises = tuple(Exercise.of(step, library, config.coaching) for step in routine.steps)
    return seconds_of(exercises, config.coaching, config.voice)


def make_repertoire(config: Config, before: Repertoire | None = None) -> Repertoire:
    """Make of the settings what the coach works with; takes a second or two where what can be said has changed.

    Args:
        config: The settings.
        before: What the coach works with now; what has not changed is taken from it.
    """
    if before and before.suits(config):
        return replace(before, config=config)
    intents = load_intents(config)
    return Repertoire(
        config=config,
        understanding=Understanding(intents, config.listening.wake_phrase),
        grammars=listening_graphs(intents, config.listening.wake_phrase),
        meanings=_meanings(config.language),
    )


@cache
def _meanings(language: str) -> Mapping[str, str]:
    file = read_sentences(belonging(f"intents/{language}/sentences.yaml"))
    return {name: intent.meaning for name, intent in file.intents.items()}


def _sayable(config: Config) -> object:
    """Return all in the settings that decides what can be said."""
    things: list[Stretch | Routine] = [*config.stretches.values(), *config.routines.values()]
    names = [(thing.id, thing.name, thing.also, thing.sounds_like) for thing in things]
    return config.language, config.listening.wake_phrase, names, config.room_names
