"""One search of the Vosk library: the likeliest way to say what was heard with the words that it is given."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import vosk
from numpy.typing import NDArray

from voiceskill.hearing.recognizer import SAMPLE_RATE
from voiceskill.hearing.utterance import Word

OTHER_SPEECH: Final = "[unk]"
"""What the library calls a word that its model does not know."""
_PORTION: Final = SAMPLE_RATE // 10
"""Samples that the library takes at once: it is slow in smaller portions."""


@dataclass(frozen=True, slots=True)
class Path:
    """What one search made of an utterance."""

    words: tuple[Word, ...]
    """Its words, their times in seconds from the first sample fed."""
    likelihood: float
    """Natural logarithm of the likelihood of the sound and of the words, from the first sample to the last."""


class VoskDecoder:
    """Follows phrases, which the library turns into a bigram model: words of different phrases mix."""

    def __init__(self, model: vosk.Model, phrases: Iterable[str]) -> None:
        """Prepare for the phrases, all words of which the model knows: some milliseconds.

        Args:
            model: The library's model; several decoders share one.
            phrases: Words, separated by single spaces.
        """
        self._recognizer = vosk.KaldiRecognizer(model, SAMPLE_RATE, json.dumps([*phrases]))
        self._recognizer.SetWords(True)  # noqa: FBT003 - the library's signature
        # Only with alternatives does it tell the likelihood; the words are without confidences then.
        self._recognizer.SetMaxAlternatives(1)
        self._waiting: list[NDArray[np.int16]] = []
        self._taken = self._first = 0

    def begin(self) -> None:
        """Start an utterance."""
        self._recognizer.Reset()
        # The library's clock goes on from one utterance to the next.
        self._first = self._taken
        self._waiting = []

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Take the utterance's next samples: int16, mono, 16 kHz, shape (n,)."""
        self._waiting.append(samples)
        if sum(map(len, self._waiting)) >= _PORTION:
            self._pass_on()

    def partial(self) -> str:
        """Return the words so far, best guess."""
        self._pass_on()
        words: str = json.loads(self._recognizer.PartialResult()).get("partial", "")
        return words

    def finish(self) -> Path:
        """End the utterance and return the best path."""
        self._pass_on()
        best: dict[str, Any] = json.loads(self._recognizer.FinalResult())["alternatives"][0]
        first = self._first / SAMPLE_RATE
        words = tuple(
            Word(text=word["word"], start=word["start"] - first, end=word["end"] - first, confidence=1.0)
            for word in best.get("result", [])
        )
        return Path(words=words, likelihood=best["confidence"])

    def _pass_on(self) -> None:
        if not self._waiting:
            return
        samples = np.concatenate(self._waiting)
        self._waiting = []
        self._taken += len(samples)
        # It also tells when it takes a silence for the end; but the utterance is over when the gate says so.
        self._recognizer.AcceptWaveform(samples.tobytes())
