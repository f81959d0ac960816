"""The page that tells what can be said."""

import subprocess
import sys
from pathlib import Path

import pytest

from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.understanding.catalogue import catalogue
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.sentence_file import SentenceFile, read_sentences
from voiceskill.understanding.sentences import load_sentences

PAGE = Path(__file__).resolve().parents[2] / "docs" / "what-you-can-say.md"

SMALL = """
language: en
intents:
  stop:
    meaning: ends it
    data:
    - sentences: ["[please] stop [it|now]"]
  start:
    meaning: begins
    data:
    - sentences: ["<go> [the] {stretch}", "<go> {short_routine:routine} for {seconds} seconds"]
      requires_context: {state: [idle]}
  ready:
    meaning: begins the hold
    data:
    - sentences: ["(ready|i'm there)", "i'm there"]
      requires_context: {state: [explaining, positioning, resting, changing_sides, paused, hurt]}
  "yes":
    meaning: agrees
    data:
    - sentences: ["yes"]
      requires_context: {state: [choosing, hurt]}
  own_voice:
    data:
    - sentences: [well done]
      requires_context: {state: []}
expansion_rules: {go: (start|begin)}
lists: {seconds: {shown: forty, range: {from: 5, to: 9}}}
"""


@pytest.fixture
def small(tmp_path: Path) -> SentenceFile:
    """A few sentences of every kind."""
    path = tmp_path / "sentences.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return read_sentences(path)


def test_the_page_is_what_the_program_prints() -> None:
    command = [sys.executable, "-m", "voiceskill.understanding.catalogue"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert PAGE.read_text(encoding="utf-8") == printed, f"write it anew: {' '.join(command[1:])} > {PAGE.name}"


def test_each_situation_has_the_sentences_that_make_sense_in_it(small: SentenceFile) -> None:
    lines = catalogue(small).splitlines()
    sections = {line: lines[place + 4 :] for place, line in enumerate(lines) if line.startswith("## ")}
    assert sections["## At any time"][0] == '| "stop" | ends it |'
    assert sections["## When nothing is going on"][0] == (
        '| "start *stretch*", "start *routine* for forty seconds" | begins |'
    )
    assert sections["## During a session"][:2] == [
        '| "ready", "I\'m there" | begins the hold | not during a hold |',
        '| "yes" | agrees | after it hurt |',
    ]
    assert sections['## When it asks "Which one?"'][0] == '| "yes" | agrees |'


def test_what_the_coach_says_himself_is_not_on_the_page(small: SentenceFile) -> None:
    assert "well done" not in catalogue(small)


def test_each_shipped_command_is_explained() -> None:
    file = read_sentences(belonging("intents/en/sentences.yaml"))
    assert [name for name, intent in file.intents.items() if not intent.meaning] == ["own_voice"]


def test_the_sentences_of_the_page_are_understood() -> None:
    understanding = Understanding(load_sentences(belonging("intents/en/sentences.yaml")))
    said = {
        sentence
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith('| "')
        for sentence in line.split(" | ")[0].removeprefix("| ").strip('"').split('", "')
        if "*" not in sentence
    }
    assert len(said) > 200
    assert {
        sentence for sentence in said if not any(understanding.interpret(sentence, state) for state in State)
    } == set()
