"""Finite sets of sentences as automata that share all they have in common, and are therefore always minimal."""

from collections import defaultdict, deque
from collections.abc import Iterable

from voiceskill.hearing.word_graph import Arc, WordGraph

NOTHING = 0
"""The set without a sentence."""
END = 1
"""The set of the empty sentence alone."""


class SentenceSets:
    """Sets of sentences, each known by its number; equal sets have the same number.

    A set is a node: whether the empty sentence belongs to it, and for each first word the set of what may follow.
    Nodes are registered by that content, from their ends backwards, so that two with the same content are never made:
    the register of states of Daciuk, Mihov, Watson and Watson, "Incremental Construction of Minimal Acyclic
    Finite-State Automata", Computational Linguistics 26 (2000).
    """

    def __init__(self) -> None:
        self._nodes: list[tuple[bool, tuple[tuple[str, int], ...]]] = []
        self._numbers: dict[tuple[bool, tuple[tuple[str, int], ...]], int] = {}
        self._unions: dict[frozenset[int], int] = {}
        self._register(empty=False, follows={})
        self._register(empty=True, follows={})

    def word_before(self, word: str, rest: int) -> int:
        """Return the sentences of a set, each with a word put before it."""
        return self._register(empty=False, follows={word: rest}) if rest != NOTHING else NOTHING

    def union(self, sets: Iterable[int]) -> int:
        """Return the set of all sentences of the sets."""
        members = frozenset(sets) - {NOTHING}
        if not members:
            return NOTHING
        if len(members) == 1:
            return next(iter(members))
        if members not in self._unions:
            follows: defaultdict[str, set[int]] = defaultdict(set)
            for member in members:
                for word, rest in self._nodes[member][1]:
                    follows[word].add(rest)
            self._unions[members] = self._register(
                empty=any(self._nodes[member][0] for member in members),
                follows={word: self.union(rests) for word, rests in follows.items()},
            )
        return self._unions[members]

    def graph(self, start: int) -> WordGraph:
        """Return a set as a word graph, its states numbered breadth first, words in their order.

        The empty sentence is left out: silence asks for nothing.
        """
        states = {start: 0}
        arcs = []
        reached = deque([start])
        while reached:
            node = reached.popleft()
            for word, target in self._nodes[node][1]:
                if target not in states:
                    states[target] = len(states)
                    reached.append(target)
                arcs.append(Arc(states[node], states[target], word))
        return WordGraph(
            tuple(arcs), frozenset(state for node, state in states.items() if state and self._nodes[node][0])
        )

    def _register(self, *, empty: bool, follows: dict[str, int]) -> int:
        node = (empty, tuple(sorted(follows.items())))
        if node not in self._numbers:
            self._numbers[node] = len(self._nodes)
            self._nodes.append(node)
        return self._numbers[node]
