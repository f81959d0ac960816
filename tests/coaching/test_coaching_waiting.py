"""The coach waits for a word, and does not wait for ever."""

from dataclasses import replace

import pytest
from told_coach import PATIENT, Told, cue_values, keys, reach, values

from voiceskill.coaching.effects import Answer, Play, Silence, StageOver
from voiceskill.coaching.facts import HoldEnded, Outcome, SessionEnded
from voiceskill.coaching.stage import Line, StageKind
from voiceskill.coaching.state import State


@pytest.mark.parametrize(("state", "outcome"), [(State.PAUSED, Outcome.STOPPED), (State.HURT, Outcome.HURT)])
def test_a_coach_that_waits_in_a_deserted_room_ends(state: State, outcome: Outcome) -> None:
    told = Told()
    reach(told, state)
    told.desert()
    assert told.state() is State.IDLE
    assert [fact.outcome for fact in told.facts if isinstance(fact, SessionEnded)] == [outcome]


def test_a_hold_in_a_deserted_room_runs_on() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    assert told.desert() == ()
    assert told.state() is State.HOLDING


def test_counts_only_when_the_user_says_ready() -> None:
    told = Told(PATIENT)
    told.ask("start", stretch="pose")
    told.until(State.POSITIONING)
    assert told.stage.seconds == 30
    assert cue_values(told.stage, "position") == {"side": None, "waits": True}
    assert keys(told.over()) == ["ask_ready"]
    assert (told.state(), told.stage.kind, told.stage.cues) == (State.POSITIONING, StageKind.WAIT, ())
    told.ask("ready", elapsed=50.0)
    assert (told.state(), told.stage.kind) == (State.HOLDING, StageKind.HOLD)


def test_asks_once_whether_the_user_is_there_then_whether_all_is_well_then_ends() -> None:
    told = Told(PATIENT)
    told.ask("start", stretch="pose")
    told.until(State.POSITIONING)
    assert keys(told.over()) == ["ask_ready"]
    assert told.stage.seconds == 180
    assert keys(told.over()) == ["all_well"]
    assert (told.state(), told.stage.seconds) == (State.POSITIONING, 180)
    ended = told.over()
    assert keys(ended) == ["nobody"]
    assert told.state() is State.IDLE
    assert told.facts[-1] == SessionEnded(Outcome.STOPPED, "pose", 1)


@pytest.mark.parametrize("during", [State.POSITIONING, State.PAUSED, State.HURT])
def test_waits_for_ever_where_it_is_not_to_ask_whether_all_is_well(during: State) -> None:
    told = Told(replace(PATIENT, check_in=0))
    reach(told, during)
    if during is State.POSITIONING:
        told.over()
    assert told.stage.kind is not StageKind.WAIT
    assert told.coach.handle(StageOver(0)) == ()
    assert told.state() is during


def test_a_hold_that_nobody_goes_on_with_is_recorded_as_far_as_it_went() -> None:
    told = Told(PATIENT)
    told.ask("start", stretch="pose")
    told.ask("ready")
    told.ask("pause", elapsed=12.0)
    assert keys(told.over()) == ["all_well"]
    told.over()
    assert told.facts[-2:] == [
        HoldEnded("pose", None, 1, 30, 12.0, completed=False),
        SessionEnded(Outcome.STOPPED, "pose", 1),
    ]


def test_pain_that_nobody_says_more_about_ends_the_session_as_hurt() -> None:
    told = Told(PATIENT)
    reach(told, State.HURT)
    assert keys(told.over()) == ["all_well"]
    assert keys(told.over()) == ["nobody"]
    assert told.facts[-1] == SessionEnded(Outcome.HURT, "pose", 1)


@pytest.mark.parametrize("word", ["fine", "yes"])
@pytest.mark.parametrize("during", [State.PAUSED, State.HURT, State.POSITIONING])
def test_that_all_is_well_begins_nothing_but_another_wait(during: State, word: str) -> None:
    told = Told(PATIENT)
    reach(told, during)
    told.over()
    if during is State.POSITIONING:
        told.over()
    asked = told.stage
    effects = told.ask(word)
    assert keys(effects) == ["good"]
    assert (told.state(), told.stage.kind) == (during, StageKind.WAIT)
    assert told.stage.number != asked.number
    assert told.coach.handle(StageOver(asked.number)) == ()
    assert keys(told.over()) == ["all_well"]


def test_yes_means_ready_again_once_something_else_was_said() -> None:
    told = Told(PATIENT)
    reach(told, State.PAUSED)
    told.over()
    told.ask("time_left")
    told.ask("yes")
    assert told.state() is State.HOLDING


def test_that_all_is_well_interrupts_no_hold() -> None:
    told = Told(PATIENT)
    told.ask("start", stretch="pose")
    told.ask("ready")
    assert told.ask("fine", elapsed=3.0) == (Answer((Line("good"),)),)
    assert told.state() is State.HOLDING


def test_there_is_no_hurry_to_get_into_position() -> None:
    told = Told(PATIENT)
    told.ask("start", stretch="pose")
    told.until(State.POSITIONING)
    assert keys(told.ask("more_seconds", seconds=10)) == ["no_hurry"]
    assert values(told.ask("time_left"), "time_to_come") == {"seconds": 30}


def test_a_pause_while_waiting_for_ready_leads_back_to_the_position() -> None:
    told = Told(PATIENT)
    told.ask("start", stretch="pose")
    told.until(State.POSITIONING)
    position = told.stage
    told.over()
    told.ask("pause")
    assert told.ask("go_on") == (Play(replace(position, number=told.stage.number)),)
    assert told.state() is State.POSITIONING


def test_a_wait_is_cut_short_by_silence_where_nobody_will_come() -> None:
    told = Told(PATIENT)
    reach(told, State.PAUSED)
    assert told.desert()[0] == Silence()
    assert told.state() is State.IDLE
    assert told.desert() == ()


def test_what_is_no_command_is_remarked_on_once_until_the_next_command() -> None:
    told = Told()
    assert told.miss() == ()
    told.ask("start", stretch="pose")
    assert keys(told.miss()) == ["pardon"]
    assert told.miss() == ()
    told.ask("ready")
    assert keys(told.miss()) == ["pardon"]
    told.ask("stop")
    assert told.miss() == ()
