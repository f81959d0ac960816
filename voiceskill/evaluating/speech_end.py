"""Finds where the speech in a clean recording ends, by its loudness alone and without any recogniser."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_FRAME_S: Final = 0.01
"""Length of the pieces whose loudness is compared, in seconds."""
_LASTING: Final = 3
"""Frames one after the other that are loud enough: a click of the microphone's button is shorter."""
_BELOW_SPEECH_DB: Final = 35.0
"""The faint "s" at the end of "seconds" is this much below the vowels; what is fainter is breath."""
_ABOVE_ROOM_DB: Final = 8.0
"""What is not this much above the room is the room."""
_ROOM: Final = 0.1
"""Share of the frames that are quieter than speech even where somebody speaks without a pause."""
_SPEECH: Final = 0.95
"""Share of the frames that the loudest vowels are above."""
_LAST_BIT: Final = 1.0
"""Power added to each frame, so that digital silence has a level too."""


def speech_end(samples: NDArray[np.int16], rate: int) -> float | None:
    """Return the second at which the last speech of a clean recording ends; None where nothing stands out.

    It is the end of the last 30 ms of which each 10 ms are louder than both of these: 8 dB above the room, which is
    the level that a tenth of the recording stays below, and 35 dB below the loudest vowels, the level that a twentieth
    of it is above.

    Args:
        samples: One utterance with little noise, and some silence: int16, mono, shape (n,).
        rate: How many of them a second, in Hz.
    """
    size = round(rate * _FRAME_S)
    frames = samples[: samples.size // size * size].reshape(-1, size).astype(np.float64)
    if len(frames) < _LASTING:
        return None
    levels = 10 * np.log10(np.mean(frames**2, axis=1) + _LAST_BIT)
    room, speech = np.quantile(levels, (_ROOM, _SPEECH))
    loud = levels > max(room + _ABOVE_ROOM_DB, speech - _BELOW_SPEECH_DB)
    lasting = np.convolve(loud, np.ones(_LASTING), "valid") >= _LASTING
    ends = np.flatnonzero(lasting)
    return float((ends[-1] + _LASTING) * size / rate) if ends.size else None
