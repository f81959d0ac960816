"""How long it takes, and making it fit into the time there is."""

from dataclasses import replace

import pytest
from told_coach import KNEE, LIBRARY, LONG, POSE, STEADY, Told, keys, values

from voiceskill.coaching.exercise import Exercise
from voiceskill.coaching.facts import PlannedStretch, SessionBegan
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.history import History
from voiceskill.coaching.length import fitted, seconds_of
from voiceskill.coaching.manner import Manner
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Step

MANNER = Manner()
SLOW = Library({"pose": replace(POSE, hold=60, repetitions=4), "knee": replace(KNEE, hold=40, repetitions=3)}, {})


def planned(told: Told) -> tuple[PlannedStretch, ...]:
    return next(fact.planned for fact in reversed(told.facts) if isinstance(fact, SessionBegan))


def test_the_estimate_counts_talk_position_holds_rests_and_sides() -> None:
    pose = Exercise.of(Step(stretch="pose"), LIBRARY, STEADY)
    knee = Exercise.of(Step(stretch="knee"), LIBRARY, STEADY)
    words = 2 * 60 / 150 + 2 * 0.6
    assert seconds_of((pose,), STEADY, MANNER) == pytest.approx(words + 20 + 2 * 30 + 10)
    words = 2 * 60 / 150 + 0.6
    assert seconds_of((knee,), STEADY, MANNER) == pytest.approx(words + 20 + 2 * 20 + 12)
    knee = replace(knee, lead_time=None)
    assert seconds_of((knee,), STEADY, MANNER) == pytest.approx(words + 12 + 2 * 20 + 12)


def test_the_estimate_is_what_a_session_lasts() -> None:
    told = Told(manner=MANNER)
    told.ask("start", routine="back")
    lasted = 0.0
    while told.state() is not State.IDLE:
        lasted += told.stage.seconds
        told.over()
    exercises = tuple(Exercise.of(step, LIBRARY, STEADY) for step in LIBRARY.routines["back"].steps)
    talk = seconds_of(exercises, STEADY, MANNER) - lasted
    assert 0 < talk < 10


@pytest.mark.parametrize("minutes", [0, 1, 2, 3, 5, 8, 20])
def test_what_is_fitted_fits_or_is_as_short_as_it_gets(minutes: int) -> None:
    exercises = tuple(Exercise.of(Step(stretch=name), SLOW, Habits()) for name in SLOW.stretches)
    shortened = fitted(exercises, 60.0 * minutes, Habits(), MANNER)
    fits = seconds_of(shortened, Habits(), MANNER) <= 60 * minutes
    assert fits or [(one.repetitions, one.hold) for one in shortened] == [(1, 15)]
    assert fits == (minutes > 0)


def test_time_is_saved_by_repetitions_then_by_long_holds_then_by_stretches() -> None:
    exercises = tuple(Exercise.of(Step(stretch=name), SLOW, STEADY) for name in SLOW.stretches)

    def numbers(seconds: float) -> list[tuple[int, int]]:
        return [(one.repetitions, one.hold) for one in fitted(exercises, seconds, STEADY, MANNER)]

    assert numbers(1000) == [(4, 60), (3, 40)]
    assert numbers(230) == [(1, 60), (1, 40)]
    assert numbers(140) == [(1, 25), (1, 25)]
    assert numbers(50) == [(1, 15)]


def test_a_routine_can_be_started_to_fit() -> None:
    told = Told()
    told.ask("start", routine="back", minutes=2)
    assert [(one.hold, one.repetitions) for one in planned(told)] == [(25, 1), (20, 1)]


def test_i_have_two_minutes_begins_what_was_done_last() -> None:
    told = Told(history=History(last="pose"))
    told.ask("fit_time", minutes=1)
    assert planned(told) == (PlannedStretch("pose", (), 30, 1),)
    told = Told(history=History(last="forgotten"))
    told.ask("fit_time", minutes=10)
    assert [one.stretch for one in planned(told)] == ["pose", "knee"]


def test_i_have_two_minutes_shortens_what_is_left() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all")
    told.ask("next")
    told.until(State.RESTING)
    assert values(told.ask("fit_time", minutes=2), "fitted") == {"minutes": 2, "stretches": 1}
    assert told.state() is State.RESTING
    told.until(State.HOLDING)
    assert (told.stage.stretch, told.stage.repetition) == ("pose", 2)
    told.over()
    assert told.stage.stretch == "twist"
    told.ask("next")
    assert told.state() is State.IDLE


def test_what_is_left_out_takes_no_time() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all")
    told.ask("skip_stretch", stretch="pose knee")
    assert values(told.ask("fit_time", minutes=2), "fitted") == {"minutes": 2, "stretches": 1}
    told.ask("next")
    assert (told.stage.stretch, told.state()) == ("twist", State.EXPLAINING)


def test_without_leaves_stretches_out_of_a_routine() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all", without="twist knee")
    assert [one.stretch for one in planned(told)] == ["pose"]


def test_without_all_of_it_is_all_of_it() -> None:
    told = Told()
    told.ask("start", routine="back", without="pose knee")
    assert [one.stretch for one in planned(told)] == ["pose", "knee"]


def test_tells_how_long_it_takes() -> None:
    told = Told(library=LONG)
    assert values(told.ask("length"), "length") == {"minutes": 4, "left": False}
    assert values(told.ask("length", routine="all"), "length") == {"minutes": 4, "left": False}
    told.ask("start", stretch="pose")
    assert values(told.ask("length"), "length") == {"minutes": 2, "left": True}
    assert values(told.ask("length", routine="all"), "length") == {"minutes": 4, "left": False}


def test_it_takes_at_least_a_minute() -> None:
    told = Told(library=LONG)
    told.ask("start", stretch="twist")
    told.ask("hold_for", seconds=5)
    assert values(told.ask("length"), "length") == {"minutes": 1, "left": True}


def test_what_is_left_out_does_not_lengthen_what_is_left() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all")
    told.ask("skip_stretch", stretch="pose knee")
    assert values(told.ask("length"), "length") == {"minutes": 1, "left": True}
    assert keys(told.effects)[-1] == "length"
