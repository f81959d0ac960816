"""`voiceskill evaluate` from its files to what it prints."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from labelled_recordings import said, write_labels, write_noise
from spoken import RATE

from voiceskill.belongings import belonging
from voiceskill.cli import main

KEYS = (
    *("recordings", "correct", "accuracy", "missed", "wrong", "by_snr", "chatter_hours", "false_accepts"),
    *("false_accepts_per_hour", "latency_ms", "real_time_factor", "peak_rss_mb", "confusions"),
)
DRINKS = """
language: en
intents:
  orderDrink:
    data:
    - sentences: ["(get me|make me) [a|an] ([{size}];[{roast}]) {drink}"]
lists:
  size: {values: [small, large]}
  roast: {values: [light roast, dark roast]}
  drink: {values: [espresso, coffee, {in: hot water, out: water}]}
"""


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder: two commands that are heard, one with another label than its words, and a silence."""
    folder = tmp_path_factory.mktemp("recordings")
    soundfile.write(folder / "tight.wav", said("start child's pose"), RATE)
    stereo = np.column_stack([said("hold for forty seconds", rate=44_100, before=0.8, after=0.4)] * 2)
    soundfile.write(folder / "stereo.flac", stereo, 44_100)
    soundfile.write(folder / "pause.wav", said("pause", before=0.5, after=0.3), RATE)
    soundfile.write(folder / "silence.wav", np.random.default_rng(1).standard_normal(RATE) * 1e-3, RATE)
    write_labels(
        folder,
        [
            {"audio": "tight.wav", "intent": "start", "slots": {"stretch": "child_pose"}},
            {"audio": str(folder / "stereo.flac"), "intent": "hold_for", "slots": {"seconds": "40"}},
            {"audio": "pause.wav", "intent": "stop", "state": "holding", "speaker": "the tests"},
            {"audio": "silence.wav", "intent": "stop"},
        ],
    )
    return folder


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the settings that the program starts with."""
    monkeypatch.setenv("VOICESKILL_CONFIG", str(belonging("config.yaml")))


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    """Return what the command prints as JSON."""
    assert main(["evaluate", *map(str, arguments), "--recognizer", "pocketsphinx", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.usefixtures("shipped")
def test_all_is_measured(recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chatter = tmp_path / "chatter"
    (chatter / "deeper").mkdir(parents=True)
    (chatter / "notes.txt").write_text("no sound", encoding="utf-8")
    soundfile.write(chatter / "deeper" / "stop.wav", said("that hurts", before=0.5, after=0.5), RATE)
    noise = write_noise(tmp_path / "hiss.wav", 0.7, 22_050)  # shorter than the recordings
    found = evaluated(
        capsys, recordings, "--noise", noise, "--snr", "30", "-20", "--chatter", chatter, "--state", "session"
    )
    assert tuple(found) == KEYS
    assert (found["recordings"], found["correct"], found["missed"], found["wrong"]) == (4, 2, 1, 1)
    assert found["accuracy"] == 0.5
    assert [one["snr"] for one in found["by_snr"]] == [30, -20]
    assert [one["correct"] for one in found["by_snr"]] == [2, 0]
    assert all(one["recordings"] == one["correct"] + one["missed"] + one["wrong"] == 4 for one in found["by_snr"])
    assert found["false_accepts"] == 1
    assert found["chatter_hours"] == pytest.approx(1.7 / 3600, rel=0.2)
    assert found["false_accepts_per_hour"] == pytest.approx(1 / found["chatter_hours"], rel=0.2)
    assert {"said": "stop", "heard": "pause", "count": 1} in found["confusions"]
    assert {"said": "deeper/stop.wav", "heard": "that hurts", "count": 1} in found["confusions"]
    assert 100 < found["latency_ms"]["median"] <= found["latency_ms"]["p95"] < 1500
    assert 0 < found["real_time_factor"] < 5
    assert found["peak_rss_mb"] > 50


@pytest.mark.usefixtures("shipped")
def test_people_get_a_table(recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (recordings / "labels.jsonl").read_text(encoding="utf-8").splitlines()[1:3]
    few = write_labels(tmp_path, [json.loads(line) | {"audio": str(recordings / "pause.wav")} for line in lines])
    assert main(["evaluate", str(few), "--recognizer", "pocketsphinx"]) == 0
    printed = capsys.readouterr()
    assert "0 = 0.0 %" in printed.out
    assert '"stop"  →  "pause"' in printed.out
    assert "PocketSphinx" in printed.err


@pytest.mark.usefixtures("shipped")
def test_any_sentences_can_be_listened_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentences = tmp_path / "drinks.yaml"
    sentences.write_text(DRINKS, encoding="utf-8")
    soundfile.write(tmp_path / "order.wav", said("make me a dark roast small espresso", before=0.5, after=0.5), RATE)
    slots = {"drink": "Espresso", "size": "small", "roast": "light roast"}
    write_labels(tmp_path, [{"audio": "order.wav", "intent": "orderDrink", "slots": slots}])
    found = evaluated(capsys, tmp_path, "--sentences", sentences)
    assert found["wrong"] == 1
    assert found["confusions"] == [{"said": "roast=light roast", "heard": "roast=dark roast", "count": 1}]
    assert found["chatter_hours"] is None
    assert found["by_snr"] == []
    assert found["latency_ms"] == {"median": None, "p95": None}


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "nothing to hear"),
        (["{recordings}", "--snr", "6"], "name that with --noise"),
        (["{recordings}", "--noise", "{recordings}/none.wav"], "none.wav cannot be read"),
        (["{recordings}", "--noise", "{recordings}/stereo.flac", "--snr", "nan"], "nan dB"),
        (["{recordings}", "--sentences", "{recordings}/labels.jsonl"], "labels.jsonl"),
        (["--chatter", "{recordings}/nowhere"], "no recordings in the folder"),
    ],
)
def test_what_does_not_fit_is_told(
    recordings: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    assert main(["evaluate", *(argument.format(recordings=recordings) for argument in arguments)]) == 2
    printed = capsys.readouterr()
    assert complaint in printed.err.splitlines()[-1]
    assert "Traceback" not in printed.err
    assert printed.out == ""
