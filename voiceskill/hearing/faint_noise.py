"""Faint noise to lay over what is heard, so that no silence is perfect."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_LOUDNESS: Final = 30
"""Root mean square in steps of int16; about -61 dB of full scale, fainter than most rooms."""


class FaintNoise:
    """White noise, the same in each utterance.

    Silence without any, as from a microphone with a noise gate or in synthesised recordings, has no logarithm. What
    recognisers do against that makes likelihoods of the same sound differ.
    """

    def __init__(self) -> None:
        """Be ready for the first utterance."""
        self.begin()

    def begin(self) -> None:
        """Start again, for an utterance is to be heard alike each time."""
        self._chance = np.random.default_rng(0)

    def over(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return the utterance's next samples with noise over them: int16, mono, shape (n,)."""
        noise = self._chance.normal(0, _LOUDNESS, len(samples))
        return np.clip(samples + noise, -32_768, 32_767).astype(np.int16)
