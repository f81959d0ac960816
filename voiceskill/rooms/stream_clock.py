"""When the samples of a stream pass the device, told from the noisy stamps of its callbacks."""

import time
from collections import deque
from statistics import median

_STAMPS = 15
"""How many stamps the time is told from: enough to outvote a late callback, and 0.3 s to follow a gap in the stream."""

_GAP_S = 0.002
"""Seconds by which the time of sample 0 moves at once only where the stream has had a gap."""


def steady_time(ahead: float) -> float:
    """Return when something is that a callback is told to be so many seconds ahead; negative: ago.

    PortAudio tells the time by the wall's clock where ALSA does, and that is set anew minutes after a start without a
    network: a session would be an hour late from one second to the next.
    """
    return time.monotonic() + ahead


class StreamClock:
    """Relates the samples of a stream, counted from 0, to the time that microphone and loudspeaker share.

    One thread stamps; any thread may read `origin`.
    """

    def __init__(self) -> None:
        self._origins: deque[float] = deque(maxlen=_STAMPS)
        self._positions: deque[float] = deque(maxlen=_STAMPS)
        self._first: float | None = None
        self.origin: float | None = None
        """Time of sample 0 in seconds, as if the stream had never had a gap; None before the first stamp."""
        self.steady_since = 0.0
        """Seconds of the stream since when it has had no gap."""

    def stamp(self, position: float, time: float, *, torn: bool = False) -> None:
        """Take one callback's word that the sample at `position` seconds passes the device at `time`, in seconds.

        Args:
            position: Seconds of the stream before the sample.
            time: When it passes.
            torn: Whether the device says that the stream had a gap just now: no earlier stamp counts any more. Not
                every device says so; without that word it takes half of the stamps to tell.
        """
        if torn:
            self._origins.clear()
            self._positions.clear()
        self._origins.append(time - position)
        self._positions.append(position)
        before, self.origin = self.origin, median(self._origins)
        if before is None or abs(self.origin - before) > _GAP_S:
            self.steady_since = self._positions[len(self._positions) // 2]
        if self._first is None and len(self._origins) == _STAMPS:
            self._first = self.origin

    @property
    def slip(self) -> float:
        """Seconds by which the samples pass later by now than they would have, had the stream never had a gap."""
        return 0.0 if self._first is None or self.origin is None else self.origin - self._first
