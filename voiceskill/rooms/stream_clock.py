"""When the samples of a stream pass the device, told from the noisy stamps of its callbacks."""

from collections import deque
from statistics import median

_STAMPS = 15
"""How many stamps the time is told from: enough to outvote a late callback, and 0.3 s to follow a gap in the stream."""


class StreamClock:
    """Relates the samples of a stream, counted from 0, to PortAudio's time, which microphone and loudspeaker share.

    One thread stamps; any thread may read `origin`.
    """

    def __init__(self) -> None:
        self._origins: deque[float] = deque(maxlen=_STAMPS)
        self._first: float | None = None
        self.origin: float | None = None
        """PortAudio's time of sample 0 in seconds, as if the stream had never had a gap; None before the first
        stamp."""

    def stamp(self, position: float, time: float) -> None:
        """Take one callback's word that the sample at `position` seconds passes the device at `time`, in seconds."""
        self._origins.append(time - position)
        self.origin = median(self._origins)
        if self._first is None and len(self._origins) == _STAMPS:
            self._first = self.origin

    @property
    def slip(self) -> float:
        """Seconds by which the samples pass later by now than they would have, had the stream never had a gap."""
        return 0.0 if self._first is None or self.origin is None else self.origin - self._first
