"""PocketSphinx: unknown words, scores, other speech."""

from functools import cache

import numpy as np
import pytest
import soundfile
from hearing_material import COMMANDS, believed, graph_of, heard, shared, silence, spoken

from voiceskill.hearing.ear import Ear
from voiceskill.hearing.other_words import other_words
from voiceskill.hearing.sphinx import SphinxRecognizer


@cache
def recognizer() -> SphinxRecognizer:
    """Return the one recogniser of these tests."""
    return SphinxRecognizer()


def test_words_that_cannot_be_read_are_named_and_their_sentences_left_out() -> None:
    assert recognizer().unknown(["stop", "child's", "xyzzy", "42", "йога"]) == {"42", "йога"}
    ear = Ear(recognizer(), 16_000, graph_of(["start йога", "start", "go on"]))
    assert believed(heard(ear, np.concatenate((spoken("go on"), silence(1))))) == ["go on"]


@pytest.mark.parametrize("sentences", [[], ["42"]])
def test_a_grammar_without_sentences_hears_nothing(sentences: list[str]) -> None:
    ear = Ear(recognizer(), 16_000, graph_of(sentences))
    assert believed(heard(ear, np.concatenate((spoken("stop"), silence(1))))) == []
    ear.use(graph_of(["stop"]))
    assert believed(heard(ear, np.concatenate((spoken("stop"), silence(1))))) == ["stop"]


def test_an_utterance_without_samples_is_nothing() -> None:
    recognizer().use(graph_of(COMMANDS))
    recognizer().begin()
    assert recognizer().partial() == ""
    hypothesis = recognizer().finish()
    assert hypothesis.text == ""
    assert hypothesis.score < 0


def test_a_command_scores_above_other_speech() -> None:
    def best(text: str) -> float:
        ear = Ear(recognizer(), 16_000, graph_of(COMMANDS))
        return max(
            one.score for one in heard(ear, np.concatenate((silence(0.5), spoken(text, voice="en-us+f2"), silence(1))))
        )

    assert best("ten more seconds") > 0 > best("the weather will be rather cloudy with some rain")


def test_read_prose_is_rarely_a_command() -> None:
    files = sorted((shared("speech") / "chatter" / "reading").glob("*.flac"))[::12]
    ear = Ear(recognizer(), 16_000, graph_of(COMMANDS))
    accepted = 0
    for file in files:
        samples, _ = soundfile.read(file, dtype="int16", frames=8 * 16_000)
        accepted += bool(believed(heard(ear, np.concatenate((samples, silence(1))))))
    assert accepted <= 1


def test_other_words_are_short_and_from_all_over_the_dictionary() -> None:
    syllables = [f"{first}{second} {first.upper()} {second.upper()}" for first in "bdgkpt" for second in "aeiou" * 40]
    words = other_words([*syllables, "abcdef A B C D E", "d'or D AO R"])
    assert len({word[0] for word in words}) == 6
    assert all(2 <= len(phones.split()) <= 4 for phones in words.values())
    assert words["ba"] == "B A"


def test_a_word_drawn_out_like_noise_is_no_command() -> None:
    ear = Ear(recognizer(), 16_000, graph_of(["stop"]))
    speech = spoken("stop")
    assert believed(heard(ear, np.concatenate((silence(0.5), speech, silence(1))))) == ["stop"]
    drawn_out = np.repeat(speech.reshape(-1)[: len(speech) // 160 * 160].reshape(-1, 160), 5, axis=0).reshape(-1)
    assert believed(heard(ear, np.concatenate((silence(0.5), drawn_out, silence(1))))) == []
