"""Recognisers that share one model in memory, each in a process of its own."""

import logging
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from voiceskill.complaint import Complaint
from voiceskill.hearing.isolated.keeping import keep_going
from voiceskill.hearing.isolated.parent import ParentProcess
from voiceskill.hearing.isolated.process import ProcessFailedError, RecognizerProcess
from voiceskill.hearing.isolated.watched import WatchedRecognizer
from voiceskill.hearing.word_graph import WordGraph

_BETWEEN_LOOKS_S: Final = 60.0
"""Seconds between two looks at a process that would tell by itself if it ended."""
_AWAITED_S: Final = 120.0
"""Seconds that are waited for another process to have loaded the model: the largest of Vosk's, from a memory card."""
_FAREWELL_S: Final = 2.0
"""Seconds that are waited for a process to end."""

_log = logging.getLogger(__name__)


class Nursery:
    """Loads a model once, and gives recognisers to as many rooms as there are.

    Each recogniser is a process that was forked from the one with the model: what neither of them has changed is one
    memory. They are as far apart as any two processes, and none ends with another; whichever fails is replaced. Any
    thread may call.
    """

    def __init__(self, vosk_model: Path | None = None) -> None:
        """Load the model into a process of its own.

        Args:
            vosk_model: Folder of a Vosk model; None: PocketSphinx with its own.

        Raises:
            Complaint: The model cannot be read, or the recogniser does not start.
        """
        self._vosk_model = vosk_model
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._wanted = True
        self._listening = 0
        try:
            self._parent: ParentProcess | None = ParentProcess(vosk_model)
        except ProcessFailedError as error:
            raise _not_started(error) from error
        self._description = self._parent.description
        self._operating_point = self._parent.operating_point
        self._watcher = threading.Thread(target=self._watch, name="nursery-watch", daemon=True)
        self._watcher.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the one that has the model; None while it is being replaced."""
        parent = self._parent
        return parent.pid if parent else None

    def recognizer(self, patience: float = 2.0) -> WatchedRecognizer:
        """Return another recogniser, for whoever closes it.

        Args:
            patience: Seconds after which one that does not answer is replaced.

        Raises:
            Complaint: It does not start.
        """
        try:
            recognizer = WatchedRecognizer(
                self._bear,
                description=self._description,
                operating_point=self._operating_point,
                patience=patience,
                closed=self._miss,
            )
        except ProcessFailedError as error:
            raise _not_started(error) from error
        with self._changed:
            self._listening += 1
        return recognizer

    def prepare(self, grammars: Iterable[WordGraph]) -> None:
        """Have grammars made ready once for all who begin to listen from now on; returns before they are.

        It saves them time and memory; they use others just as well. After a failure of the process with the model
        this has to be asked for again, for that may have been why.

        Args:
            grammars: Those that are used most; the last six are kept.
        """
        with self._changed:
            parent = self._parent
        if parent:
            try:
                parent.prepare(grammars)
            except ProcessFailedError as error:
                _log.warning("The process with the recogniser's model %s, so no grammar is prepared.", error)

    def close(self) -> None:
        """Give no more recognisers; those that there are go on, and the model goes with the last of them."""
        self._wanted = False
        self._end_if_deserted()

    def _miss(self) -> None:
        with self._changed:
            self._listening -= 1
        self._end_if_deserted()

    def _end_if_deserted(self) -> None:
        with self._changed:
            if self._wanted or self._listening:
                return
            self._closing.set()
            self._changed.notify_all()
            if self._parent:
                self._parent.kill()
        self._watcher.join(_FAREWELL_S)

    def _bear(self, patience: float) -> RecognizerProcess:
        with self._changed:
            self._changed.wait_for(lambda: self._parent or self._closing.is_set(), _AWAITED_S)
            parent = self._parent
        if parent is None:
            raise ProcessFailedError("has no model")
        return parent.bear(patience)

    def _watch(self) -> None:
        keep_going(self._attend, self._replace, self._closing)

    def _attend(self) -> None:
        """Wait until the process with the model is over."""
        parent = self._parent
        assert parent is not None  # noqa: S101 - only this thread ever takes it away
        while not parent.is_over(_BETWEEN_LOOKS_S):
            pass
        with self._changed:
            self._parent = None
        parent.end()
        if not self._closing.is_set():
            _log.warning("The process with the recogniser's model %s; another one is started.", parent.fate)

    def _replace(self) -> bool:
        """Put another process in the place of the one that is over; return whether it has the model."""
        since = time.monotonic()
        try:
            parent = ParentProcess(self._vosk_model)
        except (ProcessFailedError, Complaint, OSError) as error:
            _log.warning("The recogniser's model cannot be loaded (%s); it is tried again.", error)
            return False
        except Exception:  # noqa: BLE001 - logged, and tried again like what was to be expected
            _log.exception("The recogniser's model cannot be loaded; it is tried again.")
            return False
        with self._changed:
            self._parent = parent
            self._changed.notify_all()
            if self._closing.is_set():
                parent.kill()
        _log.warning("The recogniser's model is loaded again, %.1f s later.", time.monotonic() - since)
        return True


def _not_started(error: ProcessFailedError) -> Complaint:
    return Complaint(f"The recogniser does not start: it {error}; install voiceskill again.")
