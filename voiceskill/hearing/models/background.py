"""Fetches a model while the coach is already at work."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import CataloguedModel
from voiceskill.hearing.models.fetching import NoNetwork, Stopped
from voiceskill.hearing.models.finding import model_cache
from voiceskill.hearing.models.installing import fetch_model
from voiceskill.hearing.models.telling import Say, in_tenths


class BackgroundFetch:
    """Fetches one catalogued model, once, on a thread of its own.

    Without a network it says so in one line and ends; the next start of the program tries again.
    """

    def __init__(self, model: CataloguedModel, *, say: Say, on_ready: Callable[[Path], object]) -> None:
        """Prepare; nothing happens before `start`.

        Args:
            model: Which.
            say: Takes a line when it begins to come, at each tenth and at the end; called on the fetching thread.
            on_ready: Takes the model's folder when it is complete; called on the fetching thread, and not after `stop`.
        """
        self._model = model
        self._say = say
        self._on_ready = on_ready
        self._stop = Event()
        # As a daemon it does not keep the program from ending while a server is silent.
        self._thread = Thread(target=self._run, name="model-fetch", daemon=True)

    def start(self) -> None:
        """Begin, and return at once."""
        self._thread.start()

    def stop(self) -> None:
        """End it soon, and return at once; what has come is kept for the next time."""
        self._stop.set()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until it has ended, at most `timeout` seconds, and return whether it has."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        name = self._model.name
        try:
            path = fetch_model(self._model, model_cache(), progress=in_tenths(self._say, name), stop=self._stop)
            if self._stop.is_set():
                return
            self._say(f"The Vosk model {name} is ready.")
            self._on_ready(path)
        except Stopped:
            return
        except NoNetwork:
            self._say(f"No network to fetch the Vosk model {name}; PocketSphinx's own model is used.")
        except Complaint as complaint:
            self._say(str(complaint))
