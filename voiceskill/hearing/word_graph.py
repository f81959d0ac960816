"""The sentences that may be said, as a graph of words: the one form that all recognisers take."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arc:
    """One word leading from one state to another."""

    source: int
    """State that the word leaves."""
    target: int
    """State that the word reaches."""
    word: str
    """Lower-case spelling."""


@dataclass(frozen=True, slots=True)
class WordGraph:
    """A deterministic, minimal, acyclic graph. State 0 is the start; a sentence is a path from it to a final state."""

    arcs: tuple[Arc, ...]
    """All words, in the order of their source states."""
    finals: frozenset[int]
    """States in which a sentence may end."""

    @property
    def states(self) -> int:
        """Number of states."""
        return 1 + max((max(arc.source, arc.target) for arc in self.arcs), default=0)

    @property
    def words(self) -> frozenset[str]:
        """All words that some sentence uses."""
        return frozenset(arc.word for arc in self.arcs)

    def leaving(self) -> Mapping[int, Sequence[Arc]]:
        """Return the arcs by the state that they leave; states without any give an empty list."""
        arcs: defaultdict[int, list[Arc]] = defaultdict(list)
        for arc in self.arcs:
            arcs[arc.source].append(arc)
        return arcs

    def accepts(self, words: Sequence[str]) -> bool:
        """Say whether the words are one whole sentence."""
        steps = {(arc.source, arc.word): arc.target for arc in self.arcs}
        state: int | None = 0
        for word in words:
            state = steps.get((state, word)) if state is not None else None
        return state in self.finals

    def without(self, words: Collection[str]) -> "WordGraph":
        """Return the graph of the sentences that use none of the words; its states keep their numbers."""
        kept = [arc for arc in self.arcs if arc.word not in words]
        reached = _reachable({0}, ((arc.source, arc.target) for arc in kept))
        useful = reached & _reachable(self.finals, ((arc.target, arc.source) for arc in kept))
        return WordGraph(
            arcs=tuple(arc for arc in kept if arc.source in useful and arc.target in useful),
            finals=self.finals & reached,
        )


def _reachable(starts: Collection[int], steps: Iterable[tuple[int, int]]) -> frozenset[int]:
    neighbours: defaultdict[int, list[int]] = defaultdict(list)
    for here, there in steps:
        neighbours[here].append(there)
    seen = set(starts)
    ahead = deque(starts)
    while ahead:
        for state in neighbours[ahead.popleft()]:
            if state not in seen:
                seen.add(state)
                ahead.append(state)
    return frozenset(seen)
