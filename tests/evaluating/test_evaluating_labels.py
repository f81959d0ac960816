"""Files of labels: what they tell, and what is said about mistakes."""

from pathlib import Path

import pytest
from labelled_recordings import write_labels

from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.evaluating.labels import read_labels


def test_paths_count_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "one.wav").touch()
    (tmp_path / "two.wav").touch()
    file = write_labels(
        tmp_path,
        [
            {"audio": "one.wav", "intent": "hold_for", "slots": {"seconds": 40}, "state": "holding", "by": "me"},
            {"audio": str(tmp_path / "two.wav"), "intent": "stop"},
        ],
    )
    one, two = read_labels(file)
    assert (one.audio, one.slots, one.state) == (tmp_path / "one.wav", {"seconds": 40}, State.HOLDING)
    assert (two.audio, two.slots, two.state) == (tmp_path / "two.wav", {}, None)
    assert read_labels(tmp_path) == (one, two)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"audio": "one.wav", "intent": "stop"}\n{"audio": "one.wav"', r"labels\.jsonl, line 2: the line is wrong"),
        ('{"audio": "one.wav"}', "line 1: intent is wrong"),
        ('\n\n["one.wav"]', "line 3: the line is wrong"),
        ('{"audio": "one.wav", "intent": "stop", "state": "asleep"}', "line 1: state is wrong: .*'idle'"),
        ('{"audio": "one.wav", "intent": "stop", "slots": {"side": []}}', "line 1: slots.side is wrong"),
        ('{"audio": "none.wav", "intent": "stop"}', "line 1: there is no recording .*none.wav"),
        ("\n", "no labels in"),
        (b"\xff\xfe", "no text in UTF-8"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str | bytes, complaint: str) -> None:
    (tmp_path / "one.wav").touch()
    (tmp_path / "labels.jsonl").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Complaint, match=complaint):
        read_labels(tmp_path)


def test_a_folder_without_labels_is_told(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match=r"labels\.jsonl cannot be read"):
        read_labels(tmp_path)
