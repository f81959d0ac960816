"""The floor test: sentences that are said where the user stretches, one after the other, and not obeyed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from voiceskill.coaching.command import Command
from voiceskill.sound_check.loudness import Loudness

SENTENCES = 5
"""How many are said."""
_WANTED = ("start", "pause", "more_seconds", "hurt", "next")
"""Intents whose examples are said: a long name, a short word, a number, and the one that must never be missed."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was heard when a sentence was to be said."""

    text: str
    """The words; empty where nothing was recognised."""
    understood: bool
    """Whether it was taken for a command."""
    loudness: Loudness | None
    """How loud it was; None where that is not known."""
    score: float = 0.0
    """As in `voiceskill.hearing.utterance.Utterance`."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A floor test, as far as it has come."""

    sentences: tuple[str, ...]
    """What is to be said, in this order."""
    attempts: tuple[Attempt, ...] = ()
    """What was heard, one for each sentence that was said."""

    @property
    def asked(self) -> str | None:
        """The sentence that is to be said now; None where all have been said."""
        return self.sentences[len(self.attempts)] if len(self.attempts) < len(self.sentences) else None

    def heard(self, attempt: Attempt) -> "Trial":
        """Return the trial after the sentence that is asked for has been said."""
        return replace(self, attempts=(*self.attempts, attempt))

    def again(self) -> "Trial":
        """Return the trial with the last sentence still to be said."""
        return replace(self, attempts=self.attempts[:-1])

    def hits(self, interpret: Callable[[str], Command | None]) -> tuple[bool, ...]:
        """Return for each sentence that was said whether it was understood as what it means.

        Args:
            interpret: Returns the command that a sentence is.
        """
        return tuple(
            attempt.understood and interpret(attempt.text) == interpret(sentence)
            for sentence, attempt in zip(self.sentences, self.attempts, strict=False)
        )


def sentences_to_say(examples: tuple[str, ...], interpret: Callable[[str], Command | None]) -> tuple[str, ...]:
    """Choose what is said in a trial.

    Args:
        examples: What can be said in a session.
        interpret: Returns the command that a sentence is.
    """
    first = {command.intent: example for example in reversed(examples) if (command := interpret(example))}
    return tuple(first[intent] for intent in _WANTED if intent in first)[:SENTENCES]
