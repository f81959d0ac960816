"""Samples as fractions of full scale, and as the whole numbers that files and sound cards take."""

import numpy as np
from numpy.typing import NDArray


def to_int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return samples of -1 to 1, any shape, as int16 of the same shape; what lies beyond is clipped.

    A whole number divided by 32768 comes back as itself.
    """
    whole: NDArray[np.int16] = np.rint(np.clip(samples * 32768.0, -32768, 32767)).astype(np.int16)
    return whole
