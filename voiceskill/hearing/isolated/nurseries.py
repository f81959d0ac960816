"""Gives recognisers for whichever model is asked for, and keeps one model in memory."""

import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from voiceskill.hearing.isolated.nursery import Nursery
from voiceskill.hearing.isolated.watched import WatchedRecognizer
from voiceskill.hearing.word_graph import WordGraph


class Nurseries:
    """One nursery at a time: that of the model that was asked for last. Any thread may call.

    A model that another has taken the place of stays in memory until nobody listens with it any more.
    """

    def __init__(self, patience: float = 2.0) -> None:
        """Load nothing yet.

        Args:
            patience: Seconds after which a recogniser that does not answer is replaced.
        """
        self._patience = patience
        self._loading = threading.Lock()
        self._grammars: tuple[WordGraph, ...] = ()
        self._model: Path | None = None
        self._nursery: Nursery | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def load(self, vosk_model: Path | None) -> WatchedRecognizer:
        """Return another recogniser, for whoever closes it; the model is loaded where it is not the one of before.

        Args:
            vosk_model: Folder of a Vosk model; None: PocketSphinx with its own.

        Raises:
            Complaint: The model cannot be read, or the recogniser does not start; the one of before is still there.
        """
        with self._loading:
            if self._nursery is None or self._model != vosk_model:
                nursery, before = Nursery(vosk_model), self._nursery
                nursery.prepare(self._grammars)
                self._nursery, self._model = nursery, vosk_model
                if before:
                    before.close()
            return self._nursery.recognizer(self._patience)

    def prepare(self, grammars: Iterable[WordGraph]) -> None:
        """Have grammars made ready once for all who begin to listen from now on, as `Nursery.prepare`, by any model."""
        with self._loading:
            self._grammars = tuple(dict.fromkeys(grammars))
            if self._nursery:
                self._nursery.prepare(self._grammars)

    def close(self) -> None:
        """Give no more recognisers; the model goes with the last of those that there are."""
        with self._loading:
            if self._nursery:
                self._nursery.close()
            self._nursery = None
