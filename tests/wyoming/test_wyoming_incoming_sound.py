"""What becomes of the samples that a peer sends."""

import numpy as np
import pytest
from numpy.typing import NDArray
from wyoming.audio import AudioChunk

from voiceskill.wyoming.incoming_sound import IncomingSound


def taken(audio: bytes, width: int, channels: int, rate: int = 16_000) -> NDArray[np.int16]:
    sound = IncomingSound()
    sound.take(AudioChunk(rate=rate, width=width, channels=channels, audio=audio).event())
    sound.end()
    return np.concatenate(list(sound.pieces()))


@pytest.mark.parametrize(
    ("samples", "channels", "expected"),
    [
        (np.array([-128, 0, 127], "i1"), 1, [-32_768, 0, 32_512]),
        (np.array([-32_768, 0, 5], "<i2"), 1, [-32_768, 0, 5]),
        (np.array([2**31 - 1, -(2**31), 65_536], "<i4"), 1, [32_767, -32_768, 1]),
        (np.array([100, 200, -32_768, -32_768], "<i2"), 2, [150, -32_768]),
    ],
)
def test_any_width_and_any_channels_become_one_of_16_bits(
    samples: NDArray[np.integer], channels: int, expected: list[int]
) -> None:
    assert taken(samples.tobytes(), samples.itemsize, channels).tolist() == expected


@pytest.mark.parametrize("rate", [8_000, 44_100, 192_000])
def test_any_rate_becomes_the_recognisers(rate: int) -> None:
    assert taken(np.zeros(rate, "<i2").tobytes(), 2, 1, rate).size == pytest.approx(16_000, abs=1)


def test_half_a_minute_is_kept() -> None:
    sound = IncomingSound()
    for _ in range(45):
        sound.take(AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(32_000)).event())
    assert sum(piece.size for piece in sound.pieces()) == 30 * 16_000


def test_who_has_gone_in_the_middle_is_not_waited_for() -> None:
    sound = IncomingSound(patience=0.01)
    sound.take(AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(200)).event())
    assert [piece.size for piece in sound.pieces()] == [100]
