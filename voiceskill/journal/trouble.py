"""Tells once what keeps the journal from being written or read, until it is over."""

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from voiceskill.complaint import Complaint
from voiceskill.journal.hindrance import Hindrance
from voiceskill.journal.store import Store, reason

_log = logging.getLogger(__name__)

TROUBLES = (OSError, SQLAlchemyError, Complaint)
"""With what a `Store` fails."""

_AWAY_S = 5.0
"""Seconds after which a server that keeps somebody waiting counts as away, and for which one that is away is left
alone."""


class Trouble:
    """What is wrong with a store just now. Any thread may call it."""

    def __init__(self, store: Store) -> None:
        """Take the store for a good one.

        Args:
            store: What is written and read.
        """
        self._store = store
        self._lock = threading.Lock()
        self._told: set[str] = set()
        self._hindrance: Hindrance | None = None
        self._tell: Callable[[Hindrance], None] = lambda _: None
        self._tried = -_AWAY_S
        self._late: float | None = None

    def on_hindrance(self, tell: Callable[[Hindrance], None]) -> None:
        """Have somebody told what keeps it from being written, once until it is over; at once where it is so now."""
        with self._lock:
            self._tell = tell
            if self._hindrance:
                tell(self._hindrance)

    @property
    def patience(self) -> float | None:
        """Seconds to wait for an answer; None: until it comes."""
        patience = self._store.patience
        with self._lock:
            slow = self._late is not None or self._hindrance is Hindrance.AWAY
        return 0.0 if slow and patience is not None else patience

    @property
    def is_on(self) -> bool:
        """Whether something was told that is not over yet."""
        with self._lock:
            return bool(self._told)

    @property
    def rests(self) -> bool:
        """Whether a server was away so shortly before that it is not worth asking."""
        with self._lock:
            return self._hindrance is Hindrance.AWAY and time.monotonic() - self._tried < _AWAY_S

    def try_anyway(self) -> None:
        """Have even a server that was away be asked at once."""
        with self._lock:
            self._tried = -_AWAY_S

    def unwritten(self, error: Exception) -> None:
        """Note that writing has failed."""
        hindrance = self._store.hindrance(error)
        with self._lock:
            self._warn("The journal %s cannot be written (%s); what happens is kept in memory until it can.", error)
            self._hinder(hindrance)

    def unread(self, error: Exception) -> None:
        """Note that what the coach wanted to know could not be read."""
        with self._lock:
            self._warn(
                "The journal %s cannot be read (%s); the coach begins as if nothing had been done before.", error
            )

    def late(self) -> None:
        """Note that no answer has come in time."""
        with self._lock:
            now = time.monotonic()
            self._late = self._late or now
            if now - self._late > _AWAY_S:
                self._warn(
                    "The journal %s cannot be written (%s); what happens is kept in memory until it can.",
                    TimeoutError("no answer comes"),
                )
                self._hinder(Hindrance.AWAY)

    def over(self) -> None:
        """Note that it could be written."""
        with self._lock:
            self._late, self._hindrance = None, None
            if self._told:
                _log.info("The journal %s can be written again, and nothing is missing.", self._store.name)
                self._told.clear()

    def answered(self) -> None:
        """Note that an answer has come."""
        with self._lock:
            self._late = None

    def _hinder(self, hindrance: Hindrance | None) -> None:
        self._tried = time.monotonic()
        if hindrance and not self._hindrance:
            self._hindrance = hindrance
            self._tell(hindrance)

    def _warn(self, sentence: str, error: Exception) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            _log.warning(sentence, self._store.name, reason(error))
