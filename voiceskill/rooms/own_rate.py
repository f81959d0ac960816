"""What is played, at the rate of a loudspeaker that does not know the room's."""

import math

import numpy as np
import soxr
from numpy.typing import NDArray

from voiceskill.rooms.room import Loudspeaker


class OwnRate:
    """Gives the samples at the loudspeaker's own rate; where that is the room's, as they come."""

    def __init__(self, source: Loudspeaker, rate: int, own_rate: int) -> None:
        """Begin with the sample that comes next.

        Args:
            source: Gives the samples at the room's rate.
            rate: The room's samples a second, in Hz.
            own_rate: The loudspeaker's, in Hz.
        """
        self.held = 0.0
        """Seconds of sound that were taken and not yet given."""
        self._source = source
        self._rate = rate
        self._own_rate = own_rate
        self._waiting = np.empty(0, np.float32)
        # MQ keeps all that a voice has, for a small part of the work that HQ would be.
        self._resampler = None if own_rate == rate else soxr.ResampleStream(rate, own_rate, 1, "float32", "MQ")

    def take(self, count: int) -> NDArray[np.float32]:
        """Return the next samples: float32, mono, -1 to 1, the loudspeaker's rate, shape (count,)."""
        if self._resampler is None:
            return self._source(count)
        while (missing := count - len(self._waiting)) > 0:
            taken = self._source(math.ceil(missing * self._rate / self._own_rate))
            self._waiting = np.concatenate([self._waiting, self._resampler.resample_chunk(taken)])
            self.held += len(taken) / self._rate
        given, self._waiting = np.split(self._waiting, [count])
        self.held -= count / self._own_rate
        return given
