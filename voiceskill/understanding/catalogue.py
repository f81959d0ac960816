"""Writes the page "What you can say" from the sentence templates: `python -m voiceskill.understanding.catalogue`."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hassil.expression import Alternative, Expression, Group, ListReference, RuleReference, TextChunk
from hassil.parse_expression import parse_sentence

from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.understanding.sentence_file import SentenceFile, read_sentences

_INTRODUCTION = """\
# What you can say

Each sentence stands for several: "please", "can you" and "could you" may stand before most of them, "please" after
them, and small words may differ. Where it says *stretch* or *routine*, say a name, such as "child's pose" or "the back
routine"; where it says a number, say another one. Only whole sentences count, so talking about stretching starts
nothing.

"What can I say" lists the most important ones aloud. This page is made from `intents/en/sentences.yaml`, where all of
them are, by `python -m voiceskill.understanding.catalogue`.
"""
_I = re.compile(r"\bi\b")


@dataclass(frozen=True, slots=True)
class _Situation:
    """A part of the page."""

    title: str
    """Its heading."""
    states: Mapping[State, str]
    """What the coach may be doing, with the words for it."""


_SITUATIONS = (
    _Situation("When nothing is going on", {State.IDLE: "idle"}),
    _Situation(
        "During a session",
        {
            State.EXPLAINING: "while it explains",
            State.POSITIONING: "while you get into position",
            State.HOLDING: "during a hold",
            State.RESTING: "during a rest",
            State.CHANGING_SIDES: "while you change sides",
            State.PAUSED: "when paused",
            State.HURT: "after it hurt",
        },
    ),
    _Situation('When it asks "Which one?"', {State.CHOOSING: "choosing"}),
    _Situation("When it asks something to be answered by yes or no", {State.ASKING: "asking"}),
    _Situation('When it asks "How is your back, nought to ten?"', {State.RATING: "rating"}),
)
_MOST_EXCEPTIONS = 2
"""States that are told as exceptions; where there are more, the others are listed."""


def catalogue(file: SentenceFile) -> str:
    """Return the page, in Markdown: a table for each situation of what can be said in it and what it does.

    Of each template there is the plainest sentence: without what may be left out, and the first of what may differ.

    Args:
        file: What can be said.
    """
    anytime = [(name, frozenset[State](), text) for name, states, text in _templates(file) if states is None]
    parts = [_INTRODUCTION, "## At any time\n", *_table(file, anytime, {})]
    for situation in _SITUATIONS:
        here = [
            (name, states.intersection(situation.states), text)
            for name, states, text in _templates(file)
            if states and not states.isdisjoint(situation.states)
        ]
        parts += [f"\n## {situation.title}\n", *_table(file, here, situation.states)]
    return "\n".join(parts) + "\n"


_Template = tuple[str, frozenset[State], str]
"""An intent's name, the states of a situation in which it makes sense, and the template."""


def _templates(file: SentenceFile) -> Iterator[tuple[str, frozenset[State] | None, str]]:
    for name, intent in file.intents.items():
        for block in intent.data:
            states = block.requires_context.get("state")
            for text in block.sentences:
                yield name, None if states is None else frozenset(states), text


def _table(file: SentenceFile, templates: Iterable[_Template], words: Mapping[State, str]) -> Iterator[str]:
    rows: dict[tuple[str, frozenset[State]], dict[str, None]] = {}
    for name, states, text in templates:
        said = " ".join(_plainest(file, parse_sentence(text).expression).split())
        rows.setdefault((name, states), {})[f'"{_I.sub("I", said)}"'] = None
    several = len(words) > 1
    yield "| Say | What it does | When |" if several else "| Say | What it does |"
    yield "|---|---|---|" if several else "|---|---|"
    for (name, states), sentences in rows.items():
        when = f" {_when(states, words)} |" if several else ""
        yield f"| {', '.join(sentences)} | {file.intents[name].meaning} |{when}"


def _when(states: frozenset[State], words: Mapping[State, str]) -> str:
    exceptions = [said for state, said in words.items() if state not in states]
    if not exceptions:
        return "always"
    if len(exceptions) <= _MOST_EXCEPTIONS:
        return f"not {' or '.join(exceptions)}"
    return ", ".join(said for state, said in words.items() if state in states)


def _plainest(file: SentenceFile, expression: Expression) -> str:
    match expression:
        case TextChunk():
            return expression.text
        case Alternative():
            return "" if expression.is_optional else _plainest(file, expression.items[0])
        case Group():
            return "".join(_plainest(file, item) for item in expression.items)
        case ListReference(list_name=name) if name in file.lists:
            return file.lists[name].shown or name
        case ListReference(list_name=name):
            return f"*{name.removeprefix('short_')}*"
        case RuleReference():
            return _plainest(file, parse_sentence(file.expansion_rules[expression.rule_name]).expression)
    raise NotImplementedError(f"hassil has templates of a new kind: {expression}")


if __name__ == "__main__":
    sys.stdout.write(catalogue(read_sentences(belonging("intents/en/sentences.yaml"))))
