"""What the ear hands on: words with their times, and how well they explain the sound."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word."""

    text: str
    """Lower-case spelling, as in the grammar."""
    start: float
    """Seconds; in a hypothesis from the first sample fed, in an utterance on the room's sample clock."""
    end: float
    """Seconds, on the same clock as `start`."""
    confidence: float
    """The recogniser's own, 0 to 1. Not to be trusted alone: a closed grammar forces other speech into it at 1.0."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a recogniser made of the samples between `begin` and `finish`."""

    text: str
    """The words, single spaces between; empty where nothing in the grammar explains the sound."""
    words: tuple[Word, ...]
    """The words with their times in seconds from the first sample fed."""
    score: float
    """How much better the sentence explains the sound than arbitrary speech does, shifted by the recogniser's own
    operating point: at 0 or above it is to be believed, below it is to be rejected. No unit."""
    lost: bool = False
    """Whether what recognises has failed meanwhile, so that nobody knows what was said."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of speech between two silences."""

    text: str
    """The words, single spaces between; empty where nothing in the grammar explains the sound."""
    words: tuple[Word, ...]
    """The words with their times in seconds on the room's sample clock."""
    score: float
    """As in `Hypothesis`: believed at 0 or above."""
    speech_start: float
    """Onset of the speech, seconds on the room's sample clock."""
    speech_end: float
    """End of the speech (not of the silence that ended the utterance), seconds on the room's sample clock."""
    lost: bool = False
    """As in `Hypothesis`."""
