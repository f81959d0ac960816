"""How long a hold is and how many there are, changed on the way."""

import pytest
from told_coach import Told, keys, values

from voiceskill.coaching.effects import Play, Replan
from voiceskill.coaching.facts import HoldEnded
from voiceskill.coaching.stage import StageKind
from voiceskill.coaching.state import State


def test_more_seconds_lengthen_the_hold_and_its_count() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    longer = told.ask("more_seconds", elapsed=15.0, seconds=10)
    assert isinstance(longer[0], Replan)
    assert (longer[0].start, longer[0].stage.seconds) == (15.0, 40)
    assert longer[0].stage.cues[-1].at == 39.0
    assert values(longer, "granted") == {"seconds": 10}
    told.over()
    assert HoldEnded("pose", None, 1, 40, 40, completed=True) in told.facts


def test_a_hold_never_grows_beyond_five_minutes() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("more_seconds", elapsed=1.0, seconds=300)
    assert told.stage.seconds == 300
    assert values(told.ask("more_seconds", elapsed=2.0, seconds=10), "granted") == {"seconds": 0}


def test_more_seconds_while_paused_wait_for_going_on() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("pause", elapsed=20.0)
    assert not any(isinstance(effect, Play | Replan) for effect in told.ask("more_seconds", seconds=15))
    resumed = told.ask("ready")
    assert isinstance(resumed[0], Play)
    assert (resumed[0].start, resumed[0].stage.seconds) == (20.0, 45)


def test_more_seconds_of_rest_move_the_announcement() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.RESTING)
    told.ask("more_seconds", elapsed=2.0, seconds=20)
    assert told.stage.seconds == 30
    assert told.stage.cues[-1].at == 26.0


def test_more_seconds_during_the_explanation_are_for_the_holds_to_come() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    assert values(told.ask("more_seconds", seconds=10), "hold_set") == {"seconds": 40}
    told.until(State.HOLDING)
    assert told.stage.seconds == 40


@pytest.mark.parametrize(("wanted", "elapsed", "seconds"), [(40, 10.0, 40), (1, 2.0, 5), (10, 12.0, 12.0)])
def test_hold_for_sets_the_present_hold(wanted: int, elapsed: float, seconds: float) -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("hold_for", elapsed=elapsed, seconds=wanted)
    assert told.stage.seconds == seconds


def test_hold_for_before_the_hold_is_for_the_holds_to_come() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.ask("hold_for", seconds=50)
    told.until(State.HOLDING)
    assert told.stage.seconds == 50


def test_repetitions_change_between_this_one_and_eleven() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    more = values(told.ask("more_repetitions", count=1), "repetitions")
    assert more == {"left": 2, "repetitions": 3, "changed": True}
    assert values(told.ask("again"), "repetitions")["repetitions"] == 4
    assert values(told.ask("more_repetitions", count=10), "repetitions")["repetitions"] == 11
    assert values(told.ask("more_repetitions", count=1), "repetitions")["changed"] is False
    assert values(told.ask("fewer_repetitions", count=10), "repetitions")["left"] == 0


def test_never_more_than_eleven_holds_even_by_going_back() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    for _ in range(11):
        told.ask("ready")
        told.ask("back", elapsed=1.0)
    assert told.state() is State.HOLDING
    assert keys(told.effects)[-1] == "enough"
    told.over()
    assert told.state() is State.IDLE


def test_shorter_is_ten_seconds_less_now_and_from_then_on() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    effects = told.ask("shorter", elapsed=8.0)
    assert values(effects, "hold_set") == {"seconds": 20}
    assert (told.stage.kind, told.stage.seconds) == (StageKind.HOLD, 20)
    told.until(State.RESTING)
    told.over()
    assert told.stage.seconds == 20


@pytest.mark.parametrize(("hold", "elapsed", "seconds"), [(30, 25.0, 25.0), (12, 0.0, 5), (5, 0.0, 5)])
def test_shorter_takes_back_neither_what_was_held_nor_the_least(hold: int, elapsed: float, seconds: float) -> None:
    told = Told()
    told.ask("start", stretch="pose", seconds=hold)
    told.until(State.HOLDING)
    told.ask("shorter", elapsed=elapsed)
    assert told.stage.seconds == seconds


def test_shorter_before_the_hold_is_for_the_holds_to_come() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.ask("shorter")
    told.until(State.HOLDING)
    assert told.stage.seconds == 20


def test_more_seconds_to_get_into_position_leave_the_hold_as_it_is() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.POSITIONING)
    assert values(told.ask("more_seconds", seconds=15), "granted") == {"seconds": 15}
    assert told.stage.seconds == 35
    told.over()
    assert told.stage.seconds == 30


def test_holds_that_were_begun_before_count_among_the_eleven() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.ask("ready")
    told.ask("back", elapsed=1.0)
    assert values(told.ask("more_repetitions", count=10), "repetitions")["repetitions"] == 10


def test_going_back_never_leads_forward() -> None:
    told = Told()
    told.ask("start", routine="back")
    for _ in range(11):
        told.ask("ready")
        told.ask("back", elapsed=1.0)
    assert keys(told.effects)[-1] == "enough"
    assert (told.state(), told.stage.stretch) == (State.HOLDING, "pose")
