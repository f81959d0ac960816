"""The graph of words and the phrases that cover it."""

import itertools

from hearing_material import graph_of
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.hearing.phrases import covering_phrases
from voiceskill.hearing.word_graph import Arc, WordGraph

WORDS = st.sampled_from(["one", "two", "more", "go", "on", "stop"])
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=8, unique=True)


def pairs(sentences: list[str]) -> set[tuple[str, str]]:
    """Return all pairs of neighbours, with "" beyond the ends."""
    found = set()
    for sentence in sentences:
        words = ["", *sentence.split(), ""]
        found |= set(itertools.pairwise(words))
    return found


@given(SENTENCES, st.lists(WORDS, max_size=4))
def test_accepts_its_sentences_and_nothing_else(sentences: list[str], words: list[str]) -> None:
    graph = graph_of(sentences)
    assert all(graph.accepts(sentence.split()) for sentence in sentences)
    assert graph.accepts(words) == (" ".join(words) in sentences)


@given(SENTENCES, WORDS)
def test_without_a_word_keeps_exactly_the_other_sentences(sentences: list[str], word: str) -> None:
    graph = graph_of(sentences).without({word})
    kept = [sentence for sentence in sentences if word not in sentence.split()]
    assert all(graph.accepts(sentence.split()) == (sentence in kept) for sentence in sentences)
    assert graph.words == {each for sentence in kept for each in sentence.split()}


@given(SENTENCES)
def test_phrases_are_sentences_and_cover_every_pair(sentences: list[str]) -> None:
    graph = graph_of(sentences)
    phrases = covering_phrases(graph)
    assert set(phrases) <= set(sentences)
    assert pairs(phrases) == pairs(sentences)


def test_a_graph_with_very_many_sentences_needs_few_phrases() -> None:
    digits = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    arcs = tuple(Arc(place, place + 1, digit) for place in range(6) for digit in digits)
    graph = WordGraph(arcs, frozenset({6}))
    phrases = covering_phrases(graph)
    assert len(phrases) <= 99
    assert all(graph.accepts(phrase.split()) for phrase in phrases)


def test_an_empty_graph_has_no_sentence() -> None:
    graph = WordGraph((), frozenset())
    assert not graph.accepts([])
    assert not graph.accepts(["stop"])
    assert covering_phrases(graph) == []
