"""Whole sessions, heard and spoken, on recordings."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
import soundfile
from running_coach import Happened, run_on, run_on_file
from spoken import Said, speech, write_recording

from voiceskill.cli import main

SETTINGS = """\
language: en
coaching: {{lead_time: {lead}, rest: {rest}, change_time: 6, ask_rating: false}}
stretches:
  both_knees:
    name: both knees to chest
    instructions: [Draw both knees to your chest.]
    release: Lower your feet.
    hold: {hold}
    repetitions: {repetitions}
  one_knee:
    name: one knee to chest
    instructions: [Draw one knee to your chest.]
    release: Lower your foot.
    sides: [right, left]
    hold: 8
    repetitions: 2
routines:
  back:
    name: the back routine
    steps: [{{stretch: both_knees}}, {{stretch: one_knee}}]
"""


@pytest.fixture
def settings(tmp_path: Path) -> str:
    return str(write_settings(tmp_path / "config.yaml"))


def write_settings(path: Path, *, hold: int = 20, repetitions: int = 2, lead: int = 5, rest: int = 5) -> Path:
    path.write_text(SETTINGS.format(hold=hold, repetitions=repetitions, lead=lead, rest=rest))
    return path


# The holds of both knees: 14.3 to 34.3, from 41 on; see the first test for what follows.
ROUTINE: list[Said] = [
    (1.0, "start the back routine"),
    (22.0, "pause"),
    (30.0, "go on"),
    (33.0, "ten more seconds"),
    (70.0, "how many left"),
    (100.0, "that hurts"),
    (112.0, "yes"),
]


@pytest.fixture(scope="module")
def routine(tmp_path_factory: pytest.TempPathFactory) -> Happened:
    folder = tmp_path_factory.mktemp("routine")
    settings = write_settings(folder / "config.yaml")
    return run_on(folder, ROUTINE, 115.0, "--config", str(settings))


def test_obeys_all_that_is_said_during_a_routine(routine: Happened) -> None:
    assert routine.intents() == ["start", "pause", "go_on", "more_seconds", "count_left", "hurt", "yes"]
    assert routine.first("command", intent="more_seconds")["slots"] == {"seconds": 10}
    assert all(event["accepted"] for event in routine.of("heard"))


def test_goes_through_both_stretches_with_repetitions_and_sides(tmp_path: Path, settings: str) -> None:
    happened = run_on(tmp_path, [(1.0, "start the back routine")], 4.0, "--config", settings)
    assert happened.stages() == [
        ("position", "both_knees", None, 1),
        ("hold", "both_knees", None, 1),
        ("rest", "both_knees", None, 2),
        ("hold", "both_knees", None, 2),
        ("position", "one_knee", "right", 1),
        ("hold", "one_knee", "right", 1),
        ("rest", "one_knee", "right", 2),
        ("hold", "one_knee", "right", 2),
        ("change_sides", "one_knee", "left", 1),
        ("hold", "one_knee", "left", 1),
        ("rest", "one_knee", "left", 2),
        ("hold", "one_knee", "left", 2),
    ]
    assert [event["outcome"] for event in happened.of("session")] == ["finished"]
    assert happened.events[-1]["event"] == "cue"


def test_the_same_recording_gives_the_same_events(routine: Happened, tmp_path: Path, settings: str) -> None:
    assert run_on(tmp_path, ROUTINE, 115.0, "--config", settings).events == routine.events


def test_a_paused_hold_resumes_with_the_seconds_that_were_left(routine: Happened) -> None:
    hold, rest = routine.first("stage", kind="hold"), routine.first("stage", kind="rest")
    paused = routine.first("command", intent="go_on")["t"] - routine.first("command", intent="pause")["t"]
    held = rest["t"] - hold["t"] - paused
    assert held == pytest.approx(hold["seconds"] + 10, abs=0.05)


def test_nothing_goes_on_by_itself_after_that_hurts(routine: Happened) -> None:
    hurt = routine.first("command", intent="hurt")
    silenced = next(event for event in routine.of("silenced") if event["t"] >= hurt["t"])
    assert silenced["t"] - hurt["t"] <= 0.05
    answer = routine.first("command", intent="yes")
    assert not [event for event in routine.of("stage") if hurt["t"] < event["t"] < answer["t"]]


def test_cues_begin_at_their_sample_in_the_output(routine: Happened) -> None:
    samples, rate = soundfile.read(routine.output)
    counted = [event for event in routine.of("cue") if event["text"] in ("three", "two", "one")]
    assert len(counted) >= 6
    for event in counted:
        first = round(event["t"] * rate)
        before, after = samples[first - rate // 100 : first], samples[first : first + rate // 10]
        assert np.abs(before).max() == 0
        assert np.abs(after).max() > 0.01


def test_the_output_is_as_long_as_the_session_and_aligned_with_the_input(routine: Happened) -> None:
    info = soundfile.info(routine.output)
    assert info.samplerate == 16_000
    assert info.duration >= routine.events[-1]["t"]


def test_counts_on_its_seconds_through_half_an_hour(tmp_path: Path) -> None:
    settings = write_settings(tmp_path / "config.yaml", hold=150, repetitions=11, lead=0)
    happened = run_on(tmp_path, [(1.0, "start both knees to chest")], 3.0, "--config", str(settings))
    assert happened.events[-1]["t"] > 1700
    holds = [event["t"] for event in happened.of("stage") if event["kind"] == "hold"]
    assert len(holds) == 11
    spelt = {"ninety seconds": 90, "ten": 10, "five": 5, "four": 4, "three": 3, "two": 2, "one": 1}
    for start in holds:
        cues = {event["text"]: event["t"] for event in happened.of("cue") if start < event["t"] < start + 150}
        for text, left in spelt.items():
            assert cues[text] == pytest.approx(start + 150 - left, abs=0.02)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_hears_recordings_of_any_common_rate(tmp_path: Path, settings: str, rate: int) -> None:
    happened = run_on(tmp_path, [(1.0, "start one knee to chest")], 4.0, "--config", settings, rate=rate)
    assert happened.intents() == ["start"]
    assert soundfile.info(happened.output).samplerate == rate


def test_stop_is_obeyed_soon_and_nothing_sounds_after_it(tmp_path: Path, settings: str) -> None:
    happened = run_on(tmp_path, [(1.0, "start one knee to chest"), (4.0, "stop")], 8.0, "--config", settings)
    stop = happened.first("command", intent="stop")
    end_of_word = 4.0 + speech("stop").size / 16_000
    assert stop["t"] - end_of_word < 0.6
    samples, rate = soundfile.read(happened.output)
    assert np.abs(samples[round((stop["t"] - 0.5) * rate) : round(stop["t"] * rate)]).max() > 0.01
    assert np.abs(samples[round((stop["t"] + 0.05) * rate) :]).max() == 0
    assert happened.first("session")["outcome"] == "stopped"


def test_a_session_that_waits_ends_when_the_recording_has_ended(tmp_path: Path, settings: str) -> None:
    happened = run_on(tmp_path, [(1.0, "start one knee to chest"), (5.0, "pause")], 7.0, "--config", settings)
    assert happened.first("session")["outcome"] == "stopped"


def test_duration_ends_it_sooner_or_later(tmp_path: Path, settings: str) -> None:
    said = [(1.0, "start one knee to chest")]
    sooner = run_on(tmp_path, said, 4.0, "--config", settings, "--duration", "6")
    assert soundfile.info(sooner.output).duration == 6.0
    assert sooner.first("session")["outcome"] == "stopped"
    later = run_on(tmp_path, [], 1.0, "--config", settings, "--duration", "9")
    assert soundfile.info(later.output).duration == 9.0


def test_other_speech_starts_nothing(tmp_path: Path, settings: str) -> None:
    said = [(1.0, "the weather will be fine tomorrow in the north"), (6.0, "have you seen my glasses anywhere")]
    happened = run_on(tmp_path, said, 10.0, "--config", settings)
    assert happened.of("heard")
    assert not happened.of("command")


def test_the_journal_holds_what_was_done(
    tmp_path: Path, settings: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = tmp_path / "journal.sqlite3"
    monkeypatch.setenv("VOICESKILL_JOURNAL", str(journal))
    run_on(
        tmp_path, [(1.0, "start the back routine"), (17.0, "that hurts"), (24.0, "stop")], 26.0, "--config", settings
    )
    capsys.readouterr()
    assert main(["journal", "--config", settings]) == 0
    printed = capsys.readouterr().out
    assert "the back routine" in printed
    assert "hurt" in printed
    assert "pain: both knees to chest" in printed
    assert main(["journal", "--csv"]) == 0
    assert capsys.readouterr().out.count("\n") == 3
    with sqlite3.connect(journal) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_recording_that_is_cut_in_mid_word_is_no_trouble(tmp_path: Path, settings: str) -> None:
    recording = write_recording(tmp_path / "cut.wav", [(1.0, "start one knee to chest")], 3.5)
    samples, rate = soundfile.read(recording)
    soundfile.write(recording, samples[: round(1.6 * rate)], rate)
    assert not run_on_file(tmp_path, recording, "--config", settings).of("command")


def test_a_journal_that_cannot_be_written_does_not_keep_anybody_from_stretching(
    tmp_path: Path, settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    monkeypatch.setenv("VOICESKILL_JOURNAL", str(in_the_way / "journal.sqlite3"))
    happened = run_on(tmp_path, [(1.0, "start one knee to chest"), (5.0, "stop")], 7.0, "--config", settings)
    assert happened.intents() == ["start", "stop"]
