"""What is in the file arrives in the settings, and what is left out has its default."""

import re
from datetime import time
from pathlib import Path

import pytest

from voiceskill.belongings import belonging
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.stretch import Routine, Side, Step, Stretch
from voiceskill.complaint import Complaint
from voiceskill.config import Config, Voice, load_config

EVERYTHING = """\
language: en
recognizer: vosk
vosk_model: models/small.zip
fetch_model: false
microphone: ReSpeaker
loudspeaker: USB
voice: {name: en-gb, rate: 80, volume: 1}
coaching: {lead_time: 0, rest: 3, change_time: 120}
stretches:
  twist:
    name: the twist
    also: [lying twist]
    sounds_like: twist
    instructions: &how
      - Lie on your back.
      - >
        Let both knees
        sink to one side.
    partner: [They hold your shoulder.]
    release: Come back slowly.
    sides: [left, right]
    hold: 300
    repetitions: 11
  cat:
    name: "42"
    instructions: *how
    release: Stop.
routines:
  evening:
    name: the evening routine
    also: [evening]
    sounds_like: evening
    steps:
      - {stretch: twist, hold: 5, repetitions: 1, rest: 120, partner: true}
      - stretch: cat
"""
INSTRUCTIONS = ("Lie on your back.", "Let both knees sink to one side.")


def _load(folder: Path, text: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_every_value_arrives(tmp_path: Path) -> None:
    twist = Stretch(
        id="twist",
        name="the twist",
        also=("lying twist",),
        sounds_like="twist",
        instructions=INSTRUCTIONS,
        partner=("They hold your shoulder.",),
        release="Come back slowly.",
        sides=(Side.LEFT, Side.RIGHT),
        hold=300,
        repetitions=11,
    )
    cat = Stretch(id="cat", name="42", instructions=INSTRUCTIONS, release="Stop.")
    evening = Routine(
        id="evening",
        name="the evening routine",
        also=("evening",),
        sounds_like="evening",
        steps=(Step(stretch="twist", hold=5, repetitions=1, rest=120, partner=True), Step(stretch="cat")),
    )
    assert _load(tmp_path, EVERYTHING) == Config(
        language="en",
        recognizer="vosk",
        vosk_model=tmp_path / "models/small.zip",
        fetch_model=False,
        microphone="ReSpeaker",
        loudspeaker="USB",
        voice=Voice(name="en-gb", rate=80, volume=1.0),
        coaching=Habits(lead_time=0, rest=3, change_time=120),
        stretches={"twist": twist, "cat": cat},
        routines={"evening": evening},
    )


def test_empty_values_count_as_left_out(tmp_path: Path) -> None:
    empty = "stretches: {cat: {name: cat, also:, partner: ~, instructions: [Kneel.], release: Stop., hold:, sides:}}\n"
    settings = "vosk_model:\nmicrophone: null\nvoice: {rate:}\ncoaching:\nroutines:\n"
    cat = Stretch(id="cat", name="cat", instructions=("Kneel.",), release="Stop.")
    assert _load(tmp_path, settings + empty) == Config(stretches={"cat": cat})


def test_order_of_the_file_is_kept(tmp_path: Path) -> None:
    assert list(_load(tmp_path, EVERYTHING).stretches) == ["twist", "cat"]


def test_model_under_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    config = _load(tmp_path, EVERYTHING.replace("models/small.zip", "~/vosk"))
    assert config.vosk_model == Path("/home/ada/vosk")
    config = _load(tmp_path, EVERYTHING.replace("models/small.zip", "~no-such-user/vosk"))
    assert config.vosk_model == tmp_path / "~no-such-user/vosk"


def test_what_comes_with_the_program_is_right() -> None:
    config = load_config(belonging("config.yaml"))
    assert config.stretches
    assert config.routines
    assert config.coaching == Habits()
    assert config.voice == Voice()


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + EVERYTHING.replace("\n", "\r\n").encode())
    assert load_config(path) == _load(tmp_path, EVERYTHING)


def test_merged_anchors(tmp_path: Path) -> None:
    config = _load(
        tmp_path,
        "stretches:\n"
        "  cat: &cat {name: cat, instructions: [Kneel.], release: Stop., hold: 20}\n"
        "  cow: {<<: *cat, name: cow}\n"
        "fetch_model: &no false\n",
    )
    assert config.stretches["cow"] == Stretch(id="cow", name="cow", instructions=("Kneel.",), release="Stop.", hold=20)
    assert config.fetch_model is False


def test_two_things_may_share_another_name(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, also="[knee to chest]"))
    assert [stretch.also for stretch in config.stretches.values()] == [("knee to chest",)] * 2


@pytest.mark.parametrize(
    ("reminders", "sentence"),
    [
        ('times: ["22:30"]', "line 4: the reminder at 22:30 lies in the quiet hours and would never be heard"),
        ("times: [930]", 'must be a time of day in quotes, such as "16:30"'),
        ('time: ["10:00"]', 'did you mean "times"?'),
        ("after_hours: 0.1", "must be from 0.5 to 24 hours"),
    ],
)
def test_reminders_that_could_not_be_heard(tmp_path: Path, reminders: str, sentence: str) -> None:
    with pytest.raises(Complaint, match=re.escape(sentence)):
        load_config(write(tmp_path, reminders=reminders))


def test_reminders_at_times_of_day(tmp_path: Path) -> None:
    reminders = load_config(write(tmp_path, reminders='times: ["9:30", "16:00"]')).reminders
    assert reminders.times == (time(9, 30), time(16))


def write(folder: Path, *, also: str = "[]", reminders: str = "times: []") -> Path:
    path = folder / "config.yaml"
    path.write_text(
        f"""\
language: en
voice: {{style: chimes, counting: breaths}}
reminders:
  {reminders}
stretches:
  one: {{name: one knee, also: {also}, instructions: [Lie down.], release: Let go.}}
  both: {{name: both knees, also: {also}, instructions: [Lie down.], release: Let go.}}
"""
    )
    return path
