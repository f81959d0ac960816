"""When sound was recorded that comes over a network without a word of that."""

from collections import deque

_WINDOW_S = 5.0
"""Seconds within which the network is once as quick as it can be; so long, too, it takes to follow a gap."""


class ArrivalClock:
    """Relates the samples of a stream, counted from 0, to the time at which the quickest of them have arrived.

    Nothing comes before it was recorded, and what is late is late by chance: the earliest arrivals tell the time.
    """

    def __init__(self) -> None:
        # When each came, and what it made of sample 0; of two, a later one that makes less of it is the better.
        self._arrivals: deque[tuple[float, float]] = deque()

    @property
    def origin(self) -> float | None:
        """Time of sample 0 in seconds, less what even the quickest arrival takes; None before the first."""
        return self._arrivals[0][1] if self._arrivals else None

    def stamp(self, position: float, arrived: float) -> None:
        """Take note of an arrival.

        Args:
            position: Seconds of the stream before its last sample.
            arrived: When it came, in seconds.
        """
        origin = arrived - position
        while self._arrivals and self._arrivals[-1][1] >= origin:
            self._arrivals.pop()
        self._arrivals.append((arrived, origin))
        while self._arrivals[0][0] < arrived - _WINDOW_S:
            self._arrivals.popleft()

    def forget(self) -> None:
        """Begin anew: the stream has had a pause, and nobody knows how long."""
        self._arrivals.clear()
