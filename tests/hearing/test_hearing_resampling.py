"""Any common rate becomes 16 kHz, and what happens at a time still happens at that time."""

import numpy as np
import pytest

from voiceskill.complaint import Complaint
from voiceskill.hearing.resampling import Resampler

RATES = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000]


@pytest.mark.parametrize("rate", RATES)
def test_a_tone_keeps_its_place_length_and_pitch(rate: int) -> None:
    time = np.arange(rate * 2) / rate
    tone = np.where(time >= 1.0, 8_000 * np.sin(2 * np.pi * 1_000 * time), 0).astype(np.int16)
    resampler = Resampler(rate)
    block = rate // 50
    parts = [resampler.resample(tone[at : at + block]) for at in range(0, len(tone), block)]
    parts.append(resampler.resample(tone[:0], last=True))
    heard = np.concatenate(parts)
    assert heard.dtype == np.int16
    assert abs(len(heard) - 32_000) <= 2
    assert abs(int(np.flatnonzero(np.abs(heard) > 2_000)[0]) - 16_000) <= 16
    spectrum = np.abs(np.fft.rfft(heard[16_000:].astype(float)))
    assert abs(int(spectrum.argmax()) / len(heard[16_000:]) * 16_000 - 1_000) < 2


@pytest.mark.parametrize("rate", [22_050, 48_000])
def test_little_is_kept_back(rate: int) -> None:
    resampler = Resampler(rate)
    count = sum(len(resampler.resample(np.zeros(rate // 50, np.int16))) for _ in range(50))
    assert count > 16_000 * 0.97


@pytest.mark.parametrize("rate", [0, 4_000, 400_000])
def test_other_rates_are_refused(rate: int) -> None:
    with pytest.raises(Complaint, match=f"{rate} Hz"):
        Resampler(rate)
