"""What the documentation says can be typed and said, can be."""

import re
import shlex
from collections.abc import Iterator

import pytest
from program import CHECKOUT

from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.cli import _RUN_HELP, _parser
from voiceskill.coaching.state import State
from voiceskill.config import load_config
from voiceskill.understanding.matching import Understanding

PAGES = ("README.md", "CONTRIBUTING.md", "docs/more-rooms.md")

_BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_SECTION = re.compile(r"^#+ ([^\n]*)\n(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
_SAID = re.compile(r'^[-*] \W*["“]([^"”]+)["”]', re.MULTILINE)
_END_OF_COMMAND = re.compile(r"\s(?:#|[|>;&<]).*")


def page(name: str) -> str:
    """Return a page, or skip the test where it is not written yet."""
    path = CHECKOUT / name
    if not path.exists():
        pytest.skip(f"there is no {name}")
    return path.read_text(encoding="utf-8")


def typed(text: str) -> Iterator[str]:
    """Yield what stands in code blocks, line by line, and between backticks."""
    for block in _BLOCK.findall(text):
        yield from (line.strip().removeprefix("$ ") for line in block.splitlines())
    yield from _SPAN.findall(_BLOCK.sub("", text))


def commands(text: str, program: str) -> list[list[str]]:
    """Return the commands of a text that begin with a program, without comments and what they are piped into."""
    lines = (_END_OF_COMMAND.sub("", line).removeprefix("./").removeprefix(".venv/bin/") for line in typed(text))
    return [shlex.split(line) for line in lines if re.match(rf"{program}(?!\S)", line)]


@pytest.mark.parametrize("name", PAGES)
def test_each_command_is_one(name: str) -> None:
    told = [arguments for _, *arguments in commands(page(name), "voiceskill") if arguments]
    assert [shlex.join(arguments) for arguments in told if not _parses(arguments)] == []


@pytest.mark.parametrize("name", PAGES)
def test_each_script_is_there(name: str) -> None:
    for script, *_ in commands(page(name), r"script/\w+"):
        path = CHECKOUT / script
        assert path.is_file(), f"{name} says: {script}"
        assert path.stat().st_mode & 0o111, f"{script} cannot be executed"


@pytest.mark.parametrize("name", PAGES)
def test_each_benchmark_is_there(name: str) -> None:
    for _, script, *_ in commands(page(name), r"python3? benchmarks/\S+"):
        assert (CHECKOUT / script).is_file(), f"{name} says: python {script}"


def test_each_sentence_of_the_readme_is_understood() -> None:
    sections = [
        body for heading, body in _SECTION.findall(page("README.md")) if re.search(r"\bsay\b", heading, re.IGNORECASE)
    ]
    sentences = [sentence for body in sections for sentence in _SAID.findall(body)]
    assert len(sentences) >= 10
    assert _not_understood(sentences) == []


def test_each_command_and_each_sentence_of_the_help_is_good() -> None:
    lines = re.findall(r"^  voiceskill (.*?)   ", _RUN_HELP, re.MULTILINE)
    assert len(lines) >= 3
    assert [line for line in lines if not _parses(shlex.split(line))] == []
    sentences = re.findall(r'"([^"]+)"', _RUN_HELP)
    assert len(sentences) >= 5
    assert _not_understood(sentences) == []


def _parses(arguments: list[str]) -> bool:
    try:
        _parser().parse_args(arguments)
    except SystemExit as ended:
        return ended.code == 0  # --help and --version
    return True


def _not_understood(sentences: list[str]) -> list[str]:
    understanding = Understanding(load_intents(load_config(belonging("config.yaml"))))
    return [sentence for sentence in sentences if not any(understanding.interpret(sentence, state) for state in State)]
