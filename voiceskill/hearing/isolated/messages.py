"""What the program, the process with the loaded recogniser, and those that listen say to each other.

The program and a process that listens have two connections. One is for sound: requests and questions are carried out in
their order, and each question is answered. On the other, words are looked up meanwhile.

To the process with the loaded recogniser the program has one connection, a pair of sockets that keep messages apart,
and hands open files over with the messages. What becomes of each process that was forked it is told on a third
connection of that one's, of the same kind.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.utterance import Hypothesis
from voiceskill.hearing.word_graph import WordGraph

MOST_BYTES: Final = 65_536
"""Size of a message that open files may come with."""
MOST_FILES: Final = 3
"""Number of those."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The recogniser is ready; the first thing that is said."""

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
class Listen:
    """Request: have another process listen; comes with its ends of the connections for sound, words and its life."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Request: be ready for grammars; comes with a file that has a list of them in pickle's form."""


@dataclass(frozen=True, slots=True)
class Born:
    """The process listens; comes with a file descriptor of that process."""

    pid: int
    """Its process id."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The process has ended."""

    status: int
    """What it has returned; where a signal ended it, that signal's number, negative."""


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
    """The last thing that is said, in place of an answer, `Loaded` or `Born`: there was an exception."""

    error: str
    """Its name and text."""

    @classmethod
    def of(cls, error: Exception) -> Self:
        """Tell of an exception."""
        return cls(f"{type(error).__name__}: {error}")

    def __str__(self) -> str:
        """Tell it, to be read after "it"."""
        return f"has failed ({self.error})"
