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

Who has set a wake phrase, such as "hey coach", says it first when nothing is going on: "hey coach, start the back
routine", or "hey coach" alone, and the rest after the chime, within eight seconds. In a session, after a question, and
for "stop" and "that hurts", it need not be said.

"What can I say" lists the most important ones aloud. This page is made from `intents/en/sentences.yaml`, where all of
them are, by `python -m voiceskill.understanding.catalogue`.
"""
_I = re.compile(r"\bi\b")
_PLACE = re.compile(r"\{(\w+)\}")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What does one thing, in one situation."""

    sentences: tuple[str, ...]
    """The plainest of each template; a name or number that may be another stands in braces: ``start the {routine}``."""
    meaning: str
    """What the coach does when asked for it: "ends the session at once"."""
    states: frozenset[State] | None
    """What the coach may be doing; None: anything."""
    when: str
    """The same in words, as far as the situation leaves it open; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What can be said in one situation."""

    title: str
    """The situation."""
    sayings: tuple[Saying, ...]
    """In the order of the file."""


def chapters(file: SentenceFile) -> tuple[Chapter, ...]:
    """Return all that can be said, by situation.

    Args:
        file: What can be said.
    """
    anytime = [(name, None, text) for name, states, text in _templates(file) if states is None]
    told = [Chapter("At any time", tuple(_sayings(file, anytime, {})))]
    for situation in _SITUATIONS:
        here = [
            (name, states.intersection(situation.states), text)
            for name, states, text in _templates(file)
            if states and not states.isdisjoint(situation.states)
        ]
        told.append(Chapter(situation.title, tuple(_sayings(file, here, situation.states))))
    return tuple(told)


def catalogue(file: SentenceFile) -> str:
    """Return the page, in Markdown: a table for each situation of what can be said in it and what it does.

    Args:
        file: What can be said.
    """
    parts = [_INTRODUCTION]
    for chapter in chapters(file):
        parts += [f"\n## {chapter.title}\n" if len(parts) > 1 else f"## {chapter.title}\n", *_table(chapter)]
    return "\n".join(parts) + "\n"


_Template = tuple[str, frozenset[State] | None, str]
"""An intent's name, the states of a situation in which it makes sense (None: all), and the template."""


def _templates(file: SentenceFile) -> Iterator[_Template]:
    for name, intent in file.intents.items():
        for block in intent.data:
            states = block.requires_context.get("state")
            for text in block.sentences:
                yield name, None if states is None else frozenset(states), text


def _sayings(file: SentenceFile, templates: Iterable[_Template], words: Mapping[State, str]) -> Iterator[Saying]:
    rows: dict[tuple[str, frozenset[State] | None], dict[str, None]] = {}
    for name, states, text in templates:
        said = " ".join(_plainest(file, parse_sentence(text).expression).split())
        rows.setdefault((name, states), {})[_I.sub("I", said)] = None
    for (name, states), sentences in rows.items():
        when = _when(states, words) if states and len(words) > 1 else ""
        yield Saying(sentences=tuple(sentences), meaning=file.intents[name].meaning, states=states, when=when)


def _table(chapter: Chapter) -> Iterator[str]:
    several = any(saying.when for saying in chapter.sayings)
    yield "| Say | What it does | When |" if several else "| Say | What it does |"
    yield "|---|---|---|" if several else "|---|---|"
    for saying in chapter.sayings:
        sentences = ", ".join(f'"{sentence}"' for sentence in saying.sentences)
        named = _PLACE.sub(r"*\1*", sentences)
        yield f"| {named} | {saying.meaning} |" + (f" {saying.when} |" if several else "")


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
            return f"{{{name.removeprefix('short_')}}}"
        case RuleReference():
            return _plainest(file, parse_sentence(file.expansion_rules[expression.rule_name]).expression)
    raise NotImplementedError(f"hassil has templates of a new kind: {expression}")


if __name__ == "__main__":
    sys.stdout.write(catalogue(read_sentences(belonging("intents/en/sentences.yaml"))))
