"""Keeps something going that may end: another is put in its place, at once, then ever less eagerly."""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from voiceskill.backoff import delays

_RELIABLE_S: Final = 60.0
"""Seconds after which the end of one is no sign that the next one ends as well."""
_FIRST_PAUSE_S: Final = 1.0
"""Seconds before a second attempt, where the first one did not last; twice as long before each further one."""
_LONGEST_PAUSE_S: Final = 60.0
"""Seconds between two attempts at the most."""


def keep_going(attend: Callable[[], None], replace: Callable[[], bool], closing: threading.Event) -> None:
    """Attend to it, replace it, attend to that one, and so on, until it is to be closed.

    Args:
        attend: Returns when it has ended.
        replace: Puts another in its place; returns whether that succeeded.
        closing: Once this is set, nothing is replaced any more.
    """
    pauses = _pauses()
    while True:
        since = time.monotonic()
        attend()
        if time.monotonic() - since > _RELIABLE_S:
            pauses = _pauses()
        replaced = False
        while not replaced and not closing.wait(next(pauses)):
            replaced = replace()
        if not replaced:
            return


def _pauses() -> Iterator[float]:
    """Yield the seconds to wait before each attempt."""
    return chain((0.0,), delays(_FIRST_PAUSE_S, _LONGEST_PAUSE_S))
