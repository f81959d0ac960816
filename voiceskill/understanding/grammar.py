"""Compiles the sentence templates to the word graph that recognisers take."""

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    Sequence,
    TextChunk,
)
from hassil.intents import IntentData, Intents, TextSlotList

from voiceskill.coaching.state import State
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.understanding.sentence_sets import END, SentenceSets
from voiceskill.understanding.sentences import blocks
from voiceskill.understanding.spelling import speakable

_Tail = Mapping[str, int]
"""What may follow a place in a template: the letters up to the next space, and the set of sentences after it."""


_QUESTIONS = frozenset({State.CHOOSING, State.ASKING, State.RATING})
"""States in which the coach has asked something: only the answers are expected."""


def compile_graph(intents: Intents, state: State | None) -> WordGraph:
    """Return all sentences of the templates as a word graph.

    The graph accepts exactly what the templates describe: lower-case words, numbers spelt out. It is not made with
    `hassil.fst`, which keeps a placeholder for each list.

    Args:
        intents: The templates, as `load_sentences` gives them.
        state: What the coach is doing, to get only the sentences that make sense then; None for all.
    """
    return _graph(intents, (block for _, block in blocks(intents, state)))


def listening_graphs(intents: Intents, wake_phrase: str | None = None) -> Mapping[State, WordGraph]:
    """Return by state the sentences that are to be listened for, as word graphs.

    After a question these are its answers and what is understood at any time. The other states share one graph of all
    their sentences: what is said at the wrong time should be heard as what it is. Sentences that make sense at no time
    are always among them, to be told apart from the others; the same goes for those that lack the wake phrase.

    Args:
        intents: The templates, as `load_sentences` gives them.
        wake_phrase: What may be said alone, or before each sentence but after a question, such as ``hey coach``; None:
            nothing.
    """
    called = tuple(speakable(wake_phrase or "", intents.language).split())

    def understood_in(states: Collection[State], called: tuple[str, ...] = ()) -> WordGraph:
        wanted = frozenset(states)
        return _graph(
            intents,
            (
                block
                for _, block in blocks(intents, None)
                if not wanted.isdisjoint(block.requires_context.get("state") or State)
            ),
            called,
        )

    usual = understood_in(frozenset(State) - _QUESTIONS, called)
    return {state: understood_in({state}) if state in _QUESTIONS else usual for state in State}


def _graph(intents: Intents, chosen: Iterable[IntentData], called: tuple[str, ...] = ()) -> WordGraph:
    sets = SentenceSets()
    reader = _TemplateReader(sets, intents)
    templates = (template for block in chosen for template in block.sentences)
    usual = sets.union(reader.sentences(template.expression) for template in templates)
    if not called:
        return sets.graph(usual)
    after_call = sets.union((usual, END))
    for word in reversed(called):
        after_call = sets.word_before(word, after_call)
    return sets.graph(sets.union((usual, after_call)))


class _TemplateReader:
    """Reads templates from their ends backwards."""

    def __init__(self, sets: SentenceSets, intents: Intents) -> None:
        self._sets = sets
        self._intents = intents

    def sentences(self, template: Expression) -> int:
        """Return the set of the sentences that a template describes."""
        return self._at_space(self._before(template, {"": END}))

    def _before(self, expression: Expression, tail: _Tail) -> _Tail:
        """Return what an expression and, after it, the tail may be."""
        match expression:
            case TextChunk():
                return self._text_before(expression.text, tail)
            case Alternative():
                return self._any_of(self._before(item, tail) for item in expression.items)
            case Permutation():
                orders = itertools.permutations(expression.items)
                return self._any_of(self._before(Sequence(items=list(order)), tail) for order in orders)
            case Group():
                for item in reversed(expression.items):
                    tail = self._before(item, tail)
                return tail
            case ListReference():
                values = self._intents.slot_lists[expression.list_name]
                assert isinstance(values, TextSlotList), "load_sentences makes no others"  # noqa: S101 - narrows the type
                return self._any_of(self._before(value.text_in, tail) for value in values.values)
            case RuleReference():
                return self._before(self._intents.expansion_rules[expression.rule_name].expression, tail)
        raise NotImplementedError(f"hassil has templates of a new kind: {expression}")

    def _text_before(self, text: str, tail: _Tail) -> _Tail:
        for piece in reversed(re.findall(r"\s+|\S+", text.lower())):
            tail = (
                {"": self._at_space(tail)} if piece.isspace() else {piece + rest: then for rest, then in tail.items()}
            )
        return tail

    def _any_of(self, tails: Iterable[_Tail]) -> _Tail:
        merged: defaultdict[str, set[int]] = defaultdict(set)
        for tail in tails:
            for rest, then in tail.items():
                merged[rest].add(then)
        return {rest: self._sets.union(then) for rest, then in merged.items()}

    def _at_space(self, tail: _Tail) -> int:
        """Return the set of sentences of a tail with nothing but a space, or the sentence's start, before it."""
        return self._sets.union(self._sets.word_before(word, then) if word else then for word, then in tail.items())
