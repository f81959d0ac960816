"""The coach does not obey himself, and is obeyed at once in what he proposes."""

import pytest

from voiceskill.hearing.utterance import Utterance
from voiceskill.occurrences import CueBegan
from voiceskill.own_words import OwnWords


@pytest.fixture
def own_words() -> OwnWords:
    words = OwnWords("en")
    words.watch(CueBegan(10.0, "Hold for 30 seconds. Say go on, when you want to.", None))
    return words


def heard(text: str, start: float = 10.2, end: float = 11.5) -> Utterance:
    return Utterance(text, (), 1.0, start, end)


def test_a_whole_sentence_of_his_is_his_own(own_words: OwnWords) -> None:
    assert own_words.hold(heard("hold for thirty seconds"))


def test_a_part_of_a_sentence_is_the_users(own_words: OwnWords) -> None:
    assert not own_words.hold(heard("go on"))


def test_what_was_said_before_or_long_after_is_the_users(own_words: OwnWords) -> None:
    assert not own_words.hold(heard("hold for thirty seconds", 8.0, 9.5))
    assert not own_words.hold(heard("hold for thirty seconds", 30.0, 31.0))
