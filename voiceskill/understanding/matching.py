"""Finds out what a sentence asks for."""

import itertools
from collections.abc import Iterable
from functools import cached_property

from hassil.expression import Sentence
from hassil.intents import Intents, TextSlotList
from hassil.parse_expression import parse_sentence
from hassil.recognize import RecognizeResult, recognize_all
from hassil.sample import sample_sentence

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.understanding.sentences import blocks
from voiceskill.understanding.spelling import speakable
from voiceskill.understanding.wake_phrase import WakePhrase

_MOST_URGENT = 10_000
"""Bound on the number of urgent sentences, which each partial result is compared with."""


class Understanding:
    """Understands whole sentences, spoken or typed, in the light of what the coach is doing."""

    def __init__(self, intents: Intents, wake_phrase: str | None = None) -> None:
        """Take what can be said.

        Args:
            intents: The templates, as `load_sentences` gives them.
            wake_phrase: What may be said before each sentence, such as ``hey coach``; None: nothing.
        """
        self._intents = intents
        self.wake_phrase = WakePhrase(speakable(wake_phrase or "", intents.language))
        """What the coach is called by."""

    def interpret(self, text: str, state: State) -> Command | None:
        """Return the command that a sentence is, or None where it is none in this state.

        Of two intents with the same sentence the one first in the file is meant; of two readings of one template the
        one with the longer names. The wake phrase may stand before it.

        Args:
            text: Words from a recogniser, or a typed line with digits, capitals and punctuation.
            state: What the coach is doing.
        """
        words = speakable(text, self._intents.language)
        less = self.wake_phrase.less(words)
        # A wake phrase may be the beginning of a sentence as well.
        readings = self._readings(words, state) or (self._readings(less, state) if less != words else [])
        if not readings:
            return None
        rivals = [reading for reading in readings if reading.intent_data is readings[0].intent_data]
        best = max(rivals, key=_length_of_names)
        return Command(best.intent.name, {name: slot.value for name, slot in best.entities.items()})

    def _readings(self, words: str, state: State) -> list[RecognizeResult]:
        return list(recognize_all(words, self._intents, intent_context={"state": state.value}))

    def means_something(self, text: str) -> bool:
        """Return whether a sentence is a command in some state."""
        return any(self.interpret(text, state) for state in State)

    def calls(self, text: str) -> bool:
        """Return whether a sentence is the wake phrase and nothing else."""
        return self.wake_phrase.is_all_of(text)

    def must_be_called(self, text: str) -> bool:
        """Return whether a sentence must be preceded by the wake phrase, and is not.

        Without a wake phrase none must be, and emergency words never.

        Args:
            text: Words from a recogniser.
        """
        return not self.wake_phrase.begins(text) and text not in self.urgent_sentences()

    def urgent_sentences(self) -> frozenset[str]:
        """Return the sentences that silence the coach at once: those of the blocks with ``metadata.urgent``.

        Of a file with very many the last are left out; the coach obeys them too, after the usual silence.
        """
        return self._urgent

    @cached_property
    def _urgent(self) -> frozenset[str]:
        sentences = (
            speakable(sentence, self._intents.language)
            for _, block in blocks(self._intents, None)
            if (block.metadata or {}).get("urgent")
            for template in block.sentences
            for sentence in self._sample(template)
        )
        return frozenset(itertools.islice(sentences, _MOST_URGENT))

    def examples(self, state: State) -> tuple[str, ...]:
        """Return the examples of what can be said in a state, in the file's order.

        The first stretch and routine of the settings stand for all; where there is none, such an example is left out.
        Where the wake phrase must come first, it does.
        """
        examples = ((block.metadata or {}).get("example") for _, block in blocks(self._intents, state))
        templates = (parse_sentence(example) for example in examples if example)
        sentences = (next(iter(self._sample(template))) for template in templates if self._has_values(template))
        if state is not State.IDLE:
            return tuple(sentences)
        return tuple(self.wake_phrase.before(said) if self.must_be_called(said) else said for said in sentences)

    def _has_values(self, template: Sentence) -> bool:
        lists = (self._intents.slot_lists[name] for name in template.list_names(self._intents.expansion_rules))
        return all(isinstance(values, TextSlotList) and values.values for values in lists)

    def _sample(self, template: Sentence) -> Iterable[str]:
        return sample_sentence(template, self._intents.slot_lists, self._intents.expansion_rules)


def _length_of_names(reading: RecognizeResult) -> int:
    return sum(len(entity.text) for entity in reading.entities_list)
