"""Each thing that can be wrong in the file is said in one sentence."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from voiceskill.complaint import Complaint
from voiceskill.config import load_config

GOOD = """\
language: en
voice:
  rate: 150
stretches:
  cat:
    name: the cat
    also: [cat pose]
    instructions:
      - Kneel.
      - Arch your back.
    release: Stop.
    sides: []
    hold: 30
  child_pose:
    name: child's pose
    instructions: [Kneel.]
    release: Come up.
routines:
  evening:
    name: the evening routine
    steps:
      - stretch: cat
      - stretch: child_pose
        hold: 20
"""
WRONG = [
    ("    hold: 30", "    hold: -5", 13, 'the hold of "cat" is -5; it must be from 5 to 300 seconds.'),
    ("    hold: 30", "    hold: 301", 13, 'the hold of "cat" is 301; it must be from 5 to 300 seconds.'),
    ("    hold: 30", "    hold: 7.5", 13, 'the hold of "cat" is 7.5; it must be a whole number.'),
    ("    hold: 30", "    hold: half", 13, 'the hold of "cat" is "half"; it must be a whole number.'),
    ("    hold: 30", "    hold: true", 13, 'the hold of "cat" is true; it must be a whole number.'),
    ("    hold: 30", "    hold: [30]", 13, 'the hold of "cat" is a list; it must be a whole number.'),
    ("    hold: 30", "    repetitions: 12", 13, 'the number of repetitions of "cat" is 12; it must be from 1 to 11.'),
    (
        "    hold: 30",
        "    hodl: 30",
        13,
        'the stretch "cat" has a setting "hodl", which is unknown; did you mean "hold"?',
    ),
    (
        "  rate: 150",
        "  zzz: 1",
        3,
        'the voice has a setting "zzz", which is unknown; there are: name, rate, volume, style, counting.',
    ),
    (
        "        hold: 20",
        "        hold: 2",
        24,
        'the hold in step 2 of "evening" is 2; it must be from 5 to 300 seconds.',
    ),
    (
        "        hold: 20",
        "        rest: 1",
        24,
        'the rest in step 2 of "evening" is 1; it must be from 3 to 120 seconds.',
    ),
    (
        "        hold: 20",
        "        partner: yes",
        24,
        'the partner in step 2 of "evening" is "yes"; it must be true or false.',
    ),
    (
        "- stretch: cat",
        "- stretch: catt",
        22,
        'step 1 of "evening" asks for the stretch "catt", which is not among the stretches; did you mean "cat"?',
    ),
    (
        "- stretch: cat",
        "- stretch: x",
        22,
        'step 1 of "evening" asks for the stretch "x", which is not among the stretches; there are: cat, child_pose.',
    ),
    ("- stretch: cat", "- hold: 10", 22, 'step 1 of "evening" has no "stretch"; add it.'),
    ("- stretch: cat", "- cat", 22, 'step 1 of "evening" must be a mapping, of lines like `name: value`, not "cat".'),
    ("- stretch: cat", "-", 22, 'step 1 of "evening" must be a mapping, of lines like `name: value`, not empty.'),
    (
        "    also: [cat pose]",
        "    also: cat pose",
        7,
        'the other names ("also") of "cat" must be a list, such as [one, two], not "cat pose".',
    ),
    (
        "    also: [cat pose]",
        "    also: [child's  Pose]",
        7,
        'the name "child\'s  Pose" is spoken for both "child_pose" and "cat"; change one of them.',
    ),
    ("    name: the cat", "    name: 42", 6, 'the name of "cat" is 42; it must be text; put quotes around it.'),
    ("    name: the cat", '    name: " "', 6, 'the name of "cat" is " "; it must be text that is not empty.'),
    ("    name: the cat\n", "", 5, 'the stretch "cat" has no "name"; add it.'),
    ("    name: the cat", "    name:", 6, 'the stretch "cat" has no "name"; add it.'),
    (
        "      - Arch your back.",
        "      - 3",
        10,
        'entry 2 of the instructions of "cat" is 3; it must be text; put quotes around it.',
    ),
    (
        "    instructions: [Kneel.]",
        "    instructions: []",
        16,
        'the instructions of "child_pose" must have at least one entry.',
    ),
    (
        "    sides: []",
        "    sides: [up]",
        12,
        'entry 1 of the sides of "cat" is "up"; it must be "left" or "right".',
    ),
    ("    sides: []", "    sides: [left, left]", 12, 'the sides of "cat" must be a list that names each side once.'),
    ("  cat:\n", "  The Cat:\n", 5, 'the key "The Cat" must be made of lower-case letters, digits and underscores.'),
    ("  rate: 150", "  rate: 20", 3, "the rate in the voice is 20; it must be from 80 to 300 words a minute."),
    ("  rate: 150", "  volume: 1.5", 3, "the volume in the voice is 1.5; it must be from 0 to 1."),
    ("  rate: 150", "  volume: .nan", 3, "the volume in the voice is NaN; it must be from 0 to 1."),
    ("  rate: 150", "  volume: loud", 3, 'the volume in the voice is "loud"; it must be a number.'),
    (
        "voice:\n  rate: 150",
        "coaching: {lead_time: 200}",
        2,
        "the lead time in the coaching is 200; it must be from 0 to 120 seconds.",
    ),
    (
        "voice:\n  rate: 150",
        "coaching: {leed_time: 20}",
        2,
        'the coaching has a setting "leed_time", which is unknown; did you mean "lead_time"?',
    ),
    ("voice:\n  rate: 150", "voice: loud", 2, 'the voice must be a mapping, of lines like `name: value`, not "loud".'),
    (
        "voice:\n  rate: 150",
        "voice: [loud]",
        2,
        "the voice must be a mapping, of lines like `name: value`, not a list.",
    ),
    (
        "language: en",
        "langauge: en",
        1,
        'the file has a setting "langauge", which is unknown; did you mean "language"?',
    ),
    (
        "language: en",
        "language: ../en",
        1,
        'the language is "../en"; it must be made of lower-case letters, digits and underscores.',
    ),
    (
        "language: en",
        "recognizer: whisper",
        1,
        'the recognizer is "whisper"; it must be "auto", "vosk" or "pocketsphinx".',
    ),
    ("language: en", "fetch_model: maybe", 1, 'the choice "fetch_model" is "maybe"; it must be true or false.'),
    ("language: en", "microphone: 3", 1, "the microphone is 3; it must be text; put quotes around it."),
    (
        "  evening:\n",
        "  cat:\n",
        19,
        'the key "cat" stands for a stretch and for a routine; give the routine another key.',
    ),
    ("language: en", "voices: 1", 1, 'the file has a setting "voices", which is unknown; did you mean "voice"?'),
]


@pytest.mark.parametrize(("right", "wrong", "line", "sentence"), WRONG)
def test_one_sentence(tmp_path: Path, right: str, wrong: str, line: int, sentence: str) -> None:
    assert GOOD.count(right) >= 1
    path = tmp_path / "config.yaml"
    path.write_text(GOOD.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(Complaint) as complaint:
        load_config(path)
    assert str(complaint.value) == f"{path}, line {line}: {sentence}"


def test_what_the_table_changes_is_right(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert list(load_config(path).routines) == ["evening"]


ADVICE = "look at this line and the one above it"
UNREADABLE = [
    (b"", 1, 'the file has no "stretches"; add it.'),
    (b"# only a comment\n", 1, 'the file has no "stretches"; add it.'),
    (b"stretches: {}\n", 1, "the stretches must have at least one entry."),
    (b"- language\n", 1, "the file must be a mapping, of lines like `name: value`, not a list."),
    (b"language\n", 1, 'the file must be a mapping, of lines like `name: value`, not "language".'),
    (
        b"voice: {rate: 1, volume: 2}\nfetch_model: 3\nstretches: {}\n",
        1,
        "the rate in the voice is 1; it must be from 80 to 300 words a minute. (and 3 more)",
    ),
    (
        b"stretches: {}\nlanguage: 1\n",
        1,
        "the stretches must have at least one entry. (and 1 more)",
    ),
    (
        b"language: en\nvoice: {}\nlanguage: de\n",
        3,
        f'this is not valid YAML: found duplicate key "language" with value "de" (original value: "en"); {ADVICE}.',
    ),
    (b"a: 1\nb: [2\nc: 3\n", 3, f"this is not valid YAML: expected ',' or ']', but got ':'; {ADVICE}."),
    (b"a:\n\t- b\n", 2, f"this is not valid YAML: found character '\\t' that cannot start any token; {ADVICE}."),
    (b"a: 1\nb: 'it's'\n", 2, f"this is not valid YAML: expected <block end>, but found '<scalar>'; {ADVICE}."),
    (b"a: 1\n--- \nb: 1\n", 2, f"this is not valid YAML: but found another document; {ADVICE}."),
    (b"a: 1\nb: *c\n", 2, f"this is not valid YAML: found undefined alias 'c'; {ADVICE}."),
    (b"a: 1\nb: \x07\n", 2, f"this is not valid YAML: the invisible character '\\x07' is not allowed; {ADVICE}."),
    (b"a: 1\nb: caf\xe9\n", 2, "this is not text in UTF-8; save the file with that encoding."),
    ("language: en\n".encode("utf-16"), 1, "this is not text in UTF-8; save the file with that encoding."),
]


@pytest.mark.parametrize(("raw", "line", "sentence"), UNREADABLE)
def test_whole_file(tmp_path: Path, raw: bytes, line: int, sentence: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(raw)
    with pytest.raises(Complaint) as complaint:
        load_config(path)
    assert str(complaint.value) == f"{path}, line {line}: {sentence}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[" * 600, "it is nested too deeply"),
        ("language: 2024-13-45", "a value is not what it looks like (month must be in 1..12)"),
        ("voice: !!int fast", "a value is not what it looks like (invalid literal for int() with base 10: 'fast')"),
    ],
)
def test_file_whose_parser_knows_no_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Complaint) as complaint:
        load_config(path)
    assert str(complaint.value) == f"{path} is not valid YAML: {problem}."


def test_file_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Complaint) as complaint:
        load_config(tmp_path / "none.yaml")
    assert str(complaint.value) == f"The settings file {tmp_path}/none.yaml does not exist; check the name."
    with pytest.raises(Complaint) as complaint:
        load_config(tmp_path)
    assert str(complaint.value) == f"The settings file {tmp_path} cannot be read: Is a directory."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(Complaint) as complaint:
        load_config(path)
    assert str(complaint.value) == f"The settings file {path} cannot be read: Permission denied."


def test_long_values_are_cut(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(GOOD.replace("hold: 30", f"hold: {'a' * 100}"), encoding="utf-8")
    with pytest.raises(Complaint) as complaint:
        load_config(path)
    assert str(complaint.value) == f'{path}, line 13: the hold of "cat" is "{"a" * 40}…"; it must be a whole number.'


@pytest.mark.parametrize("around_itself", ["stretches: &a {cat: *a}", "stretches: {cat: &a {also: &b [*b]}}"])
def test_anchors_around_themselves(tmp_path: Path, around_itself: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(around_itself, encoding="utf-8")
    with pytest.raises(Complaint):
        load_config(path)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def _places(tree: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - YAML has any type
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [way, *(place for key, value in inner for place in _places(value, (*way, key)))]


def _replace(tree: Any, way: tuple[Any, ...], value: object) -> None:  # noqa: ANN401 - YAML has any type
    for key in way[:-1]:
        tree = tree[key]
    tree[way[-1]] = value


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(_places(YAML(typ="safe").load(GOOD))[1:]), value=values)
def test_any_value_anywhere_is_taken_or_complained_about(tmp_path: Path, place: tuple[Any, ...], value: object) -> None:
    tree = YAML(typ="safe").load(GOOD)
    _replace(tree, place, value)
    path = tmp_path / "config.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(tree, file)
    _taken_or_complained_about(path, load_config)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, len(GOOD)),
    length=st.integers(0, 20),
    put=st.text("\n\t :-#&*!|>'\"{}[]?%@a0é\x85\x00", max_size=5),
)
def test_any_slip_of_the_finger_is_taken_or_complained_about(tmp_path: Path, start: int, length: int, put: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(GOOD[:start] + put + GOOD[start + length :], encoding="utf-8")
    _taken_or_complained_about(path, load_config)


def _taken_or_complained_about(path: Path, load: Callable[[Path], object]) -> None:
    try:
        load(path)
    except Complaint as complaint:
        assert str(complaint).startswith((f"{path}, line ", f"{path} is not valid YAML: "))  # noqa: PT017 - either is right
