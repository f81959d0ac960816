"""What is played is the same at the loudspeaker's own rate."""

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceskill.rooms.own_rate import OwnRate


@pytest.mark.parametrize("own_rate", [44_100, 16_000, 48_000])
def test_a_tone_stays_the_same_and_no_sample_is_lost(own_rate: int) -> None:
    taken = 0

    def tone(count: int) -> NDArray[np.float32]:
        nonlocal taken
        at = np.arange(taken, taken + count) / 48_000
        taken += count
        return np.sin(2 * np.pi * 1000 * at).astype(np.float32)

    source = OwnRate(tone, 48_000, own_rate)
    given = np.concatenate([source.take(count) for count in [own_rate // 50] * 40 + [1, 333]])
    expected = np.sin(2 * np.pi * 1000 * np.arange(len(given)) / own_rate)
    assert given[500:] == pytest.approx(expected[500:], abs=0.001)
    assert source.held == pytest.approx(taken / 48_000 - len(given) / own_rate)
    assert source.held < 0.06
