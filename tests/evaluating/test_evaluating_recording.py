"""`voiceskill record`: asks for phrases, keeps what is said, and goes on where it ended."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hassil.intents import Intents
from numpy.typing import NDArray
from spoken import write_recording

from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.cli import main
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import load_config
from voiceskill.evaluating.collection import Collection
from voiceskill.evaluating.dictation import Dictation
from voiceskill.evaluating.phrase_book import phrases
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.typed import Script
from voiceskill.understanding.matching import Understanding


@pytest.fixture(scope="module")
def intents() -> Intents:
    """What the program listens for."""
    return load_intents(load_config(belonging("config.yaml")))


def labels(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of a folder's labels."""
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


def test_phrases_are_examples_first_and_then_varied(intents: Intents) -> None:
    understanding = Understanding(intents)
    few, many = phrases(intents, 10), phrases(intents, 150)
    assert many[:10] == few
    assert [phrase.text for phrase in few] == list(understanding.examples(State.IDLE)[:10])
    assert len({phrase.text for phrase in many}) == 150
    assert all(understanding.interpret(phrase.text, phrase.state) == phrase.command for phrase in many)
    assert {phrase.state for phrase in many} == set(State)
    assert len({phrase.command.intent for phrase in many}) > 30
    assert phrases(intents, 150, seed=1) != many


def test_a_recording_in_place_of_the_microphone_fills_a_folder_that_can_be_evaluated(
    intents: Intents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICESKILL_CONFIG", str(belonging("config.yaml")))
    folder = tmp_path / "my voice"
    texts = [phrase.text for phrase in phrases(intents, 3)]
    for first, said in ((0, texts[:2]), (2, texts[2:])):
        recording = write_recording(tmp_path / "in.wav", [(1 + 4 * at, text) for at, text in enumerate(said)], 7)
        assert main(["record", str(folder), "--phrases", "3", "--input", str(recording)]) == 0
        assert f'Say: "{texts[first]}"' in capsys.readouterr().out
    kept = labels(folder)
    assert [label["text"] for label in kept] == texts
    assert [label["audio"] for label in kept[:2]] == ["0001-stop.wav", "0002-that-hurts.wav"]
    assert kept[2] | {"audio": ""} == {
        "audio": "",
        "intent": "start",
        "slots": {"stretch": "both_knees_to_chest"},
        "state": "idle",
        "text": texts[2],
    }
    assert soundfile.info(folder / "0001-stop.wav").duration == pytest.approx(1.6, abs=0.4)
    assert main(["record", str(folder), "--phrases", "3", "--input", str(recording)]) == 0
    assert "All 3 phrases are recorded" in capsys.readouterr().out
    assert main(["evaluate", str(folder), "--recognizer", "pocketsphinx", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["correct"] >= 2


def test_the_last_can_be_taken_back_and_the_next_skipped(intents: Intents, tmp_path: Path) -> None:
    wanted = phrases(intents, 4)
    room = RecordingRoom(write_recording(tmp_path / "in.wav", [(at, "pause") for at in (1, 4, 7, 10)], 13))
    typed = Script([(3.0, "a"), (6.0, "s"), (6.1, "what?"), (11.9, "q")])
    shown: list[str] = []
    kept = Dictation(room, wanted, Collection(tmp_path / "kept"), typed=typed, say=shown.append).run()
    # The first once more, the second not at all, then the third and the fourth.
    assert kept == 3
    assert [label["text"] for label in labels(tmp_path / "kept")] == [wanted[at].text for at in (0, 2, 3)]
    assert len(list((tmp_path / "kept").glob("*.wav"))) == 3
    assert any("q stops" in line for line in shown)


def test_what_is_heard_while_a_phrase_is_spoken_is_not_kept(intents: Intents, tmp_path: Path) -> None:
    room = RecordingRoom(write_recording(tmp_path / "in.wav", [(0.3, "pause"), (3.0, "stop")], 5))
    spoken: list[str] = []

    def voice(text: str) -> NDArray[np.float32]:
        spoken.append(text)
        return np.full(2 * room.rate, 0.1, np.float32)

    wanted = phrases(intents, 1)
    dictation = Dictation(
        room, wanted, Collection(tmp_path / "kept"), typed=Script([]), say=lambda _: None, voice=voice
    )
    assert dictation.run() == 1
    assert spoken == [wanted[0].text]
    recording, _ = soundfile.read(tmp_path / "kept" / "0001-stop.wav")
    assert np.flatnonzero(np.abs(recording) > 0.05).size > 0
    assert recording.size < 2 * room.rate


def test_a_folder_that_cannot_be_written_is_told_and_keeps_what_it_had(intents: Intents, tmp_path: Path) -> None:
    first, second = phrases(intents, 2)
    collection = Collection(tmp_path / "kept")
    samples = np.ones(1_600, np.int16)
    collection.add(first, samples, 16_000)
    (tmp_path / "kept").rename(tmp_path / "gone")
    (tmp_path / "kept").touch()
    with pytest.raises(Complaint, match="cannot be used"):
        collection.add(second, samples, 16_000)
    assert len(labels(tmp_path / "gone")) == 1
