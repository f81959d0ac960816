"""Makes guessing slow: after a few wrong answers, the next is not listened to for a while, and then for longer."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_FREE = 3
"""Wrong answers of one address without consequence; anybody mistypes."""
_FREE_TOGETHER = 30
"""Wrong answers of all addresses together without consequence."""
_LONGEST_S = 300.0
"""Seconds that one has to wait at most."""
_DOUBLINGS = 9
"""From two seconds on, after which that is reached."""
_FORGOTTEN_S = 3600.0
"""Seconds without a wrong answer after which all is forgotten."""
_MOST_ADDRESSES = 1000
"""Addresses that are remembered; then the oldest is forgotten, and all together still count."""
_TOGETHER = ""


@dataclass(slots=True)
class _Record:
    wrong: int = 0
    """Wrong answers."""
    last: float = 0.0
    """When the last was given, on the clock."""

    def wait(self, now: float, free: int) -> float:
        if self.wrong < free:
            return 0.0
        doublings = min(self.wrong - free + 1, _DOUBLINGS)
        return max(self.last + min(2.0**doublings, _LONGEST_S) - now, 0.0)


class Attempts:
    """Counts wrong answers, of each address and of all. Any thread may call it; nobody is made to wait in it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with none.

        Args:
            clock: Gives seconds.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._records: OrderedDict[str, _Record] = OrderedDict({_TOGETHER: _Record()})

    def wait(self, address: str) -> float:
        """Return the seconds after which an address may try again; 0 for at once."""
        with self._lock:
            now = self._clock()
            for key in [key for key, record in self._records.items() if now - record.last > _FORGOTTEN_S]:
                self._records[key] = _Record()
            own = self._records.get(address, _Record())
            return max(own.wait(now, _FREE), self._records[_TOGETHER].wait(now, _FREE_TOGETHER))

    def failed(self, address: str) -> None:
        """Take note of a wrong answer."""
        with self._lock:
            for key in (address, _TOGETHER):
                record = self._records.setdefault(key, _Record())
                record.wrong += 1
                record.last = self._clock()
            self._records.move_to_end(_TOGETHER)
            while len(self._records) > _MOST_ADDRESSES:
                self._records.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget the wrong answers of an address, which has found the right one."""
        with self._lock:
            self._records.pop(address, None)
