"""Few phrases that say all of a word graph two words at a time: what recognisers with a bigram grammar are given."""

import itertools
from collections import deque

from voiceskill.hearing.word_graph import Arc, WordGraph


def covering_phrases(graph: WordGraph) -> list[str]:
    """Return sentences of the graph in which each word, and each pair of neighbouring words, occurs.

    The sentences themselves may be far more: all numbers from 1 to 300 in some sentence need a few dozen phrases.

    Args:
        graph: The sentences that may be said.

    Returns:
        Whole sentences of the graph, words separated by single spaces.
    """
    leaving = graph.leaving()
    way_in, way_out = _shortest_ways(graph)
    pairs: set[tuple[str, str]] = set()
    phrases = []

    def is_new(first: Arc, second: Arc) -> bool:
        return (first.word, second.word) not in pairs

    def lengthened(path: list[Arc]) -> list[Arc]:
        """Go on through pairs that are new, one after the other, then out by the shortest way."""
        while fresh := next((arc for arc in leaving[path[-1].target] if is_new(path[-1], arc)), None):
            pairs.add((path[-1].word, fresh.word))
            path.append(fresh)
        return path + way_out[path[-1].target]

    for arc in graph.arcs:
        following = [after for after in leaving[arc.target] if is_new(arc, after)]
        starts = arc.source == 0 and ("", arc.word) not in pairs
        ends = arc.target in graph.finals and (arc.word, "") not in pairs
        if ends or (starts and not following):
            path = [*way_in[arc.source], arc, *way_out[arc.target]]
            _note(path, pairs)
            phrases.append(path)
        for after in following:
            if is_new(arc, after):
                path = lengthened([*way_in[arc.source], arc, after])
                _note(path, pairs)
                phrases.append(path)
    return sorted({" ".join(arc.word for arc in path) for path in phrases})


def _note(path: list[Arc], pairs: set[tuple[str, str]]) -> None:
    words = ["", *(arc.word for arc in path), ""]
    pairs.update(itertools.pairwise(words))


def _shortest_ways(graph: WordGraph) -> tuple[dict[int, list[Arc]], dict[int, list[Arc]]]:
    """Return by state the shortest way to it from the start, and from it to an end of a sentence."""
    entering: dict[int, list[Arc]] = {}
    for arc in graph.arcs:
        entering.setdefault(arc.target, []).append(arc)
    leaving = graph.leaving()
    way_in: dict[int, list[Arc]] = {0: []}
    ahead = deque([0])
    while ahead:
        state = ahead.popleft()
        for arc in leaving[state]:
            if arc.target not in way_in:
                way_in[arc.target] = [*way_in[state], arc]
                ahead.append(arc.target)
    way_out: dict[int, list[Arc]] = {state: [] for state in graph.finals}
    ahead = deque(graph.finals)
    while ahead:
        state = ahead.popleft()
        for arc in entering.get(state, []):
            if arc.source not in way_out:
                way_out[arc.source] = [arc, *way_out[state]]
                ahead.append(arc.source)
    return way_in, way_out
