"""Does one thing after the other on a thread of its own, so that nobody has to wait longer than he can."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TypeVar

_Result = TypeVar("_Result")
_Work = Callable[[], None]


class Clerk:
    """Begins when he is first asked for something, and does not keep the program from ending."""

    def __init__(self, meanwhile: Callable[[], None], every: float) -> None:
        """Tell what has to be done over and over.

        Args:
            meanwhile: Called on the clerk's thread; must not raise.
            every: Seconds from one time to the next.
        """
        self._meanwhile = meanwhile
        self._every = every
        self._lock = threading.Lock()
        self._asked: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def do(self, work: Callable[[], _Result]) -> Future[_Result]:
        """Have something done as soon as all is done that was asked for before. Any thread may call this.

        Returns:
            What comes of it; cancelled in time, it is not done at all.
        """
        result: Future[_Result] = Future()

        def carry_out() -> None:
            if result.set_running_or_notify_cancel():
                try:
                    result.set_result(work())
                except BaseException as error:  # noqa: BLE001 - it is for who has asked
                    result.set_exception(error)

        with self._lock:
            self._asked.put(carry_out)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, args=(self._asked,), name="journal", daemon=True)
                self._thread.start()
        return result

    def end(self, patience: float | None) -> None:
        """Let what was asked for be done, and come to an end; what is asked for later makes a new beginning.

        Args:
            patience: Seconds to wait for that at most; None: until it is done.
        """
        with self._lock:
            thread, self._thread = self._thread, None
            self._asked.put(None)
            self._asked = SimpleQueue()
        if thread is not None:
            thread.join(patience)

    def _serve(self, asked: SimpleQueue[_Work | None]) -> None:
        due = time.monotonic() + self._every
        while True:
            if (wait := due - time.monotonic()) <= 0:
                self._meanwhile()
                due = time.monotonic() + self._every
                continue
            try:
                work = asked.get(timeout=wait)
            except Empty:
                continue
            if work is None:
                return
            work()
