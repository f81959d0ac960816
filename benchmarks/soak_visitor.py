"""Somebody who has the page open: follows, looks around, and changes routines."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import requests

_PAGES = (
    *("", "routines", "stretches", "progress", "progress/sheet", "progress/journal.csv", "sound"),
    *("api/v1/now", "api/v1/routines", "api/v1/progress", "api/v1/sentences", "api/v1/openapi.json"),
)
_NAMES = product(
    ("old", "new", "long", "short", "good"),
    ("red", "green", "blue", "black", "white"),
    ("river", "mountain", "garden", "winter", "summer", "harbor"),
)
"""Of routines, each another one: what can be said is never the same again, in half a day."""
_VISITS_PER_ROUTINE = 5
_WAIT_S = 60
"""Seconds for an answer on a busy machine."""


class Visitor:
    """A browser's requests, one after the other."""

    def __init__(self, address: str) -> None:
        """Go to the page's address, such as ``http://127.0.0.1:8080/``."""
        self._address = address
        self._routines = f"{address}api/v1/routines"
        self._visits = 0
        self._made: str | None = None

    def look_around(self) -> None:
        """Ask for each page, and every fifth time make a routine, which is deleted the next time."""
        for page in _PAGES:
            requests.get(self._address + page, timeout=_WAIT_S).raise_for_status()
        if self._made:
            requests.delete(f"{self._routines}/{self._made}", timeout=_WAIT_S).raise_for_status()
            self._made = None
        self._visits += 1
        if self._visits % _VISITS_PER_ROUTINE == 0:
            self._made = self._make_routine()

    @contextmanager
    def following(self) -> Iterator[None]:
        """Have the events sent until the context is left."""
        with requests.get(f"{self._address}api/v1/events", stream=True, timeout=_WAIT_S) as events:
            threading.Thread(target=_swallow, args=(events,), daemon=True).start()
            yield

    def _make_routine(self) -> str:
        name = f"the {' '.join(next(_NAMES))} routine"
        copy = requests.post(f"{self._routines}/short/copy", json={"name": name}, timeout=_WAIT_S)
        copy.raise_for_status()
        return str(copy.json()["id"])


def _swallow(events: requests.Response) -> None:
    try:
        for _ in events.iter_content(4096):
            pass
    except (requests.RequestException, OSError, AttributeError, ValueError):  # closed while it was being read
        return
