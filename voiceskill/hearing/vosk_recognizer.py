"""Vosk: the recogniser that this project is built on, with a model from a folder."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import vosk
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.hearing.phrases import covering_phrases
from voiceskill.hearing.recognizer import SAMPLE_RATE
from voiceskill.hearing.utterance import Hypothesis, Word
from voiceskill.hearing.word_graph import WordGraph

_OTHER_SPEECH: Final = "[unk]"
_PORTION: Final = SAMPLE_RATE // 10
"""Samples that the library takes at once: it is slow in smaller portions."""


@dataclass(slots=True)
class _Prepared:
    """The library's recogniser for one grammar."""

    grammar: WordGraph
    """Its sentences, less those with unknown words."""
    recognizer: Any
    """The library's own object."""
    taken: int = 0
    """Samples that it has been given: its clock goes on from one utterance to the next."""


class VoskRecognizer:
    """Finds the words of the grammar in the sound, and believes only whole sentences of it.

    The library turns its grammar into a bigram model with a word for other speech, so words of different sentences
    mix. The score is the mean confidence of the words above `operating_point`, or negative where other speech was
    heard or the words are no sentence: a closed grammar gives confidence 1 to much that it should not.
    """

    operating_point: float = 0.5
    """Mean confidence of the words, 0 to 1, from which a sentence is believed."""

    def __init__(self, folder: Path) -> None:
        """Load a model; nothing is fetched.

        Args:
            folder: A Vosk model's folder.

        Raises:
            Complaint: The library refuses the model.
        """
        vosk.SetLogLevel(-1)
        self._name = folder.name
        try:
            self._model = vosk.Model(model_path=str(folder))
        except Exception as error:
            raise Complaint(
                f"Vosk cannot read the model in {folder}: unpack it again, or name another one in the settings."
            ) from error
        self._prepared: dict[WordGraph, _Prepared] = {}
        self._now = _Prepared(WordGraph((), frozenset()), None)
        self._first = 0
        self._waiting: list[NDArray[np.int16]] = []
        self._heard: list[dict[str, Any]] = []

    @property
    def description(self) -> str:
        """The recogniser and its model, for the log."""
        return f"Vosk with the model {self._name}"

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that the model's lexicon lacks."""
        return frozenset(word for word in words if self._model.vosk_model_find_word(word) < 0)

    def use(self, grammar: WordGraph) -> None:
        """Accept the sentences of this graph from the next utterance on, less those with unknown words.

        A graph that was used before costs next to nothing.
        """
        if grammar not in self._prepared:
            known = grammar.without(self.unknown(grammar.words))
            phrases = json.dumps([*covering_phrases(known), _OTHER_SPEECH])
            recognizer = vosk.KaldiRecognizer(self._model, SAMPLE_RATE, phrases)
            recognizer.SetWords(True)  # noqa: FBT003 - the library's signature
            self._prepared[grammar] = _Prepared(known, recognizer)
        self._now = self._prepared[grammar]

    def begin(self) -> None:
        """Start an utterance."""
        self._now.recognizer.Reset()
        self._first = self._now.taken
        self._waiting, self._heard = [], []

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Take the utterance's next samples: int16, mono, 16 kHz, shape (n,)."""
        self._waiting.append(samples)
        if sum(map(len, self._waiting)) >= _PORTION:
            self._pass_on()

    def partial(self) -> str:
        """Return the words so far, best guess."""
        self._pass_on()
        current = json.loads(self._now.recognizer.PartialResult()).get("partial", "")
        return " ".join([*(word["word"] for word in self._heard), *current.split()])

    def finish(self) -> Hypothesis:
        """End the utterance and return what it was."""
        self._pass_on()
        self._keep(self._now.recognizer.FinalResult())
        first = self._first / SAMPLE_RATE
        words = tuple(
            Word(text=word["word"], start=word["start"] - first, end=word["end"] - first, confidence=word["conf"])
            for word in self._heard
        )
        spoken = [word.text for word in words]
        if not self._now.grammar.accepts(spoken):
            return Hypothesis(text="", words=(), score=-self.operating_point)
        confidence = sum(word.confidence for word in words) / len(words)
        return Hypothesis(text=" ".join(spoken), words=words, score=confidence - self.operating_point)

    def _pass_on(self) -> None:
        if not self._waiting:
            return
        samples = np.concatenate(self._waiting)
        self._waiting = []
        self._now.taken += len(samples)
        # The library ends its own utterance in a silence; ours goes on until the gate closes, so its parts are joined.
        if self._now.recognizer.AcceptWaveform(samples.tobytes()):
            self._keep(self._now.recognizer.Result())

    def _keep(self, result: str) -> None:
        self._heard += json.loads(result).get("result", [])
