"""Sides: which one is first, and changing them."""

from dataclasses import replace

import pytest
from told_coach import KNEE, LIBRARY, STEADY, Told, keys, values

from voiceskill.coaching.command import Command
from voiceskill.coaching.facts import HoldEnded, Outcome, SessionEnded
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Side

TWICE = Library({"knee": replace(KNEE, repetitions=2)}, {})


def at_knee(during: State, library: Library = LIBRARY) -> Told:
    told = Told(library=library)
    told.ask("start", stretch="knee")
    told.until(during)
    return told


def sides_held(told: Told) -> list[Side | None]:
    return [fact.side for fact in told.facts if isinstance(fact, HoldEnded) and fact.completed]


@pytest.mark.parametrize("during", [State.EXPLAINING, State.POSITIONING])
@pytest.mark.parametrize(("intent", "slots"), [("other_side", {}), ("side_first", {"side": "left"})])
def test_turned_at_the_start_both_sides_are_done(during: State, intent: str, slots: dict[str, str | int]) -> None:
    told = at_knee(during)
    told.obey(Command(intent, slots))
    assert (told.state(), told.stage.side) == (State.POSITIONING, Side.LEFT)
    told.until(State.HOLDING)
    told.until(State.CHANGING_SIDES)
    told.until(State.IDLE)
    assert sides_held(told) == [Side.LEFT, Side.RIGHT]


def test_turned_while_paused_at_the_start_both_sides_are_done() -> None:
    told = at_knee(State.POSITIONING)
    told.ask("pause")
    told.ask("other_side")
    told.until(State.IDLE)
    assert sides_held(told) == [Side.LEFT, Side.RIGHT]


def test_turned_twice_it_is_as_before() -> None:
    told = at_knee(State.POSITIONING)
    told.ask("other_side")
    told.ask("other_side")
    told.until(State.IDLE)
    assert sides_held(told) == [Side.RIGHT, Side.LEFT]


def test_the_other_side_in_mid_hold_breaks_it_off() -> None:
    told = at_knee(State.HOLDING)
    told.ask("other_side", elapsed=6.0)
    assert told.facts[-1] == HoldEnded("knee", Side.RIGHT, 1, 20, 6.0, completed=False)
    assert (told.state(), told.stage.side) == (State.CHANGING_SIDES, Side.LEFT)
    told.until(State.IDLE)
    assert sides_held(told) == [Side.LEFT]


@pytest.mark.parametrize("during", [State.RESTING, State.CHANGING_SIDES])
def test_the_other_side_between_holds_begins_with_its_first(during: State) -> None:
    told = at_knee(during, TWICE)
    side = Side.LEFT if during is State.RESTING else Side.RIGHT
    told.ask("other_side")
    assert (told.state(), told.stage.side, told.stage.repetition) == (State.CHANGING_SIDES, side, 1)


def test_the_side_that_it_is_already_is_only_named() -> None:
    told = at_knee(State.POSITIONING)
    assert values(told.ask("side_first", side="right"), "which_side") == {"side": Side.RIGHT}
    assert told.state() is State.POSITIONING


@pytest.mark.parametrize(("intent", "slots"), [("other_side", {}), ("side_first", {"side": "left"})])
def test_a_stretch_of_both_sides_at_once_has_no_other(intent: str, slots: dict[str, str | int]) -> None:
    told = Told()
    told.ask("start", stretch="pose")
    assert values(told.obey(Command(intent, slots)), "which_side") == {"side": None}


def test_a_side_held_eleven_times_is_not_changed_to() -> None:
    told = at_knee(State.HOLDING)
    for _ in range(10):
        told.ask("other_side", elapsed=1.0)
        told.ask("other_side", elapsed=1.0)
        told.ask("ready")
    told.ask("other_side", elapsed=1.0)
    told.ask("ready")
    assert keys(told.ask("other_side", elapsed=1.0)) == ["enough"]
    assert told.state() is State.HOLDING


def test_a_side_held_eleven_times_is_not_turned_to_at_the_start() -> None:
    told = at_knee(State.POSITIONING)
    told.ask("other_side")
    for _ in range(11):
        told.ask("ready")
        told.ask("back", elapsed=1.0)
    assert (told.state(), told.stage.side) == (State.EXPLAINING, Side.RIGHT)
    assert keys(told.ask("other_side")) == ["enough"]
    told.until(State.IDLE)
    assert told.facts[-1] == SessionEnded(Outcome.FINISHED, "knee", 1)


def test_a_side_that_is_started_with_may_be_the_only_one() -> None:
    told = Told(STEADY, library=Library({"knee": replace(KNEE, sides=(Side.LEFT,))}, {}))
    told.ask("start", stretch="knee")
    assert values(told.ask("other_side"), "which_side") == {"side": Side.LEFT}
    assert values(told.ask("side_first", side="right"), "which_side") == {"side": Side.LEFT}
    told.until(State.IDLE)
    assert sides_held(told) == [Side.LEFT]
