"""Lends the recogniser that hears for other programs; the rooms have their own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from voiceskill.complaint import Complaint
from voiceskill.hearing.recognizer import Recognizer


class Lending:
    """Has one recogniser, from when it is first borrowed, for one borrower at a time. Any thread may call it."""

    def __init__(self, choose: Callable[[], Recognizer], patience: float = 30.0) -> None:
        """Have none yet.

        Args:
            choose: Loads one, which is closed here.
            patience: Seconds for which a borrower waits for those before him.
        """
        self._choose = choose
        self._patience = patience
        self._lent = threading.Lock()
        self._recognizer: Recognizer | None = None

    @contextmanager
    def lend(self) -> Iterator[Recognizer]:
        """Lend the recogniser until the context is left.

        Raises:
            Complaint: It cannot be loaded, or others have it for too long.
        """
        if not self._lent.acquire(timeout=self._patience):
            raise Complaint("The coach is hearing what others have sent; try again in a moment.")
        try:
            self._recognizer = self._recognizer or self._choose()
            yield self._recognizer
        finally:
            self._lent.release()

    def close(self) -> None:
        """Close the recogniser, as soon as nobody has it; whoever borrows one after that gets another."""
        with self._lent:
            if self._recognizer:
                self._recognizer.close()
            self._recognizer = None
