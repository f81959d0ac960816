"""A session that was begun in one room goes on in another."""

import pytest
from told_coach import LONG, Told, keys, reach

from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import Move, Record, Silence
from voiceskill.coaching.facts import HoldEnded, Outcome, SessionEnded
from voiceskill.coaching.state import State

ANYWHERE = [State.EXPLAINING, State.POSITIONING, State.HOLDING, State.RESTING, State.PAUSED]


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


def test_after_pain_what_is_left_goes_on() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all")
    told.ask("hurt")
    assert told.ask("move", room="bedroom")[-1] == Move("bedroom", "all")


@pytest.mark.parametrize(
    ("begins", "hurts"),
    [
        (Command("start", {"stretch": "pose"}), Command("hurt")),
        (Command("start", {"routine": "all"}), Command("hurt", {"pain": "sharp"})),
    ],
)
def test_where_pain_leaves_nothing_to_go_on_with_nobody_is_sent_elsewhere(begins: Command, hurts: Command) -> None:
    told = Told(library=LONG)
    told.obey(begins)
    told.obey(hurts)
    assert keys(told.ask("move", room="bedroom")) == ["hurt_end"]
    assert told.facts[-1] == SessionEnded(Outcome.HURT, told.stage.stretch, 1)
