"""A recogniser that may crash or hang: another takes its place."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.isolated.keeping import keep_going
from voiceskill.hearing.isolated.process import ProcessFailedError, RecognizerProcess
from voiceskill.hearing.utterance import Hypothesis
from voiceskill.hearing.word_graph import WordGraph

_BETWEEN_CHECKS_S: Final = 1.0
"""Seconds between two signs of life that are asked for, so that who hangs while it is quiet is found before anybody
speaks."""
_FAREWELL_S: Final = 2.0
"""Seconds that are waited for a process to end."""
_LOST: Final = Hypothesis(text="", words=(), score=-1e9, lost=True)

_log = logging.getLogger(__name__)


class WatchedRecognizer:
    """A recogniser in a process of its own, which is replaced by another one if it ends or does not answer.

    Until that one listens, less than a tenth of a second later, utterances come back empty, those too that began
    before. It is otherwise the same as in this process: the same samples give the same hypotheses. No call takes much
    longer than the patience.
    """

    def __init__(
        self,
        bear: Callable[[float], RecognizerProcess],
        *,
        description: str,
        operating_point: float,
        patience: float,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        """Have a process listen.

        Args:
            bear: Returns another process, with the patience that it is given.
            description: As in `Recognizer`.
            operating_point: The recogniser's own, in its own unit.
            patience: Seconds after which a process that does not answer is replaced.
            closed: Is told, once, when this is closed.

        Raises:
            ProcessFailedError: The process has ended, or hangs.
        """
        self._bear = bear
        self._patience = patience
        self._closed = closed
        self._grammar: WordGraph | None = None
        self._changing = threading.Lock()
        self._closing = threading.Event()
        self._process = bear(patience)
        self._hearing = self._process
        self.description = description
        """The recogniser and its model, for the log."""
        self.operating_point = operating_point
        """As in `Recognizer`; holds from the next utterance on."""
        self._watcher = threading.Thread(target=self._watch, name="recognizer-watch", daemon=True)
        self._watcher.start()

    @property
    def pid(self) -> int:
        """Process id of the one that listens, or has just ended."""
        return self._process.pid

    def unknown(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that the model cannot recognise; none while nobody can tell."""
        return self._process.unknown(frozenset(words)) or frozenset()

    def use(self, grammar: WordGraph) -> None:
        """Accept the sentences of this graph from the next utterance on; returns at once."""
        with self._changing:
            self._grammar = grammar
            self._process.use(grammar)

    def begin(self) -> None:
        """Start an utterance."""
        # Who takes over in the middle of an utterance knows nothing of its beginning.
        self._hearing = self._process
        self._hearing.begin(self.operating_point)

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Take the utterance's next samples: int16, mono, 16 kHz, shape (n,)."""
        self._hearing.feed(samples)

    def partial(self) -> str:
        """Return the words so far, best guess."""
        return self._hearing.partial()

    def finish(self) -> Hypothesis:
        """End the utterance and return what it was."""
        return self._hearing.finish() or _LOST

    def close(self) -> None:
        """End the process, for good; one that is only beginning to listen ends as soon as it does."""
        with self._changing:
            over = self._closing.is_set()
            self._closing.set()
        self._process.kill()
        self._watcher.join(_FAREWELL_S)
        if not over:
            self._closed()

    def _watch(self) -> None:
        keep_going(self._attend, self._replace, self._closing)

    def _attend(self) -> None:
        """Keep an eye on the process until it is over."""
        try:
            while not self._process.is_over(_BETWEEN_CHECKS_S):
                self._process.check()
            self._process.end()
        except Exception:  # noqa: BLE001 - logged; nobody else would notice, and the coach would stay deaf
            _log.exception("The recogniser cannot be watched any more; another one is started.")
            self._process.kill()
        else:
            if not self._closing.is_set():
                _log.warning("The recogniser %s; another one is started.", self._process.failure)

    def _replace(self) -> bool:
        """Put another process in the place of the one that is over; return whether it listens."""
        since = time.monotonic()
        try:
            self._install(self._bear(self._patience))
        except (ProcessFailedError, OSError) as error:
            _log.warning("No recogniser starts, so nothing is heard (%s); it is tried again.", error)
            return False
        except Exception:  # noqa: BLE001 - logged, and tried again like what was to be expected
            _log.exception("No recogniser starts, so nothing is heard; it is tried again.")
            return False
        _log.warning("The recogniser listens again, %.2f s later.", time.monotonic() - since)
        return True

    def _install(self, process: RecognizerProcess) -> None:
        with self._changing:
            grammar = self._grammar
        if grammar is not None:
            process.use(grammar)
            process.catch_up()
        with self._changing:
            if self._grammar is not None:
                process.use(self._grammar)
            self._process = process
        if self._closing.is_set():
            process.kill()
