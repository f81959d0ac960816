"""What is listened for in the sound that other programs send."""

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from voiceskill.hearing.word_graph import WordGraph
from voiceskill.mat import Mat
from voiceskill.understanding.sentence_sets import END, NOTHING, SentenceSets
from voiceskill.understanding.spelling import speakable
from voiceskill.wyoming.rooms import BEFORE_A_ROOM


class Sayable:
    """Knows all sentences that the rooms listen for at the moment, each with the name of a room after it or without."""

    def __init__(self, mats: Callable[[], Mapping[str, Mat]]) -> None:
        """Take the rooms, as they are whenever somebody asks."""
        self._mats = mats
        self._making = threading.Lock()
        self._made_of: tuple[tuple[WordGraph, ...], tuple[str, ...]] | None = None
        self._made = WordGraph((), frozenset())

    def graph(self) -> WordGraph:
        """Return them as a word graph, the same one as before where nothing has changed. Any thread may call this.

        Takes a fiftieth of a second where something has, besides what the recogniser needs to get used to it.
        """
        mats = tuple(self._mats().values())
        heard = {id(graph): graph for graph in map(_listened_for, mats)}
        made_of = tuple(heard.values()), tuple(phrase for mat in mats for phrase in _phrases(mat))
        with self._making:
            if self._made_of is None or not _same(self._made_of, made_of):
                self._made_of, self._made = made_of, _joined(*made_of)
            return self._made


def _listened_for(mat: Mat) -> WordGraph:
    return mat.repertoire().grammars[mat.live.latest.content.state]


def _phrases(mat: Mat) -> Sequence[str]:
    """Return how a room is named after a sentence."""
    language = mat.repertoire().config.language
    name = speakable(mat.name, language)
    return [f"{before} {name}".lstrip() for before in BEFORE_A_ROOM.get(language, ("",))] if name else []


def _same(
    one: tuple[tuple[WordGraph, ...], tuple[str, ...]], other: tuple[tuple[WordGraph, ...], tuple[str, ...]]
) -> bool:
    """Return whether graph by graph it is the very same; to compare their words would take longer than is saved."""
    return one[1] == other[1] and [*map(id, one[0])] == [*map(id, other[0])]


def _joined(graphs: Sequence[WordGraph], phrases: Sequence[str]) -> WordGraph:
    """Return the sentences of all graphs, each alone and with each of the phrases after it."""
    if len(graphs) == 1 and not phrases:
        return graphs[0]
    sets = SentenceSets()
    ending = sets.union([END, *(_phrase(sets, phrase) for phrase in phrases)])
    return sets.graph(sets.union(_sentences(sets, graph, ending) for graph in graphs))


def _phrase(sets: SentenceSets, phrase: str) -> int:
    rest = END
    for word in reversed(phrase.split()):
        rest = sets.word_before(word, rest)
    return rest


def _sentences(sets: SentenceSets, graph: WordGraph, ending: int) -> int:
    """Return the set of a graph's sentences, each followed by one of another set."""
    leaving = graph.leaving()

    @cache
    def following(state: int) -> int:
        paths = [sets.word_before(arc.word, following(arc.target)) for arc in leaving[state]]
        return sets.union([*paths, ending if state in graph.finals else NOTHING])

    return following(0)
