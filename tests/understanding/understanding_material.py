"""What the tests of understanding work on: the shipped sentences and names, and small things of their own."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from hassil.intents import Intents
from ruamel.yaml import YAML

from voiceskill.belongings import belonging
from voiceskill.coaching.stretch import Routine, Step, Stretch
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.understanding.sentences import load_sentences


def a_stretch(identity: str, name: str, *, also: tuple[str, ...] = (), sounds_like: str | None = None) -> Stretch:
    """Return a stretch of which only the names matter."""
    return Stretch(id=identity, name=name, also=also, sounds_like=sounds_like, instructions=(), release="")


def a_routine(identity: str, name: str, *, also: tuple[str, ...] = (), sounds_like: str | None = None) -> Routine:
    """Return a routine of which only the names matter."""
    return Routine(id=identity, name=name, also=also, sounds_like=sounds_like, steps=(Step(stretch="any"),))


@cache
def shipped_names() -> tuple[tuple[Stretch, ...], tuple[Routine, ...]]:
    """Return the stretches and routines of the settings that the program starts with."""
    settings = YAML(typ="safe").load(belonging("config.yaml"))
    stretches = (
        a_stretch(key, it["name"], also=tuple(it.get("also", ()))) for key, it in settings["stretches"].items()
    )
    routines = (a_routine(key, it["name"], also=tuple(it.get("also", ()))) for key, it in settings["routines"].items())
    return tuple(stretches), tuple(routines)


@cache
def shipped_intents() -> Intents:
    """Return all that can be said to the program as it is delivered, in a house with more than one room."""
    stretches, routines = shipped_names()
    rooms = {"here": "the living room", "bedroom": "the bedroom"}
    return load_sentences(belonging("intents/en/sentences.yaml"), stretches=stretches, routines=routines, rooms=rooms)


def arcs_by_source(graph: WordGraph) -> dict[int, dict[str, int]]:
    """Return for each state of a graph the states that its words lead to."""
    follows: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for arc in graph.arcs:
        assert arc.word not in follows[arc.source], f"{arc} makes the graph ambiguous"
        follows[arc.source][arc.word] = arc.target
    return follows


def all_sentences(graph: WordGraph) -> Iterator[str]:
    """Yield every sentence of a graph."""
    follows = arcs_by_source(graph)
    paths: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while paths:
        state, words = paths.pop()
        if state in graph.finals:
            yield " ".join(words)
        paths.extend((target, (*words, word)) for word, target in follows.get(state, {}).items())
