"""What other programs get from the coach, asked for by the protocol's own client."""

import time
from collections.abc import Iterator

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray
from spoken import speech
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.intent import Intent, Recognize
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeVoice,
)
from wyoming_house import House, asked, served, sound

from voiceskill.coaching.state import State

QUIET = np.random.default_rng(1).integers(-8, 9, 8_000).astype(np.int16)
"""Half a second of a quiet room, at 16 kHz."""


@pytest.fixture(scope="module")
def house() -> House:
    house = House()
    house.open_room("here", "living room")
    house.open_room("upstairs", "bedroom")
    return house


@pytest.fixture(scope="module")
def port(house: House) -> Iterator[int]:
    with served(house) as port:
        yield port


def said(text: str, rate: int = 16_000, channels: int = 1) -> list[Event]:
    words = (speech(text) * 0.6 * 32_767).astype(np.int16)
    return sound(soxr.resample(np.concatenate((QUIET, words, QUIET)), 16_000, rate), rate, channels)


def transcript(port: int, *events: Event) -> str:
    return Transcript.from_event(asked(port, events, "transcript")[-1]).text


def test_describes_what_there_is(port: int) -> None:
    info = Info.from_event(asked(port, [Describe().event()], "info")[-1])
    (asr,), (tts,), (handle,), (intent,) = info.asr, info.tts, info.handle, info.intent
    assert [asr.name, tts.name, handle.name, intent.name] == ["voiceskill"] * 4
    assert [(model.name, model.languages) for model in asr.models] == [("PocketSphinx", ["en"])]
    assert [voice.name for voice in tts.voices] == ["en-gb", "en-us"]
    assert tts.supports_synthesize_streaming
    assert info.satellite is None  # with one, Home Assistant would look at nothing else


def test_answers_a_ping_with_its_text(port: int) -> None:
    assert Pong.from_event(asked(port, [Ping("still there?").event()], "pong")[-1]).text == "still there?"


def test_what_it_does_not_know_it_ignores(port: int) -> None:
    answers = asked(port, [Event("detect", {"names": ["hey coach"]}), Ping("after").event()], "pong")
    assert [answer.type for answer in answers] == ["pong"]


@pytest.mark.parametrize(
    ("text", "words", "rate", "channels"),
    [
        ("start the morning routine", "start the morning routine", 16_000, 1),
        ("that hurts", "that hurts", 48_000, 2),
        ("ten more seconds", "ten more seconds", 44_100, 1),
        ("start the morning routine in the bedroom", "start the morning routine in the bedroom", 22_050, 1),
        ("what is the weather like in paris tomorrow", "", 16_000, 1),
    ],
)
def test_hears_commands_and_nothing_else(port: int, text: str, words: str, rate: int, channels: int) -> None:
    assert transcript(port, Transcribe(language="en-GB").event(), *said(text, rate, channels)) == words


def test_hears_one_sound_after_the_other_on_one_connection(port: int) -> None:
    events = [*said("pause"), *said("that hurts")]
    texts = [
        Transcript.from_event(answer).text
        for answer in asked(port, events, lambda event: event.data["text"] == "that hurts")
    ]
    assert texts == ["pause", "that hurts"]


def test_has_no_words_for_another_language(port: int) -> None:
    assert transcript(port, Transcribe(language="de").event(), *said("pause")) == ""


def test_tells_the_intent_of_a_sentence(port: int, house: House) -> None:
    answer = asked(port, [Recognize("Start the morning routine in the bedroom.").event()], "intent")[-1]
    intent = Intent.from_event(answer)
    assert intent.name == "start"
    assert {entity.name: entity.value for entity in intent.entities} == {"routine": "morning", "room": "upstairs"}
    assert asked(port, [Recognize("turn on the light").event()], "not-recognized")
    assert not house.told


def heard(state: State, *sentences: str, obeys: bool | None = True) -> tuple[House, list[Event]]:
    """Return a house, in whose bedroom the coach is doing that, after it was handed the sentences; and its answers."""
    house = House(obeys=obeys)
    house.open_room("here", "living room")
    house.open_room("upstairs", "bedroom", state)
    house.open_room("guests", "big bedroom")
    with served(house) as port:
        return house, [
            asked(port, [Transcript(text).event()], lambda event: event.type.endswith("handled"))[-1]
            for text in sentences
        ]


def test_has_done_what_it_is_handed_in_the_room_that_is_named() -> None:
    house, (start, length, light) = heard(
        State.IDLE, "Start child's pose in the big bedroom", "in the bedroom, list the stretches", "turn on the light"
    )
    assert house.told == [("guests", "start child's pose"), ("upstairs", "list the stretches")]
    assert Handled.from_event(start).text == "Child's pose, in the big bedroom."
    assert Handled.from_event(length).text == "The coach in the bedroom tells the names of the stretches and routines."
    assert NotHandled.from_event(light).text == "The coach does not know what to do with that just now."


def test_without_a_name_it_is_for_the_room_where_somebody_stretches() -> None:
    house, (pause, _) = heard(State.HOLDING, "pause", "stop")
    assert house.told == [("upstairs", "pause"), ("upstairs", "stop")]
    assert Handled.from_event(pause).text == 'The coach in the bedroom stops the clock until you say "go on".'


def test_who_changes_rooms_says_so_to_the_room_that_he_leaves() -> None:
    house = House()
    house.open_room("here", "living room", State.HOLDING)
    house.open_room("upstairs", "bedroom")
    with served(house) as port:
        answer = asked(port, [Transcript("go on in the bedroom").event()], "handled")[-1]
    assert house.told == [("here", "go on in the bedroom")]
    assert "The coach in the living room leaves the session to the coach in another room" in answer.data["text"]


def test_what_hurts_is_for_every_room_where_somebody_stretches() -> None:
    house = House()
    for key in ("one", "two"):
        house.open_room(key, f"room {key}", State.HOLDING)
    house.open_room("three", "room three")
    with served(house) as port:
        asked(port, [Transcript("That hurts!").event()], "handled")
        asked(port, [Transcript("pause").event()], "handled")
    assert house.told == [("one", "That hurts!"), ("two", "That hurts!"), ("one", "pause")]


def test_says_why_nothing_is_begun_in_a_room_that_is_away() -> None:
    house = House(obeys=False)
    house.open_room("upstairs", "bedroom", trouble="The satellite is away.")
    with served(house) as port:
        refused = asked(port, [Transcript("start child's pose in the bedroom").event()], "not-handled")[-1]
    assert NotHandled.from_event(refused).text == "The satellite is away."


def test_says_so_where_a_room_refuses_or_there_is_none() -> None:
    _, (refused,) = heard(State.HOLDING, "pause", obeys=False)
    assert NotHandled.from_event(refused).text == "The coach in the bedroom can do nothing with that just now."
    with served(House()) as port:
        none = asked(port, [Transcript("pause").event()], "not-handled")[-1]
        assert NotHandled.from_event(none).text == "There is no room in which the coach is just now."
        assert transcript(port, *said("pause")) == ""


def samples_of(answers: list[Event]) -> NDArray[np.int16]:
    start = AudioStart.from_event(answers[0])
    payload = b"".join(AudioChunk.from_event(answer).audio for answer in answers if answer.type == "audio-chunk")
    assert (start.width, start.channels) == (2, 1)
    return np.asarray(soxr.resample(np.frombuffer(payload, "<i2"), start.rate, 16_000))


def test_what_it_says_it_understands_again(port: int) -> None:
    request = Synthesize("Start the morning routine.", voice=SynthesizeVoice(name="en-us"))
    answers = asked(port, [request.event()], "audio-stop")
    samples = np.concatenate((QUIET, samples_of(answers), QUIET))
    assert transcript(port, *sound(samples)) == "start the morning routine"


def test_speaks_a_text_in_pieces_as_it_comes(port: int) -> None:
    events = [
        SynthesizeStart().event(),
        *(SynthesizeChunk(text).event() for text in ("Pa", "use. \x00 ", "… That", " hurts")),
        Synthesize("Pause. That hurts").event(),  # for those that take no pieces; the same again
        SynthesizeStop().event(),
    ]
    answers = asked(port, events, "synthesize-stopped")
    assert [answer.type for answer in answers if answer.type != "audio-chunk"] == [
        "audio-start",
        "audio-stop",
        "synthesize-stopped",
    ]
    expected = speech("Pause.").size + speech("That hurts").size
    assert abs(samples_of(answers).size - expected) < 100


def test_tells_what_is_wrong_with_the_voice_and_hangs_up(port: int) -> None:
    error = Error.from_event(asked(port, [Synthesize("I complain.").event()], "error")[-1])
    assert (error.text, error.code) == ("The voice is hoarse; give it some tea.", "failed")


def test_who_hangs_up_in_the_middle_of_a_sound_keeps_nobody_waiting(port: int) -> None:
    whole = said("pause")
    transcript(port, *whole)  # from now on all is loaded
    for _ in range(4):
        asked(port, [*whole[:5], Ping().event()], "pong")
    began = time.monotonic()
    assert transcript(port, *whole) == "pause"
    assert time.monotonic() - began < 3.0
