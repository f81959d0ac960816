"""From a sentence and a state to a command."""

import itertools
import statistics
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from understanding_material import a_routine, a_stretch, all_sentences, arcs_by_source, shipped_intents

from voiceskill.belongings import belonging
from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.understanding.grammar import compile_graph
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.sentences import load_sentences
from voiceskill.understanding.spelling import speakable

SESSION = frozenset(State) - {State.IDLE, State.CHOOSING, State.ASKING, State.RATING}
MOVING = SESSION - {State.PAUSED, State.HURT}
WAITING = SESSION - {State.HOLDING}


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Understands all that can be said to the program as it is delivered."""
    return Understanding(shipped_intents())


@pytest.mark.parametrize(
    ("said", "state", "command"),
    [
        ("start child's pose", State.IDLE, Command("start", {"stretch": "child_pose"})),
        ("please do the child pose", State.HOLDING, Command("start", {"stretch": "child_pose"})),
        ("start the back routine", State.IDLE, Command("start", {"routine": "back"})),
        ("start back routine", State.IDLE, Command("start", {"routine": "back"})),
        ("let's do the short routine", State.HURT, Command("start", {"routine": "short"})),
        (
            "start one knee to chest for forty seconds",
            State.IDLE,
            Command("start", {"stretch": "one_knee_to_chest", "seconds": 40}),
        ),
        ("start child's pose with a partner", State.IDLE, Command("start", {"stretch": "child_pose", "partner": 1})),
        ("start", State.IDLE, Command("start")),
        ("the back routine", State.CHOOSING, Command("start", {"routine": "back"})),
        ("knees to chest please", State.CHOOSING, Command("start", {"stretch": "both_knees_to_chest"})),
        ("stop", State.HOLDING, Command("stop")),
        ("that hurts", State.EXPLAINING, Command("hurt")),
        ("i'm ready", State.POSITIONING, Command("ready")),
        ("wait a minute", State.HOLDING, Command("pause")),
        ("carry on", State.PAUSED, Command("go_on")),
        ("skip this one", State.RESTING, Command("next")),
        ("back", State.HOLDING, Command("back")),
        ("do it again", State.IDLE, Command("again")),
        ("once more", State.IDLE, Command("again")),
        ("once more", State.HOLDING, Command("more_repetitions", {"count": 1})),
        ("how long left", State.HOLDING, Command("time_left")),
        ("how much time is left", State.HOLDING, Command("time_left")),
        ("how many left", State.RESTING, Command("count_left")),
        ("which side", State.CHANGING_SIDES, Command("which_side")),
        ("hold for forty five seconds", State.POSITIONING, Command("hold_for", {"seconds": 45})),
        ("hold it for a minute and a half", State.HOLDING, Command("hold_for", {"seconds": 90})),
        ("make it half a minute", State.HOLDING, Command("hold_for", {"seconds": 30})),
        ("hold for two minutes", State.HOLDING, Command("hold_for", {"seconds": 120})),
        ("hold for three hundred seconds", State.HOLDING, Command("hold_for", {"seconds": 300})),
        ("ten more seconds", State.HOLDING, Command("more_seconds", {"seconds": 10})),
        ("another minute", State.HOLDING, Command("more_seconds", {"seconds": 60})),
        ("half a minute longer", State.HOLDING, Command("more_seconds", {"seconds": 30})),
        ("one more", State.HOLDING, Command("more_repetitions", {"count": 1})),
        ("two more times", State.RESTING, Command("more_repetitions", {"count": 2})),
        ("one less", State.RESTING, Command("fewer_repetitions", {"count": 1})),
        ("describe child's pose", State.IDLE, Command("describe", {"stretch": "child_pose"})),
        ("describe it", State.PAUSED, Command("describe")),
        ("yes", State.POSITIONING, Command("yes")),
        ("no thanks", State.HURT, Command("no")),
        ("what can i say", State.IDLE, Command("help")),
        ("speak up", State.HOLDING, Command("louder")),
        ("it's a sharp pain", State.HOLDING, Command("hurt", {"pain": "serious"})),
        ("the pain shoots down my leg", State.IDLE, Command("hurt", {"pain": "serious"})),
        ("my foot is numb", State.PAUSED, Command("hurt", {"pain": "serious"})),
        ("pins and needles", State.HOLDING, Command("hurt", {"pain": "serious"})),
        ("it tingles", State.HOLDING, Command("hurt", {"pain": "serious"})),
        ("make it easier", State.POSITIONING, Command("easier")),
        ("is there an easier way", State.HOLDING, Command("easier")),
        ("leave out the child pose today", State.RESTING, Command("skip_stretch", {"stretch": "child_pose"})),
        ("no child's pose today", State.RESTING, Command("skip_stretch", {"stretch": "child_pose"})),
        (
            "start the back routine without the child's pose",
            State.IDLE,
            Command("start", {"routine": "back", "without": "child_pose"}),
        ),
        ("the back routine in five minutes", State.IDLE, Command("start", {"routine": "back", "minutes": 5})),
        (
            "start the short routine but only five minutes",
            State.HOLDING,
            Command("start", {"routine": "short", "minutes": 5}),
        ),
        ("only five minutes today", State.IDLE, Command("fit_time", {"minutes": 5})),
        ("i only have half an hour", State.IDLE, Command("fit_time", {"minutes": 30})),
        ("something short", State.IDLE, Command("fit_time", {"minutes": 5})),
        ("only five more minutes", State.HOLDING, Command("fit_time", {"minutes": 5})),
        ("right leg first", State.EXPLAINING, Command("side_first", {"side": "right"})),
        ("start with the left side", State.EXPLAINING, Command("side_first", {"side": "left"})),
        ("change sides", State.HOLDING, Command("other_side")),
        ("do it twice more", State.HOLDING, Command("more_repetitions", {"count": 2})),
        ("three more times", State.HOLDING, Command("more_repetitions", {"count": 3})),
        ("make it twenty", State.HOLDING, Command("hold_for", {"seconds": 20})),
        ("hold for a hundred seconds", State.HOLDING, Command("hold_for", {"seconds": 100})),
        ("hold for a hundred and twenty seconds", State.HOLDING, Command("hold_for", {"seconds": 120})),
        ("hold for one hundred and twenty seconds", State.HOLDING, Command("hold_for", {"seconds": 120})),
        ("a little longer", State.HOLDING, Command("more_seconds", {"seconds": 10})),
        ("a bit shorter", State.HOLDING, Command("shorter")),
        ("back to the last one", State.HOLDING, Command("back")),
        ("the last one again", State.HOLDING, Command("back")),
        ("what comes next", State.HOLDING, Command("whats_next")),
        ("how much longer does it take in all", State.HOLDING, Command("length")),
        ("how long is the back routine", State.IDLE, Command("length", {"routine": "back"})),
        ("same as yesterday", State.IDLE, Command("same_again", {"day": "yesterday"})),
        ("the same as last time", State.ASKING, Command("same_again")),
        ("what did you say", State.CHOOSING, Command("repeat_words")),
        ("talk less", State.HOLDING, Command("skip_talking")),
        ("explain everything", State.IDLE, Command("talk_more")),
        ("no talking", State.IDLE, Command("only_chimes")),
        ("count breaths", State.IDLE, Command("count_breaths")),
        ("count the seconds again", State.IDLE, Command("count_seconds")),
        ("four", State.RATING, Command("rate", {"rating": 4})),
        ("it's a four", State.RATING, Command("rate", {"rating": 4})),
        ("about three", State.RATING, Command("rate", {"rating": 3})),
        ("nought", State.RATING, Command("rate", {"rating": 0})),
        ("zero", State.RATING, Command("rate", {"rating": 0})),
        ("no pain", State.RATING, Command("rate", {"rating": 0})),
        ("skip", State.RATING, Command("no")),
        ("later", State.ASKING, Command("later", {"minutes": 30})),
        ("remind me in an hour", State.ASKING, Command("later", {"minutes": 60})),
        ("in ten minutes", State.ASKING, Command("later", {"minutes": 10})),
        ("not now", State.ASKING, Command("not_today")),
        ("not now", State.HURT, Command("no")),
        ("i'm okay", State.HURT, Command("fine")),
    ],
)
def test_sentences_are_understood(understanding: Understanding, said: str, state: State, command: Command) -> None:
    assert understanding.interpret(said, state) == command


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("Ten more seconds!", Command("more_seconds", {"seconds": 10})),
        ("hold for 45 seconds", Command("hold_for", {"seconds": 45})),
        ("  STOP.  ", Command("stop")),
        ("Start Child’s Pose, please", Command("start", {"stretch": "child_pose"})),  # noqa: RUF001 - it is typed so
        ("hold for twenty-one seconds", Command("hold_for", {"seconds": 21})),
        ("hold for 120 seconds", Command("hold_for", {"seconds": 120})),
        ("2 more", Command("more_repetitions", {"count": 2})),
        ("That hurts!!!", Command("hurt")),
    ],
)
def test_typed_lines_are_understood(understanding: Understanding, typed: str, command: Command) -> None:
    assert understanding.interpret(typed, State.HOLDING) == command


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "...",
        "stopit",
        "stop the",
        "the stop",
        "please stop everything now or else",
        "start",
        "ten more",
        "hold for 301 seconds",
    ],
)
def test_only_whole_sentences_count(understanding: Understanding, said: str) -> None:
    assert understanding.interpret(said, State.CHOOSING) is None


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ("stop", frozenset(State)),
        ("that hurts", frozenset(State)),
        ("start child's pose", frozenset(State)),
        ("list the stretches", frozenset(State)),
        ("help", frozenset(State)),
        ("louder", frozenset(State)),
        ("quieter", frozenset(State)),
        ("slower", frozenset(State)),
        ("faster", frozenset(State)),
        ("describe child's pose", frozenset(State)),
        ("start", frozenset({State.IDLE})),
        ("child's pose", frozenset({State.CHOOSING})),
        ("ready", WAITING),
        ("pause", MOVING),
        ("go on", WAITING | {State.ASKING}),
        ("next", SESSION),
        ("go back", SESSION),
        ("again", SESSION | {State.IDLE}),
        ("how long left", SESSION),
        ("how many left", SESSION),
        ("which side", SESSION),
        ("hold for ten seconds", SESSION),
        ("ten more seconds", SESSION),
        ("two more", SESSION),
        ("two repetitions less", SESSION),
        ("describe it", SESSION),
        ("yes", frozenset({State.CHOOSING, State.HURT, State.PAUSED, State.POSITIONING, State.ASKING})),
        ("no", frozenset({State.CHOOSING, State.HURT, State.PAUSED, State.ASKING, State.RATING})),
        ("it shoots into my leg", frozenset(State)),
        ("start the back routine without child's pose", frozenset(State)),
        ("the back routine in five minutes", frozenset({State.IDLE, State.CHOOSING})),
        ("the short one", frozenset({State.CHOOSING})),
        ("something easier", SESSION),
        ("skip the child's pose", SESSION),
        ("without child's pose today", SESSION),
        ("something short", frozenset({State.IDLE})),
        ("i have ten minutes", SESSION | {State.IDLE}),
        ("only five more minutes", SESSION),
        ("left side first", SESSION),
        ("the other side", SESSION),
        ("shorter", SESSION),
        ("what's next", SESSION),
        ("how long does it take", SESSION),
        ("how long is the back routine", frozenset(State)),
        ("same as yesterday", frozenset({State.IDLE, State.ASKING})),
        ("the usual", frozenset({State.IDLE, State.ASKING})),
        ("say that again", frozenset(State)),
        ("skip the talking", frozenset(State)),
        ("talk more", frozenset(State)),
        ("only chimes", frozenset(State)),
        ("count my breaths", frozenset(State)),
        ("count seconds", frozenset(State)),
        ("i'm fine", SESSION),
        ("four out of ten", frozenset({State.RATING})),
        ("i don't know", frozenset({State.RATING})),
        ("in half an hour", frozenset({State.ASKING})),
        ("not today", frozenset({State.ASKING})),
        ("stop talking", frozenset()),
        ("how is your back", frozenset()),
    ],
)
def test_sentences_are_understood_where_they_make_sense(
    understanding: Understanding, said: str, states: frozenset[State]
) -> None:
    assert {state for state in State if understanding.interpret(said, state)} == states


def test_the_longer_name_is_meant() -> None:
    stretches = [a_stretch("back", "back"), a_stretch("lower", "back now")]
    intents = load_sentences(belonging("intents/en/sentences.yaml"), stretches=stretches)
    command = Understanding(intents).interpret("start back now", State.IDLE)
    assert command is not None
    assert command.slots["stretch"] == "lower"


def test_a_name_takes_no_command_away() -> None:
    path = belonging("intents/en/sentences.yaml")
    intents = load_sentences(path, stretches=[a_stretch("x", "stop")], routines=[a_routine("y", "ouch")])
    assert Understanding(intents).interpret("stop", State.CHOOSING) == Command("stop")
    assert Understanding(intents).interpret("ouch", State.CHOOSING) == Command("hurt")


def test_urgent_sentences_are_the_stops_and_the_pains(understanding: Understanding) -> None:
    urgent = understanding.urgent_sentences()
    assert {"stop", "please stop", "that hurts", "ouch", "that's enough", "my back hurts"} <= urgent
    assert {"a sharp pain in my back", "i feel numb", "my leg is tingling"} <= urgent
    assert len(urgent) < 1000
    for state in State:
        intents = {command.intent for said in urgent if (command := understanding.interpret(said, state))}
        assert intents == {"stop", "hurt"}


def test_no_urgent_sentence_begins_another_command(understanding: Understanding) -> None:
    intents = shipped_intents()
    calm = {
        name: replace(intent, data=[block for block in intent.data if not (block.metadata or {}).get("urgent")])
        for name, intent in intents.intents.items()
    }
    follows = arcs_by_source(compile_graph(replace(intents, intents=calm), None))
    for said in understanding.urgent_sentences():
        node: int | None = 0
        for word in said.split():
            node = None if node is None else follows.get(node, {}).get(word)
        assert node is None, f'"{said}" begins another command'


def test_examples_are_understood_in_their_states(understanding: Understanding) -> None:
    for state in State:
        examples = understanding.examples(state)
        assert len(examples) == len(set(examples)) > 9
        assert [example for example in examples if not understanding.interpret(example, state)] == []
    assert understanding.examples(State.IDLE)[:4] == (
        "stop",
        "that hurts",
        "start both knees to chest",
        "start the back routine",
    )


def test_examples_of_what_there_is_none_of_are_left_out() -> None:
    understanding = Understanding(load_sentences(belonging("intents/en/sentences.yaml")))
    assert "start" in understanding.examples(State.IDLE)
    assert not [example for example in understanding.examples(State.IDLE) if example.startswith("start ")]


def test_a_sentence_is_understood_in_no_time(understanding: Understanding) -> None:
    took = []
    for said in itertools.islice(all_sentences(compile_graph(shipped_intents(), State.HOLDING)), 200):
        begun = time.process_time()
        understanding.interpret(said, State.HOLDING)
        took.append(time.process_time() - begun)
    assert statistics.median(took) < 0.015


@settings(deadline=None, max_examples=200)
@given(st.text(), st.sampled_from(State))
def test_nothing_typed_upsets_it(text: str, state: State) -> None:
    Understanding(shipped_intents()).interpret(text, state)


@given(st.text())
def test_spelling_twice_changes_nothing(text: str) -> None:
    once = speakable(text, "en")
    assert speakable(once, "en") == once
    assert once == " ".join(once.split())
