"""The word graph: its language is that of the templates, and it is small, deterministic and quick to make."""

import itertools
import random
import time

import pytest
from hassil.intents import Intents
from hassil.sample import sample_sentence
from hypothesis import given
from hypothesis import strategies as st
from understanding_material import a_stretch, all_sentences, arcs_by_source, shipped_intents, shipped_names

from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.hearing.word_graph import Arc, WordGraph
from voiceskill.understanding.grammar import compile_graph, listening_graphs
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.sentence_sets import END, NOTHING, SentenceSets
from voiceskill.understanding.sentences import blocks, load_sentences
from voiceskill.understanding.spelling import speakable

SMALL = """
language: en
intents:
  start:
    data:
    - sentences:
      - "[please] start [the] {stretch} [for (<time>|{minutes:seconds})]"
  more:
    data:
    - sentences:
      - "{seconds} more second[s]"
      - (right;[and] left;please)
      - "[I'm|we're]  ready[  now]"
  hurt:
    data:
    - sentences: ["un[happy|well]"]
      requires_context: {state: [hurt]}
expansion_rules:
  time: "{seconds} seconds"
lists:
  seconds: {range: {from: 95, to: 130, step: 5}}
  minutes: {values: [{in: "[a|one] minute", out: 60}, {in: half a minute, out: 30}]}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Intents:
    """Templates with everything that hassil's format has, small enough to enumerate."""
    path = tmp_path_factory.mktemp("small") / "sentences.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return load_sentences(path, stretches=[a_stretch("cat", "cat"), a_stretch("cow", "cow cat", also=("cow",))])


def sampled(intents: Intents, state: State | None) -> set[str]:
    """Return the sentences of the templates as hassil itself enumerates them."""
    return {
        speakable(sentence, intents.language)
        for _, block in blocks(intents, state)
        for template in block.sentences
        for sentence in sample_sentence(template, intents.slot_lists, intents.expansion_rules)
    }


@pytest.mark.parametrize("state", [None, State.IDLE, State.HURT])
def test_the_graph_accepts_what_the_templates_describe_and_nothing_else(small: Intents, state: State | None) -> None:
    assert set(all_sentences(compile_graph(small, state))) == sampled(small, state)


def test_each_sentence_of_the_graph_is_understood(small: Intents) -> None:
    understanding = Understanding(small)
    assert [
        said for said in all_sentences(compile_graph(small, None)) if not understanding.interpret(said, State.HURT)
    ] == []


def test_a_state_leaves_out_what_makes_no_sense_in_it(small: Intents) -> None:
    assert "unwell" in set(all_sentences(compile_graph(small, State.HURT)))
    assert "unwell" not in set(all_sentences(compile_graph(small, State.IDLE)))


def test_numbers_are_words_without_hyphens() -> None:
    words = compile_graph(shipped_intents(), None).words
    assert {"twenty", "one", "hundred"} <= words
    assert all(word.replace("'", "").isalpha() and word == word.lower() for word in words)


@pytest.mark.parametrize("state", [None, *State])
def test_the_graph_is_deterministic_minimal_and_numbered_in_order(state: State | None) -> None:
    graph = compile_graph(shipped_intents(), state)
    follows = arcs_by_source(graph)
    contents = {(state in graph.finals, tuple(sorted(follows.get(state, {}).items()))) for state in range(graph.states)}
    assert len(contents) == graph.states, "two states have the same future"
    assert all(follows.get(state) or state in graph.finals for state in range(graph.states)), "a state leads nowhere"
    assert 0 not in graph.finals
    assert [arc.source for arc in graph.arcs] == sorted(arc.source for arc in graph.arcs)
    reached = list(dict.fromkeys([0, *(arc.target for arc in graph.arcs)]))
    assert reached == list(range(graph.states))
    assert compile_graph(shipped_intents(), state) == graph


def test_it_is_made_quickly_with_many_names() -> None:
    adjectives, nouns = ("low", "high", "wide", "long", "slow"), ("bridge", "twist", "bow", "lunge", "roll", "fold")
    many = [a_stretch(f"{a}_{n}", f"{a} {n}") for a, n in itertools.product(adjectives, nouns)]
    begun = time.process_time()
    graph = compile_graph(load_sentences(belonging("intents/en/sentences.yaml"), stretches=many), None)
    assert time.process_time() - begun < 1
    assert graph.states < 1500


def test_random_sentences_of_the_shipped_graph_are_understood() -> None:
    understanding = Understanding(shipped_intents())
    chance = random.Random(1)  # noqa: S311 - it picks sentences, not secrets
    for state in State:
        graph = compile_graph(shipped_intents(), state)
        follows = arcs_by_source(graph)
        for _ in range(150):
            node, words = 0, list[str]()
            while node not in graph.finals or (follows.get(node) and chance.random() < 0.5):
                word, node = chance.choice(list(follows[node].items()))
                words.append(word)
            assert understanding.interpret(" ".join(words), state), (" ".join(words), state)


def test_a_file_without_names_has_no_sentences_with_names() -> None:
    words = compile_graph(load_sentences(belonging("intents/en/sentences.yaml")), None).words
    assert "pose" not in words
    assert "partner" not in words
    assert shipped_names()[0][0].name.split()[0] in compile_graph(shipped_intents(), None).words


def test_an_empty_sentence_is_none() -> None:
    sets = SentenceSets()
    assert sets.graph(sets.union([END, sets.word_before("yes", END)])) == WordGraph((Arc(0, 1, "yes"),), frozenset({1}))
    assert sets.graph(END) == sets.graph(NOTHING) == WordGraph((), frozenset())


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(tuple), max_size=12))
def test_any_set_of_sentences_becomes_a_graph_of_just_these(sentences: list[tuple[str, ...]]) -> None:
    sets = SentenceSets()

    def chain(words: tuple[str, ...]) -> int:
        return sets.word_before(words[0], chain(words[1:])) if words else END

    chosen = sets.union([chain(words) for words in sentences])
    assert sorted(all_sentences(sets.graph(chosen))) == sorted({" ".join(words) for words in sentences})
    in_another_order = NOTHING
    for words in reversed(sentences):
        in_another_order = sets.union([in_another_order, chain(words)])
    assert in_another_order == chosen


def test_after_a_question_its_answers_are_listened_for_and_at_other_times_all_else() -> None:
    graphs = listening_graphs(shipped_intents())
    choosing, holding = graphs[State.CHOOSING], graphs[State.HOLDING]
    assert graphs[State.IDLE] is holding, "made once, and no work when the state changes"
    assert choosing.accepts(["pelvic", "tilt"])
    assert not choosing.accepts(["ten", "more", "seconds"])
    assert holding.accepts(["ten", "more", "seconds"])
    assert holding.accepts(["same", "as", "yesterday"]), "makes sense when idle, so it is heard as what it is"
    assert not holding.accepts(["not", "today"])
    for graph in (choosing, holding):
        assert graph.accepts(["stop"])
        assert graph.accepts(["and", "release"]), "what the coach says himself"
