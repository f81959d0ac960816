"""The coach's words, from templates."""

from pathlib import Path

import pytest

from voiceskill.coaching.stage import Line
from voiceskill.complaint import Complaint
from voiceskill.speaking.wording import Wording


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    """Return a few lines."""
    file = tmp_path / "lines.yaml"
    file.write_text(
        """
language: en
lines:
  count: "{{ number | words }}"
  hold: Hold for {{ seconds | words }} seconds{% if side %}, on your {{ side }}{% endif %}.
  choice: >
    You can do {{ names | listed("or") }}.
  names: "{{ names | listed }}"
  forbidden: "{{ ''.__class__.__mro__ }}"
""",
        "utf-8",
    )
    return Wording(file)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "zero"), (25, "twenty-five"), (110, "one hundred ten"), (-3, "minus three")]
)
def test_numbers_become_words(wording: Wording, number: int, words: str) -> None:
    """As they are said."""
    assert wording.text(Line("count", {"number": number})) == words


def test_values_fill_a_line(wording: Wording) -> None:
    """With conditions, and single spaces between the words."""
    assert wording.text(Line("hold", {"seconds": 30, "side": "left"})) == "Hold for thirty seconds, on your left."
    assert wording.text(Line("hold", {"seconds": 5, "side": None})) == "Hold for five seconds."
    assert wording.text(Line("choice", {"names": ["child's pose", "cat", "cow"]})) == (
        "You can do child's pose, cat or cow."
    )


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_are_listed(wording: Wording, names: list[str], text: str) -> None:
    """With a conjunction before the last."""
    assert wording.text(Line("names", {"names": names})) == text


def test_an_unknown_line_and_a_missing_value_are_key_errors(wording: Wording) -> None:
    """They name the line."""
    with pytest.raises(KeyError, match="greeting"):
        wording.text(Line("greeting"))
    with pytest.raises(KeyError, match=r"hold.*seconds"):
        wording.text(Line("hold", {"side": None}))
    assert wording.missing(["hold", "greeting", "count"]) == {"greeting"}


def test_a_template_reaches_nothing_of_the_program(wording: Wording) -> None:
    """Lines are data."""
    with pytest.raises(Exception, match="unsafe"):
        wording.text(Line("forbidden"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("language: en\nlines: {a: '{{ x'}", "line a is no valid template"),
        ("language: en\nlines: {a: '{{ x | shouted }}'}", "line a is no valid template"),
        ("language: en\nlines: {a: [one, two]}", "line a must be a text"),
        ("language: en\nlines:", "needs a known language and its lines"),
        ("lines: {a: b}", "needs a known language and its lines"),
        ("language: xx\nlines: {a: b}", "needs a known language and its lines"),
        ("language: [", "cannot be read"),
        ("", "needs a known language and its lines"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path: Path, content: str, sentence: str) -> None:
    """With the file and the line's name."""
    file = tmp_path / "lines.yaml"
    file.write_text(content, "utf-8")
    with pytest.raises(Complaint, match=sentence):
        Wording(file)


def test_a_missing_file_is_complained_about(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(Complaint, match=r"lines\.yaml cannot be read"):
        Wording(tmp_path / "lines.yaml")
