"""A room made of a recording, in which the microphone hears the loudspeaker too."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Block, Loudspeaker

_LASTING_S = 0.35
"""In which the room's echo dies away by 60 dB."""
_DISTANCE_S = 1.0 / 343.0
"""Seconds in which sound comes from the loudspeaker to the microphone: they are a metre apart."""
_REVERBERANT = 0.5
"""Root mean square of the room's echo beside the direct sound."""
_DRIVE = 0.7
"""How far the loudspeaker is driven into its limits: at full scale it is 12 % short of what it should be."""
_FULL_SCALE = 32_768

Samples = NDArray[np.float32]


class EchoingRoom:
    """A recorded room in which the loudspeaker is heard."""

    def __init__(self, room: RecordingRoom, delay: float, gain: float) -> None:
        """Put the loudspeaker in.

        Args:
            room: What is said there.
            delay: Seconds by which the sound card is late, both ways together.
            gain: How loud the loudspeaker's direct sound is at the microphone; 1: as it was played.
        """
        self._room = room
        self._response = _response(delay, room.rate) * gain

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        return self._room.rate

    @property
    def live(self) -> bool:
        """False, as the recording."""
        return self._room.live

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield the recording's blocks, with the echo of what was played."""
        coming = np.zeros(self._response.size, np.float32)
        played = np.zeros(0, np.float32)

        def play(count: int) -> Samples:
            nonlocal played
            played = loudspeaker(count)
            return played

        with closing(self._room.blocks(play)) as blocks:
            for block in blocks:
                echo = _convolved(np.tanh(_DRIVE * played) / np.float32(_DRIVE), self._response)
                coming = np.concatenate((coming, np.zeros(echo.size - coming.size, np.float32))) + echo
                size = block.samples.size
                heard = block.samples + _FULL_SCALE * coming[:size]
                coming = coming[size:]
                yield replace(block, samples=heard.round().clip(-_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16))


def _response(delay: float, rate: int) -> Samples:
    """Return what a click comes back as: direct sound, then noise that dies away (Polack's model of a room)."""
    chance = np.random.default_rng(round(1000 * delay))
    size = round(_LASTING_S * rate)
    response = chance.standard_normal(size) * 10 ** (-3.0 * np.arange(size) / size)
    response *= _REVERBERANT / np.sqrt(np.sum(response**2))
    response[0] = 1.0
    return np.concatenate((np.zeros(round((delay + _DISTANCE_S) * rate)), response)).astype(np.float32)


def _convolved(one: Samples, other: Samples) -> Samples:
    size = one.size + other.size - 1
    return np.fft.irfft(np.fft.rfft(one, size) * np.fft.rfft(other, size), size).astype(np.float32)
