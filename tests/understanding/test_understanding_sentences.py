"""Files of sentences: what is filled in, and what is said about mistakes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from understanding_material import a_routine, a_stretch, all_sentences

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.understanding.grammar import compile_graph
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.sentences import blocks, load_sentences

Writer = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Writer:
    """Writes a file of sentences and returns its path."""

    def write(text: str) -> Path:
        path = tmp_path / "sentences.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


SMALL = """
language: en
names: {articles: [the], kinds: {stretch: stretch, routine: routine}}
intents:
  start:
    data:
    - sentences: ["start [the] ({stretch}|{routine})"]
"""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Child’s Pose", "start child's pose"),  # noqa: RUF001 - the curly apostrophe is the point
        ("one-leg bridge", "start one leg bridge"),
        ("90/90 (hips)!", "start the ninety ninety hips"),
        ("the cat", "start cat"),
        ("the cat", "start the cat"),
        ("cat", "start the cat stretch"),
        ("cat stretch", "start cat stretch"),
    ],
)
def test_a_name_is_said_as_people_say_it(written: Writer, name: str, said: str) -> None:
    understanding = Understanding(load_sentences(written(SMALL), stretches=[a_stretch("it", name)]))
    command = understanding.interpret(said, State.IDLE)
    assert command is not None
    assert command.slots == {"stretch": "it"}


def test_other_names_and_sounds_mean_the_same_thing(written: Writer) -> None:
    thing = a_stretch("pigeonx", "pigeonx", also=("the bird", "dove"), sounds_like="pidgin x")
    understanding = Understanding(load_sentences(written(SMALL), stretches=[thing]))
    for said in ("start pigeonx", "start bird", "start the dove stretch", "start pidgin x"):
        command = understanding.interpret(said, State.IDLE)
        assert command is not None, said
        assert command.slots == {"stretch": "pigeonx"}


def test_a_name_does_not_repeat_the_word_for_its_kind(written: Writer) -> None:
    intents = load_sentences(written(SMALL), stretches=[a_stretch("cat", "cat stretch")])
    assert set(all_sentences(compile_graph(intents, None))) == {"start cat stretch", "start the cat stretch"}


def test_the_word_for_a_kind_yields_to_another_things_name(written: Writer) -> None:
    things = [a_stretch("hip", "hip"), a_stretch("long_hip", "hip stretch")]
    command = Understanding(load_sentences(written(SMALL), stretches=things)).interpret("start hip stretch", State.IDLE)
    assert command is not None
    assert command.slots == {"stretch": "long_hip"}


def test_two_things_with_the_same_name_are_refused(written: Writer) -> None:
    with pytest.raises(Complaint, match='stretch cat and the routine pet are both called "old cat"'):
        load_sentences(
            written(SMALL), stretches=[a_stretch("cat", "Old-Cat")], routines=[a_routine("pet", "the old cat")]
        )


def test_a_name_that_several_things_share_stands_for_all_of_them(written: Writer) -> None:
    stretches = [
        a_stretch("both", "both knees to chest", also=("knee to chest", "hugs")),
        a_stretch("one", "one knee to chest", also=("the Knee-to-Chest",)),
        a_stretch("hug", "hugs"),
    ]
    routines = [a_routine("gentle", "gentle", also=("knee to chest",))]
    understanding = Understanding(load_sentences(written(SMALL), stretches=stretches, routines=routines))
    meant = {
        "start the knee to chest": {"stretch": "both one"},
        "start knee to chest stretch": {"stretch": "both one"},
        "start knee to chest routine": {"routine": "gentle"},
        "start one knee to chest": {"stretch": "one"},
        "start hugs": {"stretch": "hug"},
    }
    for said, slots in meant.items():
        command = understanding.interpret(said, State.IDLE)
        assert command is not None, said
        assert command.slots == slots


def test_two_things_that_are_said_the_same_are_refused(written: Writer) -> None:
    things = [a_stretch("a", "supta"), a_stretch("b", "baddha", sounds_like="supta")]
    with pytest.raises(Complaint, match='stretch a and the stretch b are both called "supta"'):
        load_sentences(written(SMALL), stretches=things)


def test_a_short_name_lacks_the_word_for_its_kind(written: Writer) -> None:
    template = "the ({short_stretch:stretch}|{short_routine:routine}) one"
    path = written(SMALL + f'    - sentences: ["{template}"]\n')
    routines = [a_routine("a", "gentle routine"), a_routine("b", "evening", also=("gentle evening routine",))]
    stretches = [a_stretch("hip", "hip stretch"), a_stretch("long", "long hip", also=("hip",)), a_stretch("cat", "cat")]
    understanding = Understanding(load_sentences(path, stretches=stretches, routines=routines))
    assert understanding.interpret("the gentle one", State.IDLE) == Command("start", {"routine": "a"})
    assert understanding.interpret("the gentle evening one", State.IDLE) == Command("start", {"routine": "b"})
    # Some other thing is called so in full.
    assert understanding.interpret("the hip one", State.IDLE) is None
    assert understanding.interpret("the cat one", State.IDLE) is None


def test_numbers_are_said_in_several_ways(written: Writer) -> None:
    path = written(
        """
        language: en
        numbers: {one hundred: (one|a) hundred, "hundred ": "hundred [and] "}
        intents: {count: {data: [{sentences: ["{number}"]}]}}
        lists: {number: {range: {from: 99, to: 201}}}
        """
    )
    intents = load_sentences(path)
    said = set(all_sentences(compile_graph(intents, None)))
    assert {"ninety nine", "a hundred", "one hundred", "a hundred and one", "two hundred and one"} <= said
    assert not {words for words in said if words.endswith("and") or words.startswith("and")}
    understanding = Understanding(intents)
    for words, number in {
        "a hundred and twenty": 120,
        "one hundred twenty": 120,
        "two hundred": 200,
        "101": 101,
    }.items():
        assert understanding.interpret(words, State.IDLE) == Command("count", {"number": number})


def test_a_name_without_words_is_refused(written: Writer) -> None:
    with pytest.raises(Complaint, match=r'The stretch x is called "\?!", which cannot be said'):
        load_sentences(written(SMALL), stretches=[a_stretch("x", "?!")])


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ("start [the", r'the sentence "start \[the" of the intent start cannot be read'),
        ("start (the", r"of the intent start cannot be read"),
        ("start <nothing>", r"of the intent start uses the unknown rule <nothing>"),
        ("start {nothing}", r"of the intent start uses the unknown list \{nothing\}"),
        ("start 21", r'has "21", which is not spelt as it is said'),
        ("start, please", r"not spelt as it is said"),
        ("start (now|)", r"has an empty alternative"),
        ("start <loop>", r"uses the rule <loop>, which uses itself"),
        ("start <torn>", r'the rule "now \[or never" cannot be read'),
    ],
)
def test_a_mistake_in_a_sentence_is_named(written: Writer, broken: str, complaint: str) -> None:
    rule = 'expansion_rules: {torn: "now [or never"}' if "torn" in broken else 'expansion_rules: {loop: "a [<loop>]"}'
    path = written(f'language: en\nintents: {{start: {{data: [{{sentences: ["{broken}"]}}]}}}}\n{rule}\n')
    with pytest.raises(Complaint, match=complaint) as caught:
        load_sentences(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the file is wrong"),
        ("- start", "the file is wrong"),
        ("language: [en", "is no YAML"),
        ("language: en", "intents is wrong: Field required"),
        ("language: tlh\nintents: {}", 'numbers of the language "tlh"'),
        ("language: en\nintents: {stop: {data: [{sentences: []}]}}", "intents.stop.data.0.sentences is wrong"),
        (
            "language: en\nintents: {stop: {data: [{sentences: [stop], requires_context: {state: [sleeping]}}]}}",
            "requires_context.state.0 is wrong",
        ),
        ("language: en\nintents: {}\nlists: {n: {values: [{in: '(a', out: 1}]}}", "a value of the list {n}"),
    ],
)
def test_a_mistake_in_the_file_is_named(written: Writer, text: str, complaint: str) -> None:
    with pytest.raises(Complaint, match=complaint):
        load_sentences(written(text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match=r"nothing\.yaml cannot be read: No such file"):
        load_sentences(tmp_path / "nothing.yaml")


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "sentences.yaml"
    path.write_bytes(b"language: \xff\xfe")
    with pytest.raises(Complaint, match="is no YAML"):
        load_sentences(path)


def test_blocks_are_those_of_the_state(written: Writer) -> None:
    intents = load_sentences(
        written(
            """
            language: en
            intents:
              stop: {data: [{sentences: [stop]}]}
              "yes": {data: [{sentences: ["yes"], requires_context: {state: [choosing, hurt]}}]}
            """
        )
    )
    assert [name for name, _ in blocks(intents, State.IDLE)] == ["stop"]
    assert [name for name, _ in blocks(intents, State.HURT)] == ["stop", "yes"]
    assert [name for name, _ in blocks(intents, None)] == ["stop", "yes"]
