"""When samples pass the device, told from stamps that are now and then wrong."""

import numpy as np
import pytest

from voiceskill.rooms.stream_clock import StreamClock


def test_a_gap_in_the_stream_shows_as_its_slip_and_a_late_stamp_does_not() -> None:
    clock = StreamClock()
    chance = np.random.default_rng(1)
    position, behind = 0.0, 0.0
    for number in range(100):
        if number == 50:
            behind = 0.12  # it ran dry
        wrong = 0.3 if number % 7 == 3 else 0.0
        clock.stamp(position, 1000.0 + position + behind + wrong + chance.normal(0, 0.0005))
        position += 0.02
        if number in (5, 49):
            assert clock.slip == pytest.approx(0.0, abs=0.001)
    assert clock.slip == pytest.approx(0.12, abs=0.001)
    assert clock.steady_since == pytest.approx(1.0, abs=0.05)


def test_a_gap_that_the_device_tells_of_shows_at_once() -> None:
    clock = StreamClock()
    for number in range(30):
        clock.stamp(0.02 * number, 1000.0 + 0.02 * number)
    clock.stamp(0.6, 1000.7, torn=True)
    assert clock.slip == pytest.approx(0.1)
    assert clock.steady_since == pytest.approx(0.6)
    clock.stamp(0.62, 1000.72)
    assert clock.slip == pytest.approx(0.1)
