"""Vosk with the test model: whole sentences only, unknown words, models that cannot be read."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hearing_material import COMMANDS, URGENT, believed, graph_of, heard, noise, silence, spoken, vosk_model

from voiceskill.complaint import Complaint
from voiceskill.hearing.choosing import choose_recognizer
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.vosk_recognizer import VoskRecognizer


@cache
def recognizer() -> VoskRecognizer:
    """Return the one recogniser of these tests."""
    return VoskRecognizer(vosk_model())


def test_commands_are_heard() -> None:
    ear = Ear(recognizer(), 16_000, graph_of(COMMANDS), urgent=URGENT)
    texts = [believed(heard(ear, np.concatenate((silence(0.5), spoken(each), silence(1))))) for each in COMMANDS]
    right = sum(text == [command] for text, command in zip(texts, COMMANDS, strict=True))
    assert right >= len(COMMANDS) - 1, texts


def test_words_have_their_times_on_the_rooms_clock() -> None:
    ear = Ear(recognizer(), 16_000, graph_of(COMMANDS))
    speech = spoken("go on")
    sound = np.concatenate((silence(3), speech, silence(1)))
    utterances = heard(ear, np.concatenate((sound, sound)))
    for utterance, begin in zip(utterances, (3.0, len(sound) / 16_000 + 3.0), strict=True):
        assert utterance.text == "go on"
        assert utterance.words[0].start == pytest.approx(begin, abs=0.2)
        assert utterance.words[-1].end == pytest.approx(begin + len(speech) / 16_000, abs=0.3)


def test_a_pause_inside_a_sentence_is_survived() -> None:
    ear = Ear(recognizer(), 16_000, graph_of(COMMANDS))
    sound = np.concatenate((silence(0.5), spoken("hold for"), silence(0.35), spoken("forty seconds"), silence(1)))
    assert [one.text for one in heard(ear, sound)] == ["hold for forty seconds"]


def test_other_speech_silence_and_noise_are_no_commands() -> None:
    ear = Ear(recognizer(), 16_000, graph_of(COMMANDS))
    prose = spoken("the weather will be rather cloudy with some rain in the afternoon")
    assert believed(heard(ear, np.concatenate((prose, silence(8), noise(11), silence(1))))) == []


def test_a_part_of_a_sentence_is_no_command() -> None:
    ear = Ear(recognizer(), 16_000, graph_of(["hold for forty seconds"]))
    assert believed(heard(ear, np.concatenate((silence(0.5), spoken("forty seconds"), silence(1))))) == []


def test_a_word_that_others_explain_better_is_no_command() -> None:
    ear = Ear(recognizer(), 16_000, graph_of(COMMANDS))
    command, other = heard(ear, np.concatenate((silence(0.5), spoken("stop"), silence(1), spoken("step"), silence(1))))
    assert (command.text, other.text) == ("stop", "stop")
    assert other.score < 0 < command.score


def test_the_operating_point_says_what_is_believed() -> None:
    sound = np.concatenate((silence(0.5), spoken("ready"), silence(1)))
    choosy = VoskRecognizer(vosk_model(), operating_point=0.5)
    (first,) = heard(Ear(choosy, 16_000, graph_of(COMMANDS)), sound)
    choosy.operating_point = 5.0
    (second,) = heard(Ear(choosy, 16_000, graph_of(COMMANDS)), sound)
    assert second.score == pytest.approx(first.score - 4.5, abs=0.2)  # the library dithers at random
    assert second.score < 0 < first.score


def test_unknown_words_are_named() -> None:
    assert recognizer().unknown(["stop", "xyzzy"]) == {"xyzzy"}


@pytest.mark.parametrize("sentences", [[], ["xyzzy"]])
def test_a_grammar_without_sentences_hears_nothing(sentences: list[str]) -> None:
    ear = Ear(recognizer(), 16_000, graph_of(sentences))
    assert believed(heard(ear, np.concatenate((spoken("stop"), silence(1))))) == []


def test_a_folder_that_is_no_model_is_a_complaint(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="cannot read the model"):
        VoskRecognizer(tmp_path)


def test_the_choice_says_why() -> None:
    assert "no Vosk model" in choose_recognizer("auto", None).reason
    assert "PocketSphinx" in choose_recognizer("pocketsphinx", None).recognizer.description
    with pytest.raises(Complaint, match="no Vosk model"):
        choose_recognizer("vosk", None)


@pytest.mark.parametrize("preference", ["auto", "vosk"])
def test_vosk_is_chosen_where_its_model_is(preference: str) -> None:
    choice = choose_recognizer(preference, vosk_model())  # type: ignore[arg-type]  # parametrised
    assert choice.recognizer.description == "Vosk with the model model"
