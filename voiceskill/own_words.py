"""Remembers what the coach has just said, so that he does not obey himself when the microphone hears him."""

from collections import deque

from voiceskill.hearing.utterance import Utterance
from voiceskill.occurrences import CueBegan, Occurrence
from voiceskill.understanding.spelling import speakable

_REMEMBERED = 8
"""Lines; what was said longer ago has died away."""
_LONGEST_LINE_S = 12.0
"""Seconds from the onset of a line to when its last echo may be heard."""


class OwnWords:
    """The coach's latest lines, and when they began."""

    def __init__(self, language: str) -> None:
        """Begin with nothing said.

        Args:
            language: Code of the language that numbers are spelt in, such as ``en``.
        """
        self._language = language
        self._lines: deque[tuple[float, str]] = deque(maxlen=_REMEMBERED)

    def watch(self, occurrence: Occurrence) -> None:
        """Remember a line that begins to sound."""
        if isinstance(occurrence, CueBegan):
            self._lines.append((occurrence.t, f" {speakable(occurrence.text, self._language)} "))

    def hold(self, utterance: Utterance) -> bool:
        """Return whether the coach said these very words while the utterance was heard."""
        words = f" {utterance.text} "
        return any(
            words in line and t <= utterance.speech_end and utterance.speech_start <= t + _LONGEST_LINE_S
            for t, line in self._lines
        )
