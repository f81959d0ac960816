"""Makes guessing slow: after a few wrong answers, the next is not listened to for a while, and then for longer."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
"""Addresses that are remembered, of either kind; then the oldest is forgotten, and all together still count."""
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
        self._known: OrderedDict[str, None] = OrderedDict()

    def begin(self, address: str) -> float:
        """Count an answer as wrong before it is looked at; so many at once get no further than one after another.

        Who has found the right one before is not counted together with the others, and does not wait with them: a
        stranger cannot keep him out.

        Returns:
            Seconds after which the address may try again; then this answer is neither counted nor to be looked at. 0
            where it is.
        """
        with self._lock:
            now = self._clock()
            for key in [key for key, record in self._records.items() if now - record.last > _FORGOTTEN_S]:
                self._records[key] = _Record()
            limits = {address: _FREE} if address in self._known else {address: _FREE, _TOGETHER: _FREE_TOGETHER}
            if wait := max(self._records.get(key, _Record()).wait(now, free) for key, free in limits.items()):
                return wait
            for key in limits:
                record = self._records.setdefault(key, _Record())
                record.wrong += 1
                record.last = now
            self._records.move_to_end(_TOGETHER)
            _keep_newest(self._records)
            return 0.0

    def succeeded(self, address: str) -> None:
        """Forget the wrong answers of an address, which has found the right one; that one was not wrong either."""
        with self._lock:
            self._records.pop(address, None)
            if address not in self._known:
                self._records[_TOGETHER].wrong -= 1
            self._known[address] = None
            self._known.move_to_end(address)
            _keep_newest(self._known)


def _keep_newest(addresses: OrderedDict[str, Any]) -> None:
    while len(addresses) > _MOST_ADDRESSES:
        addresses.popitem(last=False)
