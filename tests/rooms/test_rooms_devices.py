"""Which devices there are, which is used again, how often it is looked for, and what the sound server says of it."""

import threading
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from voiceskill.backoff import delays
from voiceskill.complaint import Complaint
from voiceskill.rooms.capture_source import monitor_heard
from voiceskill.rooms.devices import Device, DeviceKind, find_again, list_devices
from voiceskill.rooms.portaudio import look_again, portaudio


def microphone(name: str, number: int, *, default: bool = False) -> Device:
    """Return a microphone as PortAudio would list it."""
    return Device(name, DeviceKind.MICROPHONE, 1, 48_000, default, "ALSA", number)


USB = microphone("USB Headset: Audio (hw:1,0)", 1)
DEFAULT = microphone("default", 4, default=True)
OTHER = microphone("Webcam: USB Audio (hw:2,0)", 2)
LOUDSPEAKER = replace(USB, kind=DeviceKind.LOUDSPEAKER)


def test_who_asks_for_the_devices_while_portaudio_looks_again_waits_and_gets_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("voiceskill.rooms.portaudio._LOOK_S", 60.0)  # it looks without a pause here

    def look_often() -> None:
        for _ in range(20):
            look_again()

    looking = threading.Thread(target=look_often)
    looking.start()
    asked = 0
    while looking.is_alive():
        list_devices()
        asked += 1
    assert asked


def test_a_portaudio_that_did_not_start_is_a_complaint() -> None:
    portaudio()._lib.Pa_Terminate()
    try:
        with pytest.raises(Complaint, match=r"PortAudio knows of no devices .*: restart the machine's sound service"):
            list_devices()
    finally:
        look_again()


def test_the_same_name_is_found_whatever_its_number_and_whatever_else_has_a_part_of_it() -> None:
    there = [LOUDSPEAKER, replace(OTHER, number=0), replace(USB, number=7)]
    assert find_again(there, "usb", USB, stand_in=True).number == 7


def test_a_card_in_another_socket_is_the_same_card() -> None:
    moved = microphone("USB Headset: Audio (hw:3,0)", 0)
    assert find_again([OTHER, moved], "headset", USB, stand_in=False) == moved


def test_what_was_named_is_replaced_only_by_what_has_that_name() -> None:
    assert find_again([OTHER], "usb", USB, stand_in=False) == OTHER
    with pytest.raises(Complaint, match='No microphone has "headset" in its name'):
        find_again([OTHER], "headset", USB, stand_in=True)


@pytest.mark.parametrize("nothing", [None, ""])
def test_the_default_is_not_what_is_left_of_it_while_the_sound_server_is_gone(nothing: str | None) -> None:
    left = replace(USB, default=True)
    with pytest.raises(Complaint, match='The microphone "default" is not there'):
        find_again([left], nothing, DEFAULT, stand_in=False)
    assert find_again([left], nothing, DEFAULT, stand_in=True) == left
    assert find_again([left, replace(DEFAULT, default=False)], nothing, DEFAULT, stand_in=True).name == "default"


def test_it_is_tried_soon_at_first_and_never_given_up() -> None:
    assert list(islice(delays(), 7)) == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0])
    assert list(islice(delays(1.0, 5.0), 5)) == [1.0, 2.0, 4.0, 5.0, 5.0]


def stream(source: int, process: str) -> dict[str, Any]:
    """Return a recording stream as pactl lists it."""
    return {"index": 9, "source": source, "properties": {"application.process.id": process}}


SOURCES = [
    {"index": 0, "monitor_source": "speaker", "properties": {"device.class": "monitor"}},
    {"index": 1, "monitor_source": "", "properties": {"device.class": "sound"}},
    {"index": 2, "monitor_source": "", "properties": {"device.class": "filter"}},
]


@pytest.mark.parametrize(
    ("outputs", "heard"),
    [
        ([stream(0, "42")], "speaker"),
        ([stream(1, "42")], ""),
        ([stream(2, "42")], ""),
        ([stream(0, "7"), stream(1, "42")], ""),
        ([stream(0, "42"), stream(1, "42")], "speaker"),
        ([{"index": 9, "source": 0, "properties": {}}], ""),
        ([], ""),
    ],
    ids=["monitor", "microphone", "filter", "another process's", "one of two", "the server's own", "none"],
)
def test_a_monitor_is_told_from_a_microphone(outputs: list[dict[str, Any]], heard: str) -> None:
    assert monitor_heard(outputs, SOURCES, 42) == heard
