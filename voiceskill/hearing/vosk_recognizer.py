"""Vosk: the recogniser that this project is built on, with a model from a folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import vosk
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.hearing.faint_noise import FaintNoise
from voiceskill.hearing.latest import Latest
from voiceskill.hearing.phrases import covering_phrases
from voiceskill.hearing.pronouncing.dictionary import entries
from voiceskill.hearing.pronouncing.pronouncer import Pronouncer, pronouncer
from voiceskill.hearing.rival_words import rival_words, unlike
from voiceskill.hearing.utterance import Hypothesis, Word
from voiceskill.hearing.vosk_decoder import OTHER_SPEECH, VoskDecoder
from voiceskill.hearing.word_graph import WordGraph

_FRAME: Final = 0.03
"""Seconds between two likelihoods that the library computes, with any model."""
_REJECTED: Final = -1e9
_NOTHING: Final = Hypothesis(text="", words=(), score=_REJECTED)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is listened for with one grammar."""

    grammar: WordGraph
    """Its sentences, less those with unknown words."""
    commands: VoskDecoder
    """Follows its sentences."""
    others: VoskDecoder
    """Follows words that sound like none of theirs."""


class VoskRecognizer:
    """Finds the words of the grammar in the sound, and how much better they explain it than other words do.

    Two decoders take the same samples: one follows the grammar, the other any sequence of short words from all over
    the dictionary. Only a whole sentence of the grammar counts, for the library mixes the words of different ones. The
    score is the difference of the two natural log-likelihoods per frame of 30 ms of the sentence's words: a
    likelihood-ratio test with a filler model, as in Rose and Paul, "A hidden Markov model based keyword recognition
    system", ICASSP 1990. The library's own confidences only compare the grammar's words with each other.
    """

    def __init__(self, folder: Path, operating_point: float = 0.05, pronounce: Pronouncer | None = None) -> None:
        """Load a model; nothing is fetched.

        Args:
            folder: A Vosk model's folder.
            operating_point: Natural log-likelihood per frame of 30 ms that a sentence must have over other words to be
                believed. Of commands that were recognised 145 of 149 stay above it; of 200 recordings of people who
                said something else, two.
            pronounce: Tells how the grammar's words are said, so that no other word sounds the same; None: the
                pronouncer of this process.

        Raises:
            Complaint: The library refuses the model.
        """
        vosk.SetLogLevel(-1)
        self.operating_point = operating_point
        self._name = folder.name
        try:
            self._model = vosk.Model(model_path=str(folder))
        except Exception as error:
            raise Complaint(
                f"Vosk cannot read the model in {folder}: unpack it again, or name another one in the settings."
            ) from error
        self._rivals = rival_words(entries(), self._knows)
        self._pronouncer = pronounce or pronouncer()
        self._noise = FaintNoise()
        self._prepared = Latest(self._prepare)
        self._now = self._prepared.of(WordGraph((), frozenset()))

    @property
    def description(self) -> str:
        """The recogniser and its model, for the log."""
        return f"Vosk with the model {self._name}"

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that the model's lexicon lacks."""
        return frozenset(word for word in words if not self._knows(word))

    def use(self, grammar: WordGraph) -> None:
        """Accept the sentences of this graph from the next utterance on, less those with unknown words.

        A graph that was used not long before costs next to nothing.
        """
        self._now = self._prepared.of(grammar)

    def begin(self) -> None:
        """Start an utterance."""
        self._noise.begin()
        self._now.commands.begin()
        self._now.others.begin()

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Take the utterance's next samples: int16, mono, 16 kHz, shape (n,)."""
        # The library adds noise of its own, to each decoder another; under this it does not tell.
        noisy = self._noise.over(samples)
        self._now.commands.feed(noisy)
        self._now.others.feed(noisy)

    def partial(self) -> str:
        """Return the words so far, best guess."""
        return self._now.commands.partial()

    def finish(self) -> Hypothesis:
        """End the utterance and return what it was."""
        best = self._now.commands.finish()
        others = self._now.others.finish()
        spoken = [word.text for word in best.words]
        if not self._now.grammar.accepts(spoken):
            return _NOTHING
        # Both paths explain the silence around the words alike, so that it cancels out.
        advantage = (best.likelihood - others.likelihood) / _frames(best.words)
        return Hypothesis(text=" ".join(spoken), words=best.words, score=advantage - self.operating_point)

    def close(self) -> None:
        """Do nothing: what it holds goes with it."""

    def _knows(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def _prepare(self, grammar: WordGraph) -> _Prepared:
        known = grammar.without(self.unknown(grammar.words))
        rivals = unlike(self._rivals, self._pronouncer.ways(known.words))
        return _Prepared(
            grammar=known,
            commands=VoskDecoder(self._model, [*covering_phrases(known), OTHER_SPEECH]),
            # A model of another language may know none of them.
            others=VoskDecoder(self._model, rivals or [OTHER_SPEECH]),
        )


def _frames(words: Iterable[Word]) -> float:
    return max(1.0, sum(word.end - word.start for word in words) / _FRAME)
