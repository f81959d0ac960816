"""More rooms in the settings."""

from pathlib import Path

import pytest

from voiceskill.complaint import Complaint
from voiceskill.config import HERE, Config, load_config

SETTINGS = """\
voice: {rate: 150, volume: 0.8}
here: living room
rooms:
  bedroom:
    name: the bedroom
    voice: {volume: 0.3}
    routines: [evening]
  practice:
    name: practice
    satellite: tcp://10.0.0.5:10700
    guests: true
stretches:
  cat: {name: the cat, instructions: [Kneel.], release: Stop.}
routines:
  evening: {name: the evening routine, steps: [{stretch: cat}]}
  morning: {name: the morning routine, steps: [{stretch: cat}]}
"""


def _config(folder: Path, text: str = SETTINGS) -> Config:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def test_a_room_has_its_own_voice_and_routines_and_all_else_of_the_house(tmp_path: Path) -> None:
    config = _config(tmp_path)
    bedroom = config.in_room("bedroom")
    assert (bedroom.voice.volume, bedroom.voice.rate) == (0.3, 150)
    assert list(bedroom.routines) == ["evening"]
    assert bedroom.stretches == config.stretches
    assert list(config.in_room("practice").routines) == ["evening", "morning"]
    assert config.in_room(HERE) == config
    assert config.rooms["practice"].guests
    assert config.room_names == {HERE: "living room", "bedroom": "the bedroom", "practice": "practice"}


def test_without_a_sound_card_the_machine_has_no_room(tmp_path: Path) -> None:
    assert HERE not in _config(tmp_path, f"sound_card: false\n{SETTINGS}").room_names


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("routines: [evening]", "routines: [evning]", 'did you mean "evening"?'),
        ("name: practice", "name: The Bedroom", 'the name "The Bedroom" is spoken for both "bedroom" and "practice"'),
        ("  bedroom:", "  here:", "give the room another key"),
        (
            "tcp://10.0.0.5:10700",
            "10.0.0.5",
            'the satellite of "practice" is "10.0.0.5"; it must be an address and a port, such as',
        ),
        ("    name: practice\n", "", 'the room "practice" has no "name"; add it.'),
        (
            "    guests:",
            "    guest:",
            'the room "practice" has a setting "guest", which is unknown; did you mean "guests"?',
        ),
        ("voice: {volume: 0.3}", "voice: {loudness: 1}", "there are: name, rate, volume, style, counting."),
    ],
)
def test_what_is_wrong_with_a_room_is_said_in_a_sentence(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    with pytest.raises(Complaint) as complaint:
        _config(tmp_path, SETTINGS.replace(before, after))
    assert sentence in str(complaint.value)
