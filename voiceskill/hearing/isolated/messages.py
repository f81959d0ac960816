"""What the coach's process and that of the recogniser say to each other.

Of two connections one is for sound: requests and questions are carried out in their order, and each question is
answered. On the other, words are looked up meanwhile.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.utterance import Hypothesis
from voiceskill.hearing.word_graph import WordGraph


@dataclass(frozen=True, slots=True)
class Loaded:
    """The recogniser listens; the first thing that is said."""

    description: str
    """As in `Recognizer`."""
    operating_point: float
    """Its own, in its own unit."""


@dataclass(frozen=True, slots=True)
class Refused:
    """There will be no recogniser; said in place of `Loaded`."""

    complaint: str
    """A sentence for the user."""


@dataclass(frozen=True, slots=True)
class Learn:
    """Request: keep a grammar."""

    number: int
    """What it is called from now on."""
    grammar: WordGraph
    """The grammar."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Request: keep a grammar no longer."""

    number: int
    """That of the grammar."""


@dataclass(frozen=True, slots=True)
class Use:
    """Request: listen for a grammar from the next utterance on."""

    number: int
    """That of the grammar."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Request: start an utterance."""

    operating_point: float
    """By which it is to be scored, in the recogniser's own unit."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Request: take the utterance's next samples."""

    samples: NDArray[np.int16]
    """Mono, 16 kHz, shape (n,)."""


class Wanted(StrEnum):
    """What a question asks for."""

    SIGN_OF_LIFE = "sign of life"
    """Nothing else; answered with None, and with that all that was asked before has been done."""
    PARTIAL = "partial"
    """The words so far, a text."""
    HYPOTHESIS = "hypothesis"
    """What the utterance was, which ends with it: a `Hypothesis`."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is answered."""

    number: int
    """Rises from one question to the next."""
    wanted: Wanted
    """What is asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked for."""

    number: int
    """The question's."""
    content: str | Hypothesis | None
    """As the question wants it."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The last thing that is said, in place of an answer or `Loaded`: the recogniser's own code raised an exception."""

    error: str
    """Its name and text."""
