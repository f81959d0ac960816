"""One process in which a recogniser listens, seen from the program."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.isolated.channel import Channel
from voiceskill.hearing.isolated.messages import (
    Answer,
    Begin,
    Failed,
    Feed,
    Forget,
    Learn,
    Question,
    Use,
    Wanted,
)
from voiceskill.hearing.isolated.offspring import Offspring
from voiceskill.hearing.latest import Latest
from voiceskill.hearing.utterance import Hypothesis
from voiceskill.hearing.word_graph import WordGraph

_PREPARING_S: Final = 6.0
"""Seconds that making ready for a new grammar may take; a fifth of one on a PC."""
_LOOKING_UP_S: Final = 30.0
"""Seconds that looking up words may take; those that no dictionary has are read by rule."""


class ProcessFailedError(Exception):
    """A process ended, or was ended because it hung, before its recogniser listened."""


class RecognizerProcess:
    """A process with a recogniser, as good as any other until it fails; from then on it recognises nothing.

    Whoever hears with it, whoever watches it and whoever looks up words may each have a thread.
    """

    def __init__(self, offspring: Offspring, sound: Channel, words: Channel, patience: float) -> None:
        """Take over a process that has just begun to listen.

        Args:
            offspring: The process; it and the connections are closed with this.
            sound: The connection for sound.
            words: The connection for words.
            patience: Seconds after which one that does not answer is ended.
        """
        self._offspring, self._sound, self._words = offspring, sound, words
        self._patience = patience
        self._hearing = threading.RLock()
        self._looking_up = threading.Lock()
        self._asked = self._answered = self._prepared_by = 0
        self._checked = 0.0
        self._missed = False
        self._numbers = count()
        self._learnt = Latest(self._teach, lambda number: self._send(Forget(number)))
        self._failure = ""

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._offspring.pid

    @property
    def failure(self) -> str:
        """What has become of it, to be read after "it"."""
        return self._failure or self._offspring.fate

    def use(self, grammar: WordGraph) -> None:
        """Have a grammar used from the next utterance on; returns before it is ready."""
        with self._conversation():
            self._send(Use(self._learnt.of(grammar)))

    def begin(self, operating_point: float) -> None:
        """Have an utterance started, to be scored by this operating point, in the recogniser's own unit."""
        with self._conversation():
            self._missed = False
            self._send(Begin(operating_point))

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Have the utterance's next samples taken: int16, mono, 16 kHz, shape (n,)."""
        with self._conversation():
            if self._missed:
                return
            self._send(Feed(samples))
            if self._preparing:
                # What has gathered behind the grammar delays the next answer as well.
                self._prepared_by = self._asked + 1

    def partial(self) -> str:
        """Return the words so far; empty where it does not answer, or is waited for no more in this utterance."""
        with self._conversation():
            return "" if self._missed else str(self._ask(Wanted.PARTIAL) or "")
        return ""

    def finish(self) -> Hypothesis | None:
        """Return what the utterance was; None where it does not answer, or was waited for in vain before."""
        with self._conversation():
            if self._missed:
                self._put(Wanted.HYPOTHESIS)  # ends it there as well; nobody takes the answer for another's
                return None
            hypothesis = self._ask(Wanted.HYPOTHESIS)
            return hypothesis if isinstance(hypothesis, Hypothesis) else None
        return None

    def catch_up(self) -> bool:
        """Wait until all that it was asked for is done, a new grammar too; return whether it is."""
        with self._conversation():
            number = self._put(Wanted.SIGN_OF_LIFE)
            while self._answered < number:
                self._take(self._allowance)
            return True
        return False

    def unknown(self, words: frozenset[str]) -> frozenset[str] | None:
        """Return those of the words that the model cannot recognise; None where nobody answers.

        What is heard meanwhile does not wait for it.
        """
        try:
            with self._looking_up:
                self._words.send(words, _LOOKING_UP_S)
                answer = self._words.receive(_LOOKING_UP_S)
        except TimeoutError:
            self._give_up(f"looked up words for {_LOOKING_UP_S:g} s")
        except OSError:
            self._offspring.kill()
        else:
            return answer if isinstance(answer, frozenset) else None
        return None

    def check(self) -> None:
        """End it if it has not given a sign of life for too long, and ask for another; never waits for it."""
        # Whoever has it answer a question at this moment notices by himself if it does not.
        if self._hearing.acquire(blocking=False):
            try:
                self._check()
            finally:
                self._hearing.release()

    def is_over(self, within: float) -> bool:
        """Wait until the process has ended, at most so many seconds, and return whether it has."""
        return self._offspring.is_over(within)

    def kill(self) -> None:
        """End it at once; the one that watches it then clears away what is left of it."""
        self._offspring.kill()

    def end(self) -> None:
        """End it, and clear away what is left of it; once."""
        self._offspring.kill()
        self._offspring.clear_away()
        # What it has said last may tell why.
        with self._conversation():
            while True:
                self._take(0.0)
        with self._hearing, self._looking_up:
            self._sound.close()
            self._words.close()

    @property
    def _preparing(self) -> bool:
        return self._prepared_by > self._answered

    @property
    def _allowance(self) -> float:
        """Seconds that it may need for an answer."""
        return max(_PREPARING_S, self._patience) if self._preparing else self._patience

    def _check(self) -> None:
        with self._conversation():
            with suppress(TimeoutError):
                while True:
                    self._take(0.0)
            if self._answered == self._asked:
                self._checked = time.monotonic()
                self._put(Wanted.SIGN_OF_LIFE)
            elif time.monotonic() - self._checked > self._allowance:
                raise TimeoutError

    @contextmanager
    def _conversation(self) -> Iterator[None]:
        """Have the connection for sound to oneself; what fails in it ends the process, and goes no further."""
        with self._hearing:
            try:
                yield
            except TimeoutError:
                self._give_up(f"did not answer within {self._allowance:g} s")
            except OSError:
                self._offspring.kill()

    def _teach(self, grammar: WordGraph) -> int:
        number = next(self._numbers)
        self._send(Learn(number, grammar))
        self._prepared_by = self._asked + 1
        self._checked = time.monotonic()
        return number

    def _give_up(self, failure: str) -> None:
        self._failure = self._failure or failure
        self._offspring.kill()

    def _send(self, message: object) -> None:
        """Pass a message on; while a grammar is made ready nobody waits for that, and it goes with the next ones."""
        try:
            self._sound.send(message, 0.0 if self._preparing else self._patience)
        except TimeoutError:
            if not self._preparing:
                raise

    def _put(self, wanted: Wanted) -> int:
        self._asked += 1
        self._send(Question(self._asked, wanted))
        return self._asked

    def _ask(self, wanted: Wanted) -> str | Hypothesis | None:
        """Return what is wanted; None, and the utterance is missed, where there is a good reason to wait too long."""
        number = self._put(wanted)
        deadline = time.monotonic() + self._patience
        try:
            while True:
                answer = self._take(max(0.0, deadline - time.monotonic()))
                if answer.number == number:
                    return answer.content
        except TimeoutError:
            if not self._preparing:
                raise
            self._missed = True
            return None

    def _take(self, within: float) -> Answer:
        match self._sound.receive(within):
            case Answer() as answer:
                self._answered = answer.number
                return answer
            case Failed() as failed:
                self._failure = str(failed)
        raise ConnectionResetError(self._failure)
