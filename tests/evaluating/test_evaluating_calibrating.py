"""`voiceskill calibrate`: what is said, in which room, and what is made of it."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from labelled_recordings import said, write_labels
from spoken import RATE, speech

from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.cli import main
from voiceskill.coaching.state import State
from voiceskill.config import load_config
from voiceskill.evaluating import calibrate_command
from voiceskill.evaluating.calibrating import Plan, plan_of_speech
from voiceskill.evaluating.near_misses import near_misses
from voiceskill.evaluating.simulated_room import echoing, household_noise
from voiceskill.evaluating.sound import Sound, loudness
from voiceskill.hearing.calibration_file import find_calibrations, read_calibrations
from voiceskill.hearing.pronouncing.pronouncer import pronouncer
from voiceskill.speaking.voice_settings import AvailableVoice
from voiceskill.understanding.matching import Understanding

TALK = ("Bring one knee after the other slowly up to your chest.", "Stop.", "Breathe out, and hold your thighs.")
CONFIG = load_config(belonging("config.yaml"))
INTENTS = load_intents(CONFIG)


@pytest.fixture
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have a data folder and the settings that the program starts with."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("VOICESKILL_CONFIG", str(belonging("config.yaml")))


def test_near_misses_are_no_commands() -> None:
    chosen = near_misses(INTENTS, TALK, pronouncer(), 24)
    understanding = Understanding(INTENTS)
    assert len(chosen) == len(set(chosen)) == 24
    assert not [text for text in chosen if understanding.means_something(text)]
    assert any(len(text.split()) == 1 for text in chosen)
    assert any("slowly" in text.split() for text in chosen), "talk, with or without a command inside"
    assert near_misses(INTENTS, TALK, pronouncer(), 6) == chosen[:6]
    assert near_misses(INTENTS, TALK, pronouncer(), 6, seed=1) != chosen[:6]


def test_each_voice_says_both() -> None:
    plan = Plan(voices=3, commands=2, near_misses=4)
    voices = [AvailableVoice("en-us", "American"), AvailableVoice("en-gb", "British")]
    said = plan_of_speech(plan, INTENTS, TALK, voices, pronouncer=pronouncer())
    assert len(said) == plan.recordings == 18
    by_voice = [said[first : first + 6] for first in range(0, 18, 6)]
    assert all(len({one.voice for one in group}) == 1 for group in by_voice)
    assert all(sum(one.phrase is not None for one in group) == 2 for group in by_voice)
    assert len({one.voice.name for one in said}) == 3
    assert {one.phrase.state for one in said if one.phrase} >= {State.IDLE}


def test_the_echo_outlasts_the_sound_and_dies_away() -> None:
    clap = np.zeros(RATE, np.float32)
    clap[:160] = speech("stop")[2000:2160]
    heard = echoing(Sound(clap, RATE), np.random.default_rng(1))
    assert loudness(heard.samples) == pytest.approx(loudness(clap), rel=1e-3)
    early, later, late = (loudness(heard.samples[round(t * RATE) :][: RATE // 20]) for t in (0.02, 0.1, 0.6))
    assert early > 2 * later > 0
    assert late < early / 300


def test_each_octave_of_the_household_is_as_loud() -> None:
    noise = household_noise(8, RATE, np.random.default_rng(2)).samples
    power = np.abs(np.fft.rfft(noise)) ** 2
    frequency = np.fft.rfftfreq(noise.size, 1 / RATE)
    octaves = [power[(frequency > low) & (frequency <= 2 * low)].sum() for low in (500, 1000, 2000, 4000)]
    assert max(octaves) < 1.3 * min(octaves)
    assert power[(frequency > 49) & (frequency < 51)].max() > 100 * np.median(power[frequency < 100]), "the mains"


@pytest.mark.usefixtures("own_folder")
def test_what_was_measured_is_told_and_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(calibrate_command, "QUICK", Plan(voices=1, commands=7, near_misses=1))
    assert main(["calibrate", "--quick", "--recognizer", "pocketsphinx"]) == 0
    out, err = capsys.readouterr()
    assert "8 of 8 recordings heard" in err
    assert str(find_calibrations()) in out
    assert sum(line.split()[0] in {*"123456789"} for line in out.splitlines()) == 9
    (kept,) = read_calibrations(find_calibrations())
    assert kept.measured
    assert "PocketSphinx" in kept.recognizer
    assert max(kept.commands_obeyed) > 0
    main(["doctor"])
    assert "measured on this machine" in capsys.readouterr().out


@pytest.mark.usefixtures("own_folder")
def test_the_users_recordings_refine_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = []
    for intent, text in (("start", "start child's pose"), ("pause", "pause"), ("stop", "how long left")):
        soundfile.write(tmp_path / f"{intent}.wav", said(text, before=0.5, after=0.3), RATE)
        labels.append({"audio": f"{intent}.wav", "intent": intent})
    write_labels(tmp_path, labels)
    assert main(["calibrate", "--own", str(tmp_path), "--recognizer", "pocketsphinx"]) == 0
    assert "2 of 3 recordings of you" in capsys.readouterr().out, "the third is labelled otherwise than it sounds"
    (kept,) = json.loads(find_calibrations().read_text(encoding="utf-8"))
    assert kept["lowered"] >= 0.0
    assert kept["commands_obeyed"] == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(["--own", ".", "--quick"], "leave --noise"), (["--noise", "missing.wav"], "missing.wav")],
)
@pytest.mark.usefixtures("own_folder")
def test_mistakes_are_told(arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", *arguments]) == 2
    assert complaint in capsys.readouterr().err
    assert not find_calibrations().exists()
