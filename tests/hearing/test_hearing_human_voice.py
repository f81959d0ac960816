"""What is a human voice, and what only stands out from the room."""

import numpy as np
import pytest
from hearing_material import noise, silence, spoken

from voiceskill.hearing.human_voice import HumanVoice

VOICE = HumanVoice()
RATE = 16_000


@pytest.mark.parametrize("voice", ["en-us", "en-gb+f3", "en-029"])
def test_one_short_word_is_a_voice(voice: str) -> None:
    assert VOICE.speaks(np.concatenate((silence(0.4), spoken("stop", voice=voice))))


def test_a_clank_is_none() -> None:
    times = np.arange(RATE) / RATE
    clank = np.exp(-times / 0.08) * np.sin(2 * np.pi * np.outer((1_130, 2_710, 4_390), times)).sum(axis=0) * 8_000
    assert not VOICE.speaks(clank.astype(np.int16))


def test_music_and_hiss_are_none() -> None:
    times = np.arange(2 * RATE) / RATE
    chord = np.sin(2 * np.pi * np.outer((262, 330, 392), times)).sum(axis=0) * 5_000
    assert not VOICE.speaks(chord.astype(np.int16))
    assert not VOICE.speaks(noise(2))


def test_only_the_voice_in_a_sound_is_counted() -> None:
    speech = spoken("start the back routine")
    assert VOICE.seconds(np.concatenate((silence(1), speech, silence(1)))) == pytest.approx(
        len(speech) / RATE, abs=0.35
    )
    assert VOICE.seconds(silence(1)) == 0
