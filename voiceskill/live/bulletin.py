"""Shows the latest of something to any number of readers, none of whom can keep the writer waiting."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Issue(Generic[T]):
    """What was posted, with its place in the order."""

    number: int
    """Counts what was posted, from 0."""
    content: T
    """What was posted."""
    moment: float
    """When, in seconds as of `time.monotonic`."""


class Bulletin(Generic[T]):
    """A board with room for one notice: the newest wins, and who reads slowly misses those between."""

    def __init__(self, first: T) -> None:
        """Post the first notice."""
        self._latest = Issue(0, first, time.monotonic())
        self._closed = False
        self._changed = threading.Condition()
        self._followers: list[Callable[[Issue[T]], None]] = []

    @property
    def latest(self) -> Issue[T]:
        """The newest notice."""
        return self._latest

    @property
    def closed(self) -> bool:
        """Whether nothing more will be posted."""
        return self._closed

    def post(self, content: T) -> None:
        """Replace the notice and wake those who wait."""
        with self._changed:
            self._latest = latest = Issue(self._latest.number + 1, content, time.monotonic())
            followers = tuple(self._followers)
            self._changed.notify_all()
        for tell in followers:
            tell(latest)

    def follow(self, tell: Callable[[Issue[T]], None]) -> None:
        """Have each notice told from now on, and the present one at once.

        Args:
            tell: Called on the thread of whoever posts; must neither wait nor raise.
        """
        with self._changed:
            self._followers.append(tell)
            latest = self._latest
        tell(latest)

    def wait(self, seen: int, seconds: float) -> Issue[T] | None:
        """Return the newest notice as soon as there is one after the one that was seen.

        Args:
            seen: Number of the notice that is known.
            seconds: How long to wait for another.

        Returns:
            None where nothing was posted in that time, or the board is closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._latest.number != seen, seconds)
            return None if self._latest.number == seen else self._latest

    def close(self) -> None:
        """Post nothing more, and send those away who wait."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
