"""What is begun: what was asked for, chosen, done before, or reminded of."""

from dataclasses import replace

import pytest
from told_coach import KNEE, STEADY, Told, cue_keys, cue_values, keys, reach

from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import Effect, Remind, Silence
from voiceskill.coaching.facts import PlannedStretch, SessionBegan
from voiceskill.coaching.history import History
from voiceskill.coaching.stage import StageKind
from voiceskill.coaching.state import State


def test_a_start_without_a_name_asks_and_takes_a_name_yes_or_no() -> None:
    told = Told()
    told.ask("start")
    assert (told.state(), told.stage.kind) == (State.CHOOSING, StageKind.QUESTION)
    assert told.ask("ready") == ()
    told.ask("yes")
    assert told.facts[-1] == SessionBegan(
        "back", (PlannedStretch("pose", (), 30, 1), PlannedStretch("knee", KNEE.sides, 20, 1))
    )
    told.ask("stop")
    told.ask("start")
    told.ask("no")
    assert told.state() is State.IDLE


def test_a_question_without_an_answer_is_dropped() -> None:
    told = Told()
    told.ask("start")
    assert told.over() == ()
    assert told.state() is State.IDLE


def test_a_name_that_several_share_is_asked_back() -> None:
    told = Told()
    told.ask("start", stretch="pose knee")
    assert told.state() is State.CHOOSING
    assert cue_values(told.stage, "choose") == {"names": ["the pose", "one knee"], "some": True}
    assert told.ask("yes") == ()
    told.ask("start", stretch="knee")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "knee")


def test_a_start_without_a_name_names_the_routines_first() -> None:
    told = Told()
    told.ask("start")
    names = ["the back routine", "the pose", "one knee"]
    assert cue_values(told.stage, "choose") == {"names": names, "some": False}


def test_no_silences_the_question() -> None:
    told = Told()
    told.ask("start")
    assert told.ask("no") == (Silence(),)


def test_the_day_that_has_had_much_is_asked_about() -> None:
    told = Told(replace(STEADY, day_limit=30), history=History(today_s=1830.0))
    told.ask("start", stretch="pose")
    assert (told.state(), cue_values(told.stage, "much_today")) == (State.ASKING, {"minutes": 30})
    assert told.facts == []
    told.ask("yes")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "pose")


@pytest.mark.parametrize("word", ["no", "not_today"])
def test_enough_for_the_day_is_praised(word: str) -> None:
    told = Told(replace(STEADY, day_limit=30), history=History(today_s=1830.0))
    told.ask("start", stretch="pose")
    assert keys(told.ask(word)) == ["rest_today"]
    assert (told.state(), told.facts) == (State.IDLE, [])
    assert keys(told.ask("again")) == ["nothing_yet"]


def test_a_day_that_has_had_much_and_no_answer_has_had_enough() -> None:
    told = Told(replace(STEADY, day_limit=30), history=History(today_s=1830.0))
    told.ask("start", stretch="pose")
    assert told.over() == ()
    assert told.state() is State.IDLE


@pytest.mark.parametrize(("limit", "held"), [(30, 1799.0), (0, 9999.0)])
def test_a_day_with_room_for_more_is_not_asked_about(limit: int, held: float) -> None:
    told = Told(replace(STEADY, day_limit=limit), history=History(today_s=held))
    told.ask("start", stretch="pose")
    assert told.state() is State.EXPLAINING


def test_the_same_again_is_what_the_history_tells() -> None:
    told = Told(history=History(last="back", yesterday="knee"))
    told.ask("same_again")
    assert told.stage.stretch == "pose"
    told.ask("same_again", day="yesterday")
    assert told.stage.stretch == "knee"


@pytest.mark.parametrize("history", [History(), History(last="forgotten", yesterday="forgotten")])
def test_the_same_again_may_be_nothing(history: History) -> None:
    told = Told(history=history)
    assert keys(told.ask("same_again")) == ["nothing_yet"]
    assert keys(told.ask("same_again", day="yesterday")) == ["nothing_yet"]
    assert told.state() is State.IDLE


def test_a_reminder_begins_what_was_done_last() -> None:
    told = Told(history=History(last="knee"))
    told.remind()
    assert (told.state(), cue_keys(told.stage)) == (State.ASKING, ["begin", "reminder"])
    told.ask("yes")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "knee")


@pytest.mark.parametrize(
    ("answer", "said", "remind"),
    [
        (Command("no"), ["not_today"], [Remind(None)]),
        (Command("not_today"), ["not_today"], [Remind(None)]),
        (Command("later", {"minutes": 30}), ["later"], [Remind(30)]),
        (None, [], []),
    ],
)
def test_a_reminder_can_be_put_off(answer: Command | None, said: list[str], remind: list[Effect]) -> None:
    told = Told()
    told.remind()
    effects = told.obey(answer) if answer else told.over()
    assert keys(effects) == said
    assert [effect for effect in effects if isinstance(effect, Remind)] == remind
    assert (told.state(), told.facts) == (State.IDLE, [])


def test_a_reminder_takes_a_name_for_an_answer() -> None:
    told = Told()
    told.remind()
    told.ask("start", stretch="pose")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "pose")


@pytest.mark.parametrize("state", [state for state in State if state is not State.IDLE])
def test_a_reminder_disturbs_nothing(state: State) -> None:
    told = Told(replace(STEADY, ask_rating=True))
    reach(told, state)
    assert told.remind() == ()
    assert told.state() is state
