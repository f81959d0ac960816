"""Rooms around recordings: the noise in them, and where the speech ends."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from labelled_recordings import said, write_noise
from spoken import RATE, speech

from voiceskill.complaint import Complaint
from voiceskill.evaluating.noise import Noise, read_noise
from voiceskill.evaluating.scene import LEAD_S, TAIL_S, Backdrop, chance_for, in_a_room
from voiceskill.evaluating.sound import Sound, loudness, read_sound
from voiceskill.evaluating.speech_end import speech_end

LEAD, TAIL = round(LEAD_S * RATE), round(TAIL_S * RATE)


@pytest.fixture(scope="module")
def hiss(tmp_path_factory: pytest.TempPathFactory) -> Noise:
    """A second of noise at another rate than the speech."""
    return read_noise(write_noise(tmp_path_factory.mktemp("noise") / "hiss.wav", 1.0, 22_050))


@pytest.mark.parametrize("snr", [24.0, 6.0, -10.0])
def test_noise_is_mixed_at_its_ratio_over_the_file(hiss: Noise, snr: float) -> None:
    sound = Sound(said("ten more seconds", before=0.3, after=0.3), RATE)
    scene = in_a_room(sound, chance_for("one.wav", 0), Backdrop(hiss, snr)).astype(np.float64)
    during = slice(LEAD, LEAD + sound.samples.size)
    level = (scene[during] @ sound.samples) / (sound.samples @ sound.samples)  # softer, where it would have clipped
    noise = scene / level
    noise[during] -= sound.samples
    assert 20 * np.log10(loudness(sound.samples) / np.sqrt(np.mean(noise[during] ** 2))) == pytest.approx(snr, abs=0.3)
    for part in (noise[:LEAD], noise[-TAIL:]):
        assert np.sqrt(np.mean(part**2)) == pytest.approx(np.sqrt(np.mean(noise[during] ** 2)), rel=0.1)


def test_the_same_piece_is_taken_each_time_and_another_for_another_seed(hiss: Noise) -> None:
    sound = Sound(said("pause"), RATE)
    scenes = [
        in_a_room(sound, chance_for(name, seed), Backdrop(hiss, 10)).tobytes()
        for name, seed in (("a.wav", 0), ("a.wav", 0), ("a.wav", 1), ("b.wav", 0))
    ]
    assert scenes[0] == scenes[1]
    assert len(set(scenes)) == 3


@pytest.mark.parametrize("text", ["stop", "pause", "that hurts", "ten more seconds"])
def test_the_end_of_speech_is_found_with_and_without_pauses(text: str) -> None:
    seconds = speech(text).size / RATE
    for before, after in ((0.0, 0.0), (0.5, 0.8), (2.0, 0.1)):
        scene = in_a_room(Sound(said(text, before=before, after=after), RATE), chance_for(text, 0))
        assert speech_end(scene, RATE) == pytest.approx(LEAD_S + before + seconds, abs=0.03)


def test_a_click_is_no_speech_and_noise_has_no_end() -> None:
    clicked = said("stop", after=1.0)
    clicked[-4000:-3900] = 0.5
    end = speech_end(in_a_room(Sound(clicked, RATE), chance_for("x", 0)), RATE)
    assert end == pytest.approx(LEAD_S + speech("stop").size / RATE, abs=0.03)
    assert speech_end(np.full(RATE, 500, np.int16), RATE) is None


def test_a_silent_noise_is_told(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE), RATE)
    with pytest.raises(Complaint, match="is silent"):
        read_noise(tmp_path / "silent.wav")


def test_channels_are_averaged(tmp_path: Path) -> None:
    left = np.linspace(-0.5, 0.5, 8_000)
    soundfile.write(tmp_path / "two.wav", np.column_stack([left, np.zeros(8_000)]), 8_000)
    sound = read_sound(tmp_path / "two.wav")
    assert (sound.rate, sound.seconds) == (8_000, 1.0)
    assert np.abs(sound.samples - left / 2).max() < 1e-3
