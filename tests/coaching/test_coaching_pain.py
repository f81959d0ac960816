"""What hurts is stopped, left out, and asked about before it is done again."""

import pytest
from told_coach import LIBRARY, LONG, Told, cue_keys, cue_texts, cue_values, keys, values

from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import Silence
from voiceskill.coaching.facts import HoldEnded, Outcome, PainReported, SessionEnded
from voiceskill.coaching.history import History
from voiceskill.coaching.stage import StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Side


def test_hurt_silences_records_and_waits() -> None:
    told = Told()
    told.ask("start", routine="back")
    told.until(State.HOLDING)
    effects = told.ask("hurt", elapsed=7.0)
    assert effects[0] == Silence()
    assert told.facts[-2:] == [
        HoldEnded("pose", None, 1, 30, 7.0, completed=False),
        PainReported("pose", None, 1, "holding", 7.0),
    ]
    assert keys(effects) == ["hurt", "sentence", "hurt_question"]
    assert values(effects, "hurt_question") == {"offer": "next"}
    assert told.over() == ()
    assert told.state() is State.HURT


def test_after_hurt_yes_goes_to_the_next_stretch() -> None:
    told = Told()
    told.ask("start", routine="back")
    told.ask("hurt")
    told.ask("yes")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "knee")


def test_after_hurt_at_the_last_stretch_yes_ends_it_as_hurt() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    assert values(told.ask("hurt"), "hurt_question") == {"offer": "end"}
    told.ask("yes")
    assert told.facts[-1] == SessionEnded(Outcome.HURT, "pose", 1)


def test_after_hurt_no_ends_it_with_a_word() -> None:
    told = Told()
    told.ask("start", routine="back")
    told.ask("hurt")
    assert keys(told.ask("no")) == ["hurt_end"]
    assert told.facts[-1] == SessionEnded(Outcome.HURT, "pose", 1)


@pytest.mark.parametrize("word", ["go_on", "ready", "again"])
def test_after_hurt_the_hold_begins_anew_on_demand_only(word: str) -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("hurt", elapsed=9.0)
    told.ask(word)
    assert told.state() is State.POSITIONING


def test_after_hurt_numbers_are_for_the_holds_to_come() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("hurt", elapsed=9.0)
    assert keys(told.ask("time_left")) == ["time_to_come"]
    assert values(told.ask("more_seconds", seconds=5), "hold_set") == {"seconds": 35}
    assert told.ask("pause") == ()
    told.ask("hurt")
    assert sum(isinstance(fact, HoldEnded) for fact in told.facts) == 1


@pytest.mark.parametrize("state", [State.IDLE, State.CHOOSING])
def test_hurt_outside_a_session_gets_a_kind_word(state: State) -> None:
    told = Told()
    if state is State.CHOOSING:
        told.ask("start")
    effects = told.ask("hurt")
    assert effects[0] == Silence()
    assert keys(effects) == ["hurt_idle"]
    assert told.state() is State.IDLE


def test_a_hold_broken_off_by_pain_is_not_begun_a_twelfth_time() -> None:
    told = Told()
    told.ask("start", routine="back")
    for _ in range(11):
        told.ask("ready")
        told.ask("hurt", elapsed=1.0)
        told.ask("go_on")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "knee")


def hurting(stretch: str = "twist", **slots: str | int) -> Told:
    """Return a coach that was told of pain in the routine with the twist in it twice."""
    told = Told(library=LONG)
    told.ask("start", routine="all")
    while told.stage.stretch != stretch:
        told.ask("next")
    told.until(State.HOLDING)
    told.ask("hurt", elapsed=4.0, **slots)
    return told


def test_after_hurt_an_easier_way_is_offered_and_explained() -> None:
    told = hurting()
    assert values(told.effects, "hurt_question") == {"offer": "easier"}
    told.ask("yes")
    assert told.state() is State.EXPLAINING
    assert cue_texts(told.stage) == ["Turn half as far.", "It pulls a little."]
    told.over()
    assert told.state() is State.POSITIONING
    told.over()
    assert (told.state(), told.stage.stretch) == (State.HOLDING, "twist")


def test_pain_in_the_easier_way_too_offers_the_next_stretch() -> None:
    told = hurting()
    told.ask("yes")
    assert values(told.ask("hurt"), "hurt_question") == {"offer": "next"}
    told.ask("yes")
    assert told.stage.stretch == "pose"


def test_a_stretch_that_hurt_is_left_out_from_then_on() -> None:
    told = hurting()
    told.ask("next")
    assert told.stage.stretch == "pose"
    told.ask("next")
    assert told.stage.stretch == "knee"


def test_a_stretch_taken_up_again_is_left_out_no_longer() -> None:
    told = hurting()
    told.ask("go_on")
    told.ask("next")
    told.ask("next")
    assert told.stage.stretch == "twist"


def test_going_back_after_hurt_explains_the_stretch_anew() -> None:
    told = hurting()
    told.ask("back")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "twist")


def test_going_back_passes_over_what_hurt() -> None:
    told = hurting()
    told.ask("next")
    told.ask("back")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "pose")


@pytest.mark.parametrize("command", [Command("other_side"), Command("side_first", {"side": "left"})])
def test_the_other_side_of_a_stretch_that_hurt_begins_with_its_position(command: Command) -> None:
    told = hurting("knee")
    told.obey(command)
    assert (told.state(), told.stage.side) == (State.POSITIONING, Side.LEFT)
    told.until(State.HOLDING)
    told.until(State.IDLE)
    assert told.facts[-1] == SessionEnded(Outcome.FINISHED, "knee", 1)


def test_a_serious_pain_offers_the_end_and_nothing_else() -> None:
    told = hurting(pain="serious")
    assert keys(told.effects)[-4:] == ["hurt", "sentence", "serious", "hurt_question"]
    assert values(told.effects, "hurt_question") == {"offer": "end"}
    ended = told.ask("yes")
    assert ended[0] == Silence()
    assert keys(ended) == ["hurt_end"]
    assert told.facts[-1] == SessionEnded(Outcome.HURT, "twist", 1)


def test_a_serious_pain_stays_serious() -> None:
    told = hurting(pain="serious")
    told.ask("go_on")
    assert keys(told.ask("hurt")) == ["hurt", "sentence", "serious", "hurt_question"]


def test_a_serious_pain_outside_a_session_gets_the_advice_alone() -> None:
    assert keys(Told().ask("hurt", pain="serious")) == ["serious"]


def test_skipping_the_last_stretch_after_it_hurt_ends_with_a_word() -> None:
    told = hurting("knee")
    effects = told.ask("next")
    assert effects[0] == Silence()
    assert keys(effects) == ["hurt_end"]
    assert told.facts[-1] == SessionEnded(Outcome.HURT, "knee", 1)


def test_the_eleventh_hold_that_hurt_has_no_easier_way_left() -> None:
    told = Told(library=LONG)
    told.ask("start", stretch="twist")
    for _ in range(10):
        told.ask("ready")
        told.ask("back", elapsed=1.0)
    told.ask("ready")
    assert values(told.ask("hurt"), "hurt_question") == {"offer": "end"}
    told.ask("easier")
    assert told.facts[-1] == SessionEnded(Outcome.HURT, "twist", 1)


def test_easier_breaks_off_and_explains_the_easier_way() -> None:
    told = Told(library=LONG)
    told.ask("start", stretch="twist")
    told.until(State.HOLDING)
    told.ask("easier", elapsed=3.0)
    assert told.facts[-1] == HoldEnded("twist", None, 1, 10, 3.0, completed=False)
    assert cue_texts(told.stage)[0] == "Turn half as far."


def test_easier_says_so_where_there_is_no_easier_way() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    assert keys(told.ask("easier")) == ["no_easier"]
    assert told.state() is State.EXPLAINING


def hurt_last_time(routine: str = "back", *stretches: str) -> Told:
    library = LONG if routine == "all" else LIBRARY
    told = Told(library=library, history=History(hurt=frozenset(stretches)))
    told.ask("start", routine=routine)
    return told


def test_a_stretch_that_hurt_last_time_is_asked_about() -> None:
    told = hurt_last_time("back", "pose")
    assert (told.state(), told.stage.kind) == (State.ASKING, StageKind.QUESTION)
    assert cue_values(told.stage, "hurt_last_time") == {"name": "the pose"}
    told.ask("yes")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "pose")
    told.until(State.HOLDING)
    told.ask("back")
    assert told.state() is State.EXPLAINING


@pytest.mark.parametrize("word", ["no", None])
def test_a_stretch_that_hurt_last_time_is_left_out_unless_wanted(word: str | None) -> None:
    told = hurt_last_time("all", "twist")
    told.ask(word) if word else told.over()
    assert told.stage.stretch == "pose"
    told.ask("next")
    assert told.stage.stretch == "knee"


def test_the_release_is_said_before_the_question() -> None:
    told = hurt_last_time("back", "knee")
    told.until(State.ASKING)
    assert cue_keys(told.stage) == ["release", "release", "sentence", "hurt_last_time"]
    told.over()
    assert told.state() is State.IDLE
    assert told.facts[-1] == SessionEnded(Outcome.FINISHED, "knee", 1)


def test_pain_while_asked_whether_to_begin_offers_the_next() -> None:
    told = hurt_last_time("back", "pose")
    assert values(told.ask("hurt"), "hurt_question") == {"offer": "next"}
    assert told.state() is State.HURT
    told.ask("yes")
    assert told.stage.stretch == "knee"
