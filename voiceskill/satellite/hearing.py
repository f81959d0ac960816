"""The satellite's ear: the microphone's samples without the loudspeaker, and what of it may be left in them."""

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.echo.canceller import EchoCanceller
from voiceskill.hearing.echo.kalman_filter import BLOCK
from voiceskill.hearing.recognizer import SAMPLE_RATE
from voiceskill.hearing.resampling import Resampler
from voiceskill.rooms.room import Block, Loudspeaker


class SatelliteEar:
    """Brings what a room's microphone hears to 16 kHz and takes the room's own loudspeaker out of it."""

    def __init__(self, rate: int) -> None:
        """Begin with nothing heard.

        Args:
            rate: Samples a second of the room, in Hz.

        Raises:
            Complaint: The rate is not one that can be listened to.
        """
        self._rate = rate
        self._resampler = Resampler(rate)
        self._canceller = EchoCanceller(rate)
        self._taken_in = self._resampled = self._given = 0

    def overhear(self, loudspeaker: Loudspeaker) -> Loudspeaker:
        """Return a loudspeaker that gives the same samples, and is known to this ear."""
        return self._canceller.overhear(loudspeaker)

    def hear(self, block: Block) -> tuple[NDArray[np.int16], float, tuple[tuple[float, float], ...]]:
        """Take the next block and return what is ready.

        Returns:
            Samples, int16, mono, 16 kHz, a whole number of 20 ms; the seconds on the room's sample clock at which they
            end; and for each 20 ms the power that is likely echo still, and all power.
        """
        self._taken_in += block.samples.size
        samples = self._resampler.resample(block.samples)
        self._resampled += samples.size
        until = block.time - (self._taken_in / self._rate - self._resampled / SAMPLE_RATE)
        cleaned = self._canceller.clean(samples, until)
        self._given += cleaned.size
        until -= (self._resampled - self._given) / SAMPLE_RATE
        judged = self._canceller.judged((self._given - cleaned.size) // BLOCK, self._given // BLOCK)
        return cleaned, max(until, 0.0), tuple((_short(left), _short(power)) for left, power in judged)

    def forget(self) -> None:
        """Find the loudspeaker's way anew: devices have gone, and may be others when they are back."""
        self._canceller.forget()


def _short(number: float) -> float:
    return float(f"{number:.3g}")
