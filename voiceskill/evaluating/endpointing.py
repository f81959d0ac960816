"""Cuts out of a room's samples what was said, by the ear that the coach has too."""

from collections import deque
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.ear import Ear
from voiceskill.hearing.utterance import Hypothesis, Utterance
from voiceskill.hearing.word_graph import WordGraph

_MARGIN_S = 0.6
"""Seconds of the room that are kept before and after the speech: soft beginnings, and the silence that ends it."""
_LONGEST_S = 15.0
"""Seconds that are remembered: more than the ear takes for one utterance, with its margins."""


class Endpointer:
    """Finds utterances, whatever is said in them."""

    def __init__(self, rate: int) -> None:
        """Begin to listen.

        Args:
            rate: Samples a second of the room, in Hz.
        """
        self._rate = rate
        self._ear = Ear(_Unhearing(), rate, WordGraph((), frozenset()))
        self._kept: deque[NDArray[np.int16]] = deque()
        self._first = 0
        self._end = 0

    def take(self, samples: NDArray[np.int16]) -> list[NDArray[np.int16]]:
        """Return the utterances that ended in the room's next samples, with a margin: int16, mono, shape (n,) each."""
        self._kept.append(samples)
        self._end += samples.size
        while self._end - self._first > _LONGEST_S * self._rate:
            self._first += self._kept.popleft().size
        return [self._cut(utterance) for utterance in self._ear.hear(samples)]

    def finish(self) -> list[NDArray[np.int16]]:
        """End the utterance that is under way, and return it, if there is one."""
        return [self._cut(utterance) for utterance in self._ear.flush()]

    def _cut(self, utterance: Utterance) -> NDArray[np.int16]:
        begin = round((utterance.speech_start - _MARGIN_S) * self._rate) - self._first
        end = round((utterance.speech_end + _MARGIN_S) * self._rate) - self._first
        return np.concatenate(self._kept)[max(0, begin) : end]


class _Unhearing:
    """A recogniser that makes nothing of what it hears."""

    operating_point = 0.0

    @property
    def description(self) -> str:
        return "nobody"

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(words)

    def use(self, grammar: WordGraph) -> None:
        """Expect nothing."""

    def begin(self) -> None:
        """Start an utterance."""

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Take samples."""

    def partial(self) -> str:
        return ""

    def finish(self) -> Hypothesis:
        return Hypothesis(text="", words=(), score=0.0)

    def close(self) -> None:
        """Hold nothing."""
