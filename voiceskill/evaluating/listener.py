"""Hears recordings as the program hears its room."""

import time
from dataclasses import dataclass

import numpy as np
from hassil.intents import Intents
from numpy.typing import NDArray

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.utterance import Utterance
from voiceskill.obeying import command_of
from voiceskill.rooms.room import BLOCK_S
from voiceskill.understanding.grammar import listening_graphs
from voiceskill.understanding.matching import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Something was heard that the coach would obey."""

    t: float
    """Seconds from the recording's first sample to the end of the block in which it was known."""
    text: str
    """The words."""
    command: Command
    """What they ask for."""
    computing: float
    """Seconds of one core that its last block took: by so much later it is obeyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What came of one recording."""

    decisions: tuple[Decision, ...]
    """What would have been obeyed, in order."""
    utterances: tuple[Utterance, ...]
    """All that was said, in order, with its score; their times are seconds from the recording's first sample."""
    seconds: float
    """Length of what was heard."""
    computing: float
    """Seconds of one core that it took."""


class Listener:
    """Somebody's ear and understanding, which stay the same from one recording to the next, and no coach.

    One recogniser hears them all, so what it learns of a voice or a room it keeps, as in one long session.
    """

    def __init__(self, recognizer: Recognizer, intents: Intents) -> None:
        """Prepare to listen.

        Args:
            recognizer: Recognises.
            intents: What can be said, as `load_sentences` gives it.
        """
        self._recognizer = recognizer
        self._understanding = Understanding(intents)
        self._urgent = self._understanding.urgent_sentences()
        self._grammars = listening_graphs(intents)
        for grammar in self._grammars.values():
            recognizer.use(grammar)  # what is prepared once is no part of the computing for a second of sound

    def hear(self, samples: NDArray[np.int16], rate: int, state: State) -> Hearing:
        """Return what is heard of a recording, block by block, while the coach is doing the same all the time.

        Args:
            samples: int16, mono, shape (n,).
            rate: How many of them a second, in Hz, 8,000 to 192,000.
            state: What the coach is doing.
        """
        block = round(rate * BLOCK_S)
        ear = Ear(self._recognizer, rate, self._grammars[state], urgent=self._urgent)
        decisions: list[Decision] = []
        said: list[Utterance] = []
        computing = 0.0
        for first in range(0, samples.size + block, block):
            piece = samples[first : first + block]
            began = time.process_time()
            utterances = ear.hear(piece) if piece.size else ear.flush()
            heard = [(one.text, command_of(one, state, self._understanding)) for one in utterances]
            took = time.process_time() - began
            computing += took
            said += utterances
            t = min(first + block, samples.size) / rate
            decisions += [
                Decision(t=t, text=text, command=command, computing=took) for text, command in heard if command
            ]
        return Hearing(
            decisions=tuple(decisions), utterances=tuple(said), seconds=samples.size / rate, computing=computing
        )
