"""Fetches a model that was asked for while the coach is at work, and tells how far it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock, Thread

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import CataloguedModel
from voiceskill.hearing.models.fetching import Stopped
from voiceskill.hearing.models.finding import model_cache
from voiceskill.hearing.models.installing import fetch_model


@dataclass(frozen=True, slots=True)
class Fetching:
    """How far a model is."""

    model: str
    """Its name."""
    so_far: int = 0
    """Bytes that have come."""
    total: int = 0
    """Bytes of the whole archive; 0: not known yet."""
    over: bool = False
    """Whether the fetching has ended, in one way or the other."""
    trouble: str | None = None
    """Why it did not come, and what to do; None where nothing is wrong."""


class ModelFetch:
    """Fetches one model at a time, on a thread of its own. Any thread may call it."""

    def __init__(self, on_ready: Callable[[Path], object]) -> None:
        """Fetch nothing yet.

        Args:
            on_ready: Takes a model's folder when it is complete; called on the fetching thread, and not after `stop`.
        """
        self._on_ready = on_ready
        self._state: Fetching | None = None
        self._stop = Event()
        self._thread: Thread | None = None
        self._beginning = Lock()

    @property
    def state(self) -> Fetching | None:
        """How far the last model is that was asked for; None before one was."""
        return self._state

    def begin(self, model: CataloguedModel) -> None:
        """Begin to fetch a model, and return at once.

        Raises:
            Complaint: Another one is being fetched.
        """
        with self._beginning:
            if self._state and not self._state.over:
                raise Complaint(f"The model {self._state.model} is being fetched; wait until it has come.")
            self._stop = Event()
            self._state = Fetching(model.name, total=model.bytes)
            self._thread = Thread(
                target=self._run, args=(model, self._state, self._stop), name="model-fetch", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """End it soon, and return at once; what has come is kept for the next time."""
        self._stop.set()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until nothing is being fetched, at most `timeout` seconds, and return whether that is so."""
        if self._thread is not None:
            self._thread.join(timeout)
        return self._thread is None or not self._thread.is_alive()

    def _run(self, model: CataloguedModel, state: Fetching, stop: Event) -> None:
        def progress(so_far: int, total: int) -> None:
            self._state = replace(state, so_far=so_far, total=total)

        trouble = None
        try:
            path = fetch_model(model, model_cache(), progress=progress, stop=stop)
            if not stop.is_set():
                self._on_ready(path)
        except Stopped:
            pass
        except Complaint as complaint:
            trouble = str(complaint)
        finally:
            self._state = replace(self._state or state, over=True, trouble=trouble)
