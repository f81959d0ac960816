"""Brings the microphone's samples to the rate that recognisers take, as they come."""

import numpy as np
import soxr
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.hearing.recognizer import SAMPLE_RATE

LOWEST_RATE = 8_000
"""Samples a second below which speech is no longer intelligible to the recognisers, in Hz."""
HIGHEST_RATE = 192_000
"""Samples a second of the fastest sound cards, in Hz."""


class Resampler:
    """A stream of int16 samples at one rate in, the same sound at `SAMPLE_RATE` out.

    Output sample k sounds at k / `SAMPLE_RATE` seconds after the first input sample: the filter's delay keeps samples
    back for a while, but does not shift them.
    """

    def __init__(self, rate: int) -> None:
        """Start a stream.

        Args:
            rate: Samples a second of the input, in Hz, `LOWEST_RATE` to `HIGHEST_RATE`.

        Raises:
            Complaint: The rate is outside that range.
        """
        if not LOWEST_RATE <= rate <= HIGHEST_RATE:
            raise Complaint(
                f"A sample rate of {rate} Hz cannot be listened to; "
                f"use a microphone or recording with {LOWEST_RATE} to {HIGHEST_RATE} Hz."
            )
        # LQ keeps back 5 ms at most and costs next to nothing; recognisers do not hear what HQ would add.
        self._stream = None if rate == SAMPLE_RATE else soxr.ResampleStream(rate, SAMPLE_RATE, 1, "int16", "LQ")

    def resample(self, samples: NDArray[np.int16], *, last: bool = False) -> NDArray[np.int16]:
        """Return the samples at `SAMPLE_RATE` that are ready.

        Args:
            samples: The next input: int16, mono, shape (n,); may be empty.
            last: Whether the stream ends here, so that what the filter keeps back comes out too. The next call
                begins a new stream.

        Returns:
            int16, mono, shape (m,); m varies from call to call.
        """
        if self._stream is None:
            return samples
        ready: NDArray[np.int16] = self._stream.resample_chunk(samples, last=last)
        if last:
            self._stream.clear()
        return ready
