"""Cuts the silence off speech, so that its first sample is its onset."""

import numpy as np
from numpy.typing import NDArray

_THRESHOLD = 0.001
"""Part of the peak (-60 dB) below which a sample is silence; espeak-ng's silence is all zeros."""


def trim(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the samples, shape (n,), from the first that is not silence to the last; none where all are silence."""
    loudness = np.abs(samples.astype(np.int32))
    heard = np.flatnonzero(loudness > _THRESHOLD * loudness.max(initial=0))
    return samples[heard[0] : heard[-1] + 1] if heard.size else samples[:0]
