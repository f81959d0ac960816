"""What is said means one thing, and there are several ways to say each."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pocketsphinx
import pytest
from hassil.expression import Sentence
from hassil.intents import Intent, IntentData, Intents, SlotList, TextSlotList
from hassil.parse_expression import parse_sentence
from hassil.sample import sample_sentence
from understanding_material import a_routine, a_stretch, all_sentences, arcs_by_source, shipped_intents

from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.understanding.grammar import compile_graph
from voiceskill.understanding.sentences import blocks, load_sentences

Phones = tuple[str, ...]

LONGEST = 14
"""Sounds above which a sentence has enough that is different."""
NEAR_BY_NEED = {
    frozenset({"switch sides", "which side"}),
    frozenset({"switch sides now", "which side now"}),
    frozenset({"start a routine", "stop the routine"}),
    frozenset({"start a session", "stop the session"}),
}
"""Sentences that sound alike, and that people say all the same."""


def test_no_shipped_sentence_has_two_meanings_in_a_state() -> None:
    intents = shipped_intents()
    graphs: defaultdict[str, list[tuple[set[State], WordGraph]]] = defaultdict(list)
    for name, block in blocks(intents, None):
        graphs[f"{name} {block.slots}"].append((states_of(block), graph_of(intents, name, block)))
    for (one, ones), (other, others) in itertools.combinations(graphs.items(), 2):
        for (states, graph), (other_states, other_graph) in itertools.product(ones, others):
            shared = common_sentence(graph, other_graph) if states & other_states else None
            assert shared is None, f'"{shared}" is {one} and {other}'


def test_a_sentence_of_two_graphs_is_found() -> None:
    intents = shipped_intents()
    (stop, *_), (go_on, *_) = (intents.intents[name].data for name in ("stop", "go_on"))
    graph = graph_of(intents, "stop", stop)
    assert common_sentence(graph, graph) in set(all_sentences(graph))
    assert common_sentence(graph, graph_of(intents, "go_on", go_on)) is None


def test_different_commands_do_not_sound_alike() -> None:
    spoken = core_sentences()
    decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
    alike: defaultdict[Phones, set[tuple[str, str]]] = defaultdict(set)
    phones: dict[str, Phones] = {}
    for intent, sentence in spoken:
        sounds = [decoder.lookup_word(word) for word in sentence.split()]
        if all(sounds) and len(" ".join(sounds).split()) <= LONGEST:
            phones[sentence] = tuple(" ".join(sounds).split())
            for shortened in with_two_left_out(phones[sentence]):
                alike[shortened].add((intent, sentence))
    # Where two differ in at most two sounds, leaving out two of each makes them equal.
    near = {
        frozenset({one, other})
        for neighbours in alike.values()
        for (intent, one), (rival, other) in itertools.combinations(neighbours, 2)
        if intent != rival and spoken[intent, one] & spoken[rival, other] and is_near(phones[one], phones[other])
    }
    assert near - NEAR_BY_NEED == set()


@pytest.mark.parametrize("name", [name for name in shipped_intents().intents if name != "own_voice"])
def test_each_command_can_be_said_in_eight_ways(name: str) -> None:
    intents = with_few_values(shipped_intents())
    ways = {
        " ".join(sentence.split())
        for block in intents.intents[name].data
        for template in block.sentences
        for sentence in itertools.islice(sample(intents, template), 8)
    }
    assert len(ways) >= 8, ways


def test_what_the_coach_says_himself_is_known_and_means_nothing() -> None:
    graph = compile_graph(shipped_intents(), None)
    for line in (
        "and release",
        "get ready two of three",
        "hold for thirty seconds",
        "if it does say that hurts",
        "now the left side",
        "paused say go on when you want to go on",
        "ten seconds of rest left",
        "the left side first",
        "this is the last one",
        "say yes no or stop",
        "we end here rest and see a doctor if the pain stays",
    ):
        assert graph.accepts(line.split()), line


def states_of(block: IntentData) -> set[State]:
    """Return the states in which a block makes sense."""
    return {State(state) for state in block.requires_context.get("state", State)}


def graph_of(intents: Intents, name: str, block: IntentData) -> WordGraph:
    """Return the sentences of one block."""
    return compile_graph(replace(intents, intents={name: Intent(name, [block])}), None)


def common_sentence(one: WordGraph, other: WordGraph) -> str | None:
    """Return a sentence that both graphs accept, if there is one."""
    follows, other_follows = arcs_by_source(one), arcs_by_source(other)
    ahead: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    seen = set()
    while ahead:
        state, other_state, words = ahead.pop()
        if state in one.finals and other_state in other.finals:
            return " ".join(words)
        if (state, other_state) not in seen:
            seen.add((state, other_state))
            steps, other_steps = follows.get(state, {}), other_follows.get(other_state, {})
            ahead += [(steps[word], other_steps[word], (*words, word)) for word in steps.keys() & other_steps.keys()]
    return None


def with_few_values(intents: Intents) -> Intents:
    """Return the templates with two values for each slot, and one polite beginning in place of all."""
    few: dict[str, SlotList] = {
        name: TextSlotList(name, values.values[:40:20] if len(values.values) > 40 else values.values)
        for name, values in intents.slot_lists.items()
        if isinstance(values, TextSlotList)
    }
    rules = intents.expansion_rules | {
        "ask": parse_sentence("please"),
        "begin": parse_sentence("(start|do)"),
        "do": parse_sentence("do"),
    }
    return replace(intents, slot_lists=few, expansion_rules=rules)


def sample(intents: Intents, template: Sentence) -> Iterable[str]:
    """Return the sentences of a template."""
    return sample_sentence(template, intents.slot_lists, intents.expansion_rules)


def core_sentences() -> dict[tuple[str, str], set[State]]:
    """Return the states for each intent and sentence, without words of politeness, and with hardly any numbers."""
    path = belonging("intents/en/sentences.yaml")
    # Names that sound like nothing else: what the settings call things is for those who write them.
    stretches, routines = [a_stretch("x", "archipelago stretch")], [a_routine("y", "university routine")]
    intents = with_few_values(load_sentences(path, stretches=stretches, routines=routines))
    spoken: defaultdict[tuple[str, str], set[State]] = defaultdict(set)
    for intent, block in blocks(intents, None):
        for template in block.sentences:
            for sentence in sample(intents, template):
                core = " ".join(word for word in sentence.split() if word != "please")
                spoken[intent, core] |= states_of(block)
    return spoken


def with_two_left_out(phones: Phones) -> Iterator[Phones]:
    """Yield a sequence with up to two of its sounds left out, in all ways."""
    for left_out in range(3):
        for places in itertools.combinations(range(len(phones)), left_out):
            yield tuple(phone for place, phone in enumerate(phones) if place not in places)


def is_near(one: Phones, other: Phones) -> bool:
    """Say whether at most two sounds differ, and at most a quarter of all."""
    row = list(range(len(other) + 1))
    for place, phone in enumerate(one, 1):
        above, row = row, [place]
        for column, rival in enumerate(other, 1):
            row.append(min(row[-1] + 1, above[column] + 1, above[column - 1] + (phone != rival)))
    return row[-1] <= 2 and row[-1] * 4 <= max(len(one), len(other))
