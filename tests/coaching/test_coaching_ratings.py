"""The coach asks how the back is, before and after a routine."""

from dataclasses import replace

import pytest
from told_coach import LIBRARY, STEADY, Told, cue_keys, cue_values, keys, values

from voiceskill.coaching.effects import Play, Silence
from voiceskill.coaching.facts import BackRated, Moment, Outcome, SessionEnded
from voiceskill.coaching.stage import StageKind
from voiceskill.coaching.state import State

ASKS = replace(STEADY, ask_rating=True)


def begun() -> Told:
    told = Told(ASKS)
    told.ask("start", routine="back")
    return told


def over_all(told: Told) -> None:
    """Let the routine be done to its last hold."""
    for _ in LIBRARY.routines["back"].steps:
        told.until(State.HOLDING)
        told.over()
    told.until(State.RATING)


def test_the_back_is_rated_before_and_after_a_routine() -> None:
    told = begun()
    assert (told.state(), told.stage.kind) == (State.RATING, StageKind.QUESTION)
    assert cue_values(told.stage, "rate") == {"moment": "before"}
    rated = told.ask("rate", rating=6)
    assert rated[0] == Silence()
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "pose")
    over_all(told)
    assert cue_keys(told.stage) == ["release", "release", "sentence", "rate"]
    assert cue_values(told.stage, "rate") == {"moment": "after"}
    closing = told.ask("rate", rating=4)
    assert told.state() is State.IDLE
    assert told.facts[1] == BackRated(Moment.BEFORE, 6)
    assert told.facts[-2:] == [BackRated(Moment.AFTER, 4), SessionEnded(Outcome.FINISHED, "knee", 1)]
    assert keys(closing) == ["done", "summary", "rated", "kind_word"]
    assert values(closing, "rated") == {"before": 6, "after": 4}


@pytest.mark.parametrize("word", ["no", "next", None])
def test_a_rating_that_is_not_given_is_done_without(word: str | None) -> None:
    told = begun()
    told.ask(word) if word else told.over()
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "pose")
    over_all(told)
    closing = told.ask(word) if word else told.over()
    assert keys(closing) == ["done", "summary", "kind_word"]
    assert told.state() is State.IDLE
    assert not any(isinstance(fact, BackRated) for fact in told.facts)


def test_one_rating_alone_is_not_compared() -> None:
    told = begun()
    told.over()
    over_all(told)
    assert "rated" not in keys(told.ask("rate", rating=4))


def test_stop_while_rating_leaves_without_another_word() -> None:
    told = begun()
    assert keys(told.ask("stop")) == []
    assert told.facts[-1] == SessionEnded(Outcome.STOPPED, "pose", 1)


def test_stop_after_the_last_hold_leaves_a_session_that_was_done() -> None:
    told = begun()
    told.ask("rate", rating=6)
    over_all(told)
    assert keys(told.ask("stop")) == []
    assert told.facts[-1] == SessionEnded(Outcome.FINISHED, "knee", 1)


def test_other_words_leave_the_question_standing() -> None:
    told = begun()
    for intent in ("ready", "go_on", "yes", "pause"):
        assert told.ask(intent) == ()
    assert keys(told.ask("list")) == ["list"]
    assert told.ask("fit_time", minutes=2) == ()
    assert told.state() is State.RATING
    told.ask("rate", rating=0)
    assert told.facts[-1] == BackRated(Moment.BEFORE, 0)


def test_a_routine_that_was_skipped_altogether_is_not_rated() -> None:
    told = begun()
    told.ask("no")
    told.ask("next")
    effects = told.ask("next")
    assert told.state() is State.IDLE
    assert not any(isinstance(effect, Play) for effect in effects)


def test_a_single_stretch_is_not_rated() -> None:
    told = Told(ASKS)
    told.ask("start", stretch="pose")
    assert told.state() is State.EXPLAINING
    told.until(State.HOLDING)
    told.until(State.IDLE)
    assert "kind_word" in keys(told.effects)


def test_pain_while_rating_breaks_off() -> None:
    told = begun()
    told.ask("hurt", elapsed=2.0)
    assert told.state() is State.HURT
    assert told.ask("rate", rating=3) == ()
    told.ask("yes")
    assert told.stage.stretch == "knee"
