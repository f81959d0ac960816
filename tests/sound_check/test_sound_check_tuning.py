"""A floor test teaches the recogniser how the user sounds."""

import pytest

from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.config import load_config
from voiceskill.hearing.calibration import Calibration
from voiceskill.hearing.choosing import Choice, choose_recognizer
from voiceskill.sound_check.trial import Attempt, Trial
from voiceskill.tuning import Tuning
from voiceskill.understanding.matching import Understanding

UNDERSTANDING = Understanding(load_intents(load_config(belonging("config.yaml"))))
SENTENCES = ("pause", "next stretch")


@pytest.fixture(scope="module")
def choice() -> Choice:
    return choose_recognizer("pocketsphinx", None)


def said(texts: tuple[str, ...], score: float) -> Trial:
    trial = Trial(SENTENCES)
    for text in texts:
        trial = trial.heard(Attempt(text, understood=score >= 0, loudness=None, score=score))
    return trial


def test_who_was_just_not_believed_is_believed_from_then_on(choice: Choice) -> None:
    kept: list[Calibration] = []
    before = choice.recognizer.operating_point
    Tuning(choice, 5, kept.append).fit(said(SENTENCES, -0.15), UNDERSTANDING)
    assert choice.recognizer.operating_point <= before - 0.15
    assert [each.operating_point() for each in kept] == [choice.recognizer.operating_point]
    choice.tune(5)
    assert choice.recognizer.operating_point == before


@pytest.mark.parametrize("texts", [("stop", "skip it now"), ("", "")])
def test_what_was_misheard_teaches_nothing(choice: Choice, texts: tuple[str, ...]) -> None:
    kept: list[Calibration] = []
    before = choice.recognizer.operating_point
    Tuning(choice, 5, kept.append).fit(said(texts, -0.15), UNDERSTANDING)
    assert choice.recognizer.operating_point == before
    assert not kept


def test_another_sensitivity_holds_at_once(choice: Choice) -> None:
    tuning = Tuning(choice, 5, print)
    tuning.adopt(9)
    easy = choice.recognizer.operating_point
    tuning.adopt(1)
    assert easy < choice.recognizer.operating_point
    tuning.adopt(5)
