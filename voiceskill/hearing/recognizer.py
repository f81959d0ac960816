"""The protocol behind which recognisers are interchangeable."""

from collections.abc import Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.utterance import Hypothesis
from voiceskill.hearing.word_graph import WordGraph

SAMPLE_RATE = 16_000
"""Samples a second that every recogniser takes, in Hz."""


class Recognizer(Protocol):
    """Turns 16 kHz speech into a sentence of its grammar.

    The calls come in the order `use`, then for each utterance `begin`, `feed` (and `partial`) any number of times,
    `finish`. `use` may be called again between two utterances. One thread at a time.
    """

    operating_point: float
    """What is subtracted from its scores, in its own unit, so that it is to be believed at 0 or above. May be changed
    between two utterances."""

    @property
    def description(self) -> str:
        """The recogniser and its model, in the words that the log and `voiceskill doctor` show."""

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that the model cannot recognise."""

    def use(self, grammar: WordGraph) -> None:
        """Accept the sentences of this graph from the next utterance on; paths through unknown words are left out."""

    def begin(self) -> None:
        """Start an utterance."""

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Take the utterance's next samples: int16, mono, `SAMPLE_RATE`, shape (n,)."""

    def partial(self) -> str:
        """Return the words that explain what was fed so far, best guess; may change, may be empty."""

    def finish(self) -> Hypothesis:
        """End the utterance and return what it was."""

    def close(self) -> None:
        """End, for good: nothing more is recognised. May be called again, and by another thread."""
