"""The ear with PocketSphinx: rates, times, urgency, silence, noise, and changes between utterances."""

from functools import cache

import numpy as np
import pytest
from hearing_material import COMMANDS, URGENT, believed, graph_of, heard, noise, silence, spoken

from voiceskill.hearing.ear import Ear
from voiceskill.hearing.echo.canceller import EchoCanceller
from voiceskill.hearing.sphinx import SphinxRecognizer

GRAMMAR = graph_of(COMMANDS)


@cache
def recognizer() -> SphinxRecognizer:
    """Return the one recogniser of these tests: loading takes longer than most of them."""
    return SphinxRecognizer()


def an_ear(rate: int = 16_000, **settings: float) -> Ear:
    """Return an ear for the test commands."""
    return Ear(recognizer(), rate, GRAMMAR, urgent=URGENT, **settings)  # type: ignore[arg-type]  # only numbers


def test_one_persons_commands_are_heard() -> None:
    ear = Ear(SphinxRecognizer(), 16_000, GRAMMAR, urgent=URGENT)
    texts = []
    for command in COMMANDS:
        texts += believed(ear.hear(np.concatenate((silence(0.5), spoken(command, voice="en-us+f2"), silence(1)))))
    assert texts == list(COMMANDS)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_every_rate_is_heard_at_the_same_times(rate: int) -> None:
    speech = spoken("go on", rate)
    sound = np.concatenate((silence(2, rate), speech, silence(1, rate)))
    (utterance,) = heard(an_ear(rate), sound, rate)
    assert utterance.text == "go on"
    assert utterance.speech_start == pytest.approx(2.0, abs=0.15)
    assert utterance.speech_end == pytest.approx(2.0 + len(speech) / rate, abs=0.2)
    first, last = utterance.words
    assert first.start == pytest.approx(2.0, abs=0.15)
    assert first.end == pytest.approx(last.start, abs=0.05)
    assert last.end == pytest.approx(2.0 + len(speech) / rate, abs=0.15)


def test_blocks_of_any_length_give_the_same() -> None:
    sound = np.concatenate((silence(0.5), spoken("ten more seconds"), silence(1)))
    at_once, in_pieces = an_ear(), an_ear()
    whole = at_once.hear(sound) + at_once.flush()
    pieces = [one for piece in np.array_split(sound, 37) for one in in_pieces.hear(piece)] + in_pieces.flush()
    assert [one.text for one in whole] == [one.text for one in pieces] == ["ten more seconds"]
    assert [one.speech_end for one in whole] == [one.speech_end for one in pieces]


@pytest.mark.parametrize(("command", "within"), [("stop", 0.45), ("that hurts", 0.45), ("go on", 0.9)])
def test_urgent_sentences_do_not_wait_for_the_whole_silence(command: str, within: float) -> None:
    sound = np.concatenate((silence(0.5), spoken(command)))
    ear = an_ear()
    assert not ear.hear(sound)
    waited = 0.0
    while not (utterances := ear.hear(silence(0.02))):
        waited += 0.02
    assert believed(utterances) == [command]
    assert waited < within


def test_the_end_of_the_input_ends_the_utterance() -> None:
    ear = an_ear()
    assert not ear.hear(np.concatenate((silence(0.5), spoken("ready"))))
    assert believed(ear.flush()) == ["ready"]
    assert ear.flush() == []


def test_what_is_forgotten_is_not_joined_to_what_comes_next() -> None:
    ear = an_ear()
    assert not ear.hear(np.concatenate((silence(0.5), spoken("ready")[:4_000])))
    ear.forget()
    assert believed(ear.hear(np.concatenate((spoken("go on"), silence(1))))) == ["go on"]


def test_digital_silence_is_nothing() -> None:
    assert heard(an_ear(), silence(20)) == []


def test_full_scale_noise_is_no_command_and_ends() -> None:
    ear = an_ear()
    assert believed(heard(ear, np.concatenate((noise(12), silence(1))))) == []
    assert believed(heard(ear, np.concatenate((spoken("go on"), silence(1))))) == ["go on"]


def test_a_grammar_takes_effect_between_utterances() -> None:
    ear = an_ear()
    opening = np.concatenate((silence(0.5), spoken("go on")))
    assert not ear.hear(opening)
    ear.use(graph_of(["stop", "pause"]))
    assert [one.text for one in ear.hear(silence(1))] == ["go on"]
    assert "go on" not in [one.text for one in ear.hear(np.concatenate((opening, silence(1))))]
    assert believed(ear.hear(np.concatenate((spoken("pause", voice="en-us+f2"), silence(1))))) == ["pause"]


def test_another_recognizer_takes_over_between_utterances() -> None:
    ear = an_ear()
    other = SphinxRecognizer()
    assert not ear.hear(np.concatenate((silence(0.5), spoken("go on"))))
    ear.recognizer = other
    assert ear.recognizer is other
    assert [one.text for one in ear.hear(silence(1))] == ["go on"]
    assert believed(ear.hear(np.concatenate((spoken("ready"), silence(1))))) == ["ready"]


def test_words_in_the_midst_of_others_are_no_command() -> None:
    ear = Ear(recognizer(), 16_000, graph_of(["go on"]))
    longer = spoken("please go on talking about it")
    assert believed(heard(ear, np.concatenate((silence(0.5), longer, silence(1))))) == []
    assert believed(heard(ear, np.concatenate((silence(0.5), spoken("go on"), silence(1))))) == ["go on"]


def test_times_stay_right_however_often_the_devices_were_gone() -> None:
    ear = Ear(recognizer(), 16_000, GRAMMAR, urgent=URGENT, echo=EchoCanceller(16_000))
    for _ in range(40):
        assert ear.hear(silence(0.111)) == []
        ear.forget()
    (utterance,) = heard(ear, np.concatenate((silence(1), spoken("go on"), silence(1))))
    assert utterance.speech_start == pytest.approx(40 * 0.111 + 1.0, abs=0.15)
