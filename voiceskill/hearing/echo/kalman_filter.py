"""Learns the way from the loudspeaker to the microphone, and takes away what came along it.

A frequency-domain Kalman filter in partitions: G. Enzner and P. Vary, "Frequency-domain adaptive Kalman filter for
acoustic echo control in hands-free telephones", Signal Processing 86 (2006); in partitions as in F. Kuech, E. Mabande
and G. Enzner, "State-space architecture of the partitioned-block-based acoustic echo controller", ICASSP 2014. It knows
how unsure it is of each frequency, so it learns fast while only the coach speaks, and hardly anything of the user.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.hearing.recognizer import SAMPLE_RATE

BLOCK: Final = 320
"""Samples that are cleaned together: 20 ms at 16 kHz."""
_PARTITIONS: Final = 16
"""Blocks of the way that are learnt: 320 ms, in which the echo in a living room dies away by 40 dB or so."""
_STEADY: Final = 0.999**2
"""How much of what was learnt holds from one block to the next: people move, doors open."""
_SMOOTH: Final = 0.9
"""Share of the last estimate of what is no echo that goes into the next."""
_UNKNOWN: Final = 10.0 ** (-0.2 * np.arange(_PARTITIONS))
"""Variance of a frequency's gain of which nothing is known yet, by partition: a room's echo dies away by 2 dB or more
in 20 ms, and who expects that knows it several times sooner."""
_FAINT: Final = 1e-2
"""Power of what is no echo, before anything is known of it: a quiet room's."""


@dataclass(frozen=True, slots=True)
class Separated:
    """One block, in its two parts."""

    residual: NDArray[np.float32]
    """What is left: the user, the room, and the echo that was not foreseen; -1 to 1, shape (`BLOCK`,)."""
    echo: NDArray[np.float32]
    """What was foreseen, and taken away; shape (`BLOCK`,)."""
    doubt: NDArray[np.float32]
    """Power of the echo that may be left, by frequency; shape (`BLOCK` + 1,)."""


class EchoFilter:
    """Follows one loudspeaker and one microphone."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._heard = np.zeros(2 * BLOCK, np.float32)
        self._spectra = np.zeros((_PARTITIONS, BLOCK + 1), np.complex64)
        self.forget()

    def forget(self) -> None:
        """Begin anew: the way is another one now."""
        self.learnt = 0.0
        """Seconds of sound that the present way was learnt from."""
        self._way = np.zeros((_PARTITIONS, BLOCK + 1), np.complex64)
        self._variance = np.repeat(_UNKNOWN.astype(np.float32)[:, None], BLOCK + 1, axis=1)
        self._other = np.full(BLOCK + 1, _FAINT, np.float32)

    def separate(self, microphone: NDArray[np.float32], loudspeaker: NDArray[np.float32]) -> Separated:
        """Take the echo of what was played out of a block of what was heard, and learn from what is left.

        Args:
            microphone: -1 to 1, 16 kHz, shape (`BLOCK`,).
            loudspeaker: What was played at that time, or a little later; likewise.
        """
        self._heard = np.concatenate((self._heard[BLOCK:], loudspeaker))
        self._spectra = np.concatenate((np.fft.rfft(self._heard)[None], self._spectra[:-1]))
        if not self._spectra.any():  # nothing was played for a while, and there is nothing to learn
            return Separated(microphone, np.zeros(BLOCK, np.float32), np.zeros(BLOCK + 1, np.float32))
        echo = np.fft.irfft((self._spectra * self._way).sum(axis=0))[BLOCK:].astype(np.float32)
        residual = microphone - echo
        error = np.fft.rfft(np.concatenate((np.zeros(BLOCK, np.float32), residual)))
        return Separated(residual, echo, self._learn(error.astype(np.complex64)))

    def _learn(self, error: NDArray[np.complex64]) -> NDArray[np.float32]:
        """Correct the way by the spectrum of what was not foreseen; return how much echo may be left in it."""
        self.learnt += BLOCK / SAMPLE_RATE
        played = _power(self._spectra)
        doubt: NDArray[np.float32] = 0.5 * (played * self._variance).sum(axis=0)
        self._other = _SMOOTH * self._other + (1.0 - _SMOOTH) * _power(error)
        trust = self._variance / (doubt + self._other + np.float32(1e-6))
        change = np.fft.irfft(trust * self._spectra.conj() * error, axis=1)
        change[:, BLOCK:] = 0.0  # what a partition cannot have, for it would be a circular convolution's
        self._way += np.fft.rfft(change, axis=1)
        self._variance *= _STEADY * (1.0 - 0.5 * trust * played)
        self._variance += (1.0 - _STEADY) * _power(self._way)
        return doubt


def _power(spectrum: NDArray[np.complex64]) -> NDArray[np.float32]:
    power: NDArray[np.float32] = spectrum.real**2 + spectrum.imag**2
    return power
