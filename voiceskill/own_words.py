"""Remembers what the coach has just said, so that he does not obey himself when the microphone hears him."""

import re
from collections import deque
from collections.abc import Iterator

from voiceskill.hearing.utterance import Utterance
from voiceskill.occurrences import CueBegan, Occurrence
from voiceskill.understanding.spelling import speakable

_REMEMBERED = 8
"""Lines; what was said longer ago has died away."""
_WORD_S = 0.75
"""Seconds that the slowest voice takes for a word."""
_ECHO_S = 1.0
"""Seconds by which the microphone may hear a line late; who repeats "louder" after the coach is later than that."""
_SENTENCE_END = re.compile(r"[.!?]")


class OwnWords:
    """The coach's latest lines, and when they sounded."""

    def __init__(self, language: str) -> None:
        """Begin with nothing said.

        Args:
            language: Code of the language that numbers are spelt in, such as ``en``.
        """
        self._language = language
        self._lines: deque[tuple[float, float, frozenset[str]]] = deque(maxlen=_REMEMBERED)

    def watch(self, occurrence: Occurrence) -> None:
        """Remember a line that begins to sound."""
        if isinstance(occurrence, CueBegan):
            sentences = _SENTENCE_END.split(occurrence.text)
            spoken = frozenset(speakable(sentence, self._language) for sentence in sentences)
            end = occurrence.t + _ECHO_S + _WORD_S * sum(len(sentence.split()) for sentence in spoken)
            self._lines.append((occurrence.t, end, spoken))

    def hold(self, utterance: Utterance) -> bool:
        """Return whether this is a whole sentence that the coach said while it was heard.

        A part of one is not: who is told to say "go on" says it at once.
        """
        return any(utterance.text in spoken for spoken in self._sounding(utterance))

    def mention(self, words: str, utterance: Utterance) -> bool:
        """Return whether the coach said words, by themselves or within a sentence, while an utterance was heard.

        Args:
            words: Lower-case words, single spaces between.
            utterance: What was heard.
        """
        return any(f" {words} " in f" {sentence} " for spoken in self._sounding(utterance) for sentence in spoken)

    def _sounding(self, utterance: Utterance) -> Iterator[frozenset[str]]:
        """Yield the lines that sounded while an utterance was heard, each as its sentences."""
        return (
            spoken
            for begin, end, spoken in self._lines
            if begin <= utterance.speech_end and utterance.speech_start <= end
        )
