"""Chooses phrases that show how well somebody is heard."""

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    Sentence,
    TextChunk,
)
from hassil.intents import Intents, TextSlotList

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.sentences import blocks
from voiceskill.understanding.spelling import speakable

_STATES: tuple[State, ...] = tuple(dict.fromkeys((State.IDLE, State.HOLDING, *State)))
"""The states in the order in which their examples come: those that people spend most time in first."""
_TRIES = 20
"""Sentences made up for one that is new and makes sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Something to say."""

    text: str
    """The words, lower case."""
    state: State
    """What the coach would be doing."""
    command: Command
    """What it asks for then."""


def phrases(intents: Intents, count: int, seed: int = 0) -> tuple[Phrase, ...]:
    """Return phrases to say, no text twice: first the examples of all states, then others by chance.

    A longer list begins with the shorter ones of the same seed.

    Args:
        intents: What can be said, as `load_sentences` gives it.
        count: How many are wanted; there are fewer where no more can be said.
        seed: Chooses.
    """
    understanding = Understanding(intents)
    examples = ((text, state) for state in _STATES for text in understanding.examples(state))
    chosen: dict[str, Phrase] = {}
    for text, state in itertools.chain(examples, _by_chance(intents, random.Random(seed), _TRIES * count)):  # noqa: S311 - no secret
        if len(chosen) == count:
            break
        command = None if text in chosen else understanding.interpret(text, state)
        if command:
            chosen[text] = Phrase(text=text, state=state, command=command)
    return tuple(chosen.values())


def _by_chance(intents: Intents, chance: random.Random, tries: int) -> Iterator[tuple[str, State]]:
    templates = {state: _templates(intents, state) for state in _STATES}
    for _ in range(tries):
        state = chance.choice(_STATES)
        if templates[state]:
            template = chance.choice(chance.choice(templates[state]))
            yield speakable(_sentence(template.expression, intents, chance), intents.language), state


def _templates(intents: Intents, state: State) -> list[list[Sentence]]:
    """Return the templates of each intent in a state: an intent with many is not to be asked for more often."""
    templates: defaultdict[str, list[Sentence]] = defaultdict(list)
    for name, block in blocks(intents, state):
        templates[name] += block.sentences
    return list(templates.values())


def _sentence(expression: Expression, intents: Intents, chance: random.Random) -> str:
    """Return one of the sentences of a template, each way at a fork being as likely."""
    match expression:
        case TextChunk():
            return expression.text
        case Alternative():
            return _sentence(chance.choice(expression.items), intents, chance)
        case Permutation():
            items = chance.sample(expression.items, len(expression.items))
            return " ".join(_sentence(item, intents, chance) for item in items)
        case Group():
            return "".join(_sentence(item, intents, chance) for item in expression.items)
        case ListReference():
            values = intents.slot_lists[expression.list_name]
            assert isinstance(values, TextSlotList), "load_sentences makes no others"  # noqa: S101 - narrows the type
            return _sentence(chance.choice(values.values).text_in, intents, chance) if values.values else ""
        case RuleReference():
            return _sentence(intents.expansion_rules[expression.rule_name].expression, intents, chance)
    raise NotImplementedError(f"hassil has templates of a new kind: {expression}")
