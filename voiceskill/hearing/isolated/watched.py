"""A recogniser that may crash or hang: another takes its place."""

import logging
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.hearing.isolated.process import ProcessFailedError, RecognizerProcess
from voiceskill.hearing.utterance import Hypothesis
from voiceskill.hearing.word_graph import WordGraph

_BETWEEN_CHECKS_S: Final = 1.0
"""Seconds between two signs of life that are asked for, so that who hangs while it is quiet is found before anybody
speaks."""
_RELIABLE_S: Final = 60.0
"""Seconds after which the end of a process is no sign that the next one ends as well."""
_FIRST_PAUSE_S: Final = 1.0
"""Seconds before a second attempt, where the first process did not last; twice as long before each further one."""
_LONGEST_PAUSE_S: Final = 60.0
"""Seconds between two attempts at the most."""
_FAREWELL_S: Final = 2.0
"""Seconds that are waited for a process to end."""
_LOST: Final = Hypothesis(text="", words=(), score=-1e9, lost=True)

_log = logging.getLogger(__name__)


class WatchedRecognizer:
    """A recogniser in a process of its own, which is replaced by another one if it ends or does not answer.

    Until that one listens, some tenths of a second later, utterances come back empty, those too that began before. It
    is otherwise the same as in this process: the same samples give the same hypotheses. No call takes much longer than
    the patience.
    """

    def __init__(self, vosk_model: Path | None = None, *, patience: float = 2.0) -> None:
        """Start the process and wait until its recogniser is loaded.

        Args:
            vosk_model: Folder of a Vosk model; None: PocketSphinx with its own.
            patience: Seconds after which a process that does not answer is replaced.

        Raises:
            Complaint: The model cannot be read, or the recogniser does not start.
        """
        self._vosk_model = vosk_model
        self._patience = patience
        self._grammar: WordGraph | None = None
        self._changing = threading.Lock()
        self._closing = threading.Event()
        try:
            self._process = RecognizerProcess(vosk_model, patience)
        except ProcessFailedError as error:
            raise Complaint(f"The recogniser does not start: it {error}; install voiceskill again.") from error
        self._hearing = self._process
        self.description = self._process.description
        """The recogniser and its model, for the log."""
        self.operating_point = self._process.operating_point
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
        """End the process, for good; one that is only being loaded ends as soon as it is."""
        self._closing.set()
        self._process.kill()
        self._watcher.join(_FAREWELL_S)

    def _watch(self) -> None:
        pause = 0.0
        while True:
            since = time.monotonic()
            try:
                self._attend()
            except Exception:  # noqa: BLE001 - logged; nobody else would notice, and the coach would stay deaf
                _log.exception("The recogniser cannot be watched any more; another one is started.")
                self._process.kill()
            if time.monotonic() - since > _RELIABLE_S:
                pause = 0.0
            replaced = False
            while not replaced and not self._closing.wait(pause):
                pause = _longer(pause)
                replaced = self._replace()
            if not replaced:
                return

    def _attend(self) -> None:
        """Keep an eye on the process until it is over."""
        while not self._process.is_over(_BETWEEN_CHECKS_S):
            self._process.check()
        self._process.end()
        if not self._closing.is_set():
            _log.warning("The recogniser %s; another one is started.", self._process.failure)

    def _replace(self) -> bool:
        """Put another process in the place of the one that is over; return whether it listens."""
        since = time.monotonic()
        try:
            self._install(RecognizerProcess(self._vosk_model, self._patience))
        except (ProcessFailedError, Complaint, OSError) as error:
            _log.warning("No recogniser starts, so nothing is heard (%s); it is tried again.", error)
            return False
        except Exception:  # noqa: BLE001 - logged, and tried again like what was to be expected
            _log.exception("No recogniser starts, so nothing is heard; it is tried again.")
            return False
        _log.warning("The recogniser listens again, %.1f s later.", time.monotonic() - since)
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


def _longer(pause: float) -> float:
    return min(max(2 * pause, _FIRST_PAUSE_S), _LONGEST_PAUSE_S)
