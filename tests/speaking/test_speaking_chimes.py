"""The chimes: there, gentle, and the work of the script beside them."""

import runpy
import wave
from pathlib import Path

import numpy as np
import pytest

from voiceskill.belongings import belonging
from voiceskill.coaching.stage import Chime
from voiceskill.speaking.chimes import load_chimes


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_every_chime_is_there_at_any_rate(rate: int) -> None:
    """Short, gentle, begun within 2 ms and without a click at either end."""
    chimes = load_chimes(rate)
    assert set(chimes) == set(Chime)
    for clip in chimes.values():
        assert clip.dtype == np.float32
        assert 0.5 < clip.size / rate < 1.5
        assert 0.2 < np.abs(clip).max() < 0.4
        assert np.abs(clip[: rate // 500]).max() > 0.005
        assert max(abs(clip[0]), abs(clip[-1])) < 0.01


def test_the_files_are_what_the_script_makes(tmp_path: Path) -> None:
    """To the last bit but one, as the sine is not the same on all machines."""
    runpy.run_path(str(belonging("audio/make_chimes.py")))["main"](tmp_path)
    for chime in Chime:
        made, kept = tmp_path / f"{chime}.wav", belonging(f"audio/{chime}.wav")
        assert made.stat().st_size == kept.stat().st_size < 150_000
        samples = []
        for path in (made, kept):
            with wave.open(str(path)) as file:
                assert file.getparams()[:3] == (1, 2, 48_000)
                samples.append(np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(int))
        assert np.abs(samples[0] - samples[1]).max() <= 1
