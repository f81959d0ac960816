"""A session that was begun in one room goes on in another."""

import pytest
from told_coach import Told, reach

from voiceskill.coaching.effects import Move, Record, Silence
from voiceskill.coaching.facts import HoldEnded, SessionEnded
from voiceskill.coaching.state import State

ANYWHERE = [State.EXPLAINING, State.POSITIONING, State.HOLDING, State.RESTING, State.PAUSED, State.HURT]


@pytest.mark.parametrize("state", ANYWHERE)
def test_the_coach_falls_silent_and_lets_go_of_the_session(state: State) -> None:
    told = Told()
    reach(told, state)
    effects = told.ask("move", elapsed=4.0, room="bedroom")
    assert effects[0] == Silence()
    assert effects[-1] == Move("bedroom", "pose")
    assert told.state() is State.IDLE
    assert told.coach.session is None
    assert not any(isinstance(fact, SessionEnded) for fact in told.facts)


def test_a_hold_that_is_left_was_broken_off() -> None:
    told = Told()
    reach(told, State.HOLDING)
    effects = told.ask("move", elapsed=4.0, room="bedroom")
    assert effects[1] == Record(HoldEnded("pose", None, 1, 30.0, 4.0, completed=False))


@pytest.mark.parametrize("state", [State.IDLE, State.CHOOSING])
def test_without_a_session_there_is_nothing_to_move(state: State) -> None:
    told = Told()
    reach(told, state)
    assert told.ask("move", room="bedroom") == ()
    assert told.state() is state
