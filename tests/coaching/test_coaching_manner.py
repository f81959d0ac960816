"""How much is said, how loud and how fast, and what is counted."""

import pytest
from told_coach import LONG, Told, cue_keys, cue_texts, cue_values, keys, values

from voiceskill.coaching.effects import Play, Replan, SetRate, SetVolume, StageOver
from voiceskill.coaching.facts import HoldEnded
from voiceskill.coaching.history import History
from voiceskill.coaching.manner import Counting, Manner, Style
from voiceskill.coaching.stage import Chime, Cue, Line
from voiceskill.coaching.state import State


def test_speaks_louder_and_faster_up_to_a_bound() -> None:
    told = Told()
    assert told.ask("louder")[0] == SetVolume(1.0)
    assert values(told.ask("louder"), "louder") == {"changed": False}
    assert told.ask("quieter")[0] == SetVolume(0.9)
    assert told.ask("faster")[0] == SetRate(300)
    assert values(told.ask("faster"), "faster") == {"changed": False}
    assert told.ask("slower")[0] == SetRate(280)


def in_style(style: Style, *, done: int = 0, stretch: str = "pose") -> Told:
    told = Told(manner=Manner(style=style), library=LONG, history=History(completed={"pose": done, "twist": done}))
    told.ask("start", stretch=stretch)
    return told


@pytest.mark.parametrize(
    ("style", "done", "said"),
    [
        (Style.AUTO, 5, ["stretch", "sentence", "sentence", "caution"]),
        (Style.AUTO, 6, ["stretch", "sentence"]),
        (Style.FULL, 6, ["stretch", "sentence", "sentence", "caution"]),
        (Style.SHORT, 0, ["stretch", "sentence"]),
        (Style.CHIMES, 0, ["stretch"]),
    ],
)
def test_explains_as_much_as_is_wanted(style: Style, done: int, said: list[str]) -> None:
    assert cue_keys(in_style(style, done=done).stage) == said


def test_a_reminder_is_one_sentence_and_a_stretch_without_one_is_explained() -> None:
    assert cue_texts(in_style(Style.SHORT).stage) == ["Kneel and bend."]
    assert cue_texts(in_style(Style.SHORT, stretch="twist").stage) == ["Turn.", "It pulls a little."]


def test_the_easier_way_is_explained_even_to_those_who_know_the_stretch() -> None:
    told = in_style(Style.AUTO, done=6, stretch="twist")
    told.ask("easier")
    assert cue_texts(told.stage) == ["Turn half as far.", "It pulls a little."]


def test_chimes_take_the_place_of_words() -> None:
    told = in_style(Style.CHIMES)
    said = {State.EXPLAINING: cue_keys(told.stage)}
    for state in (State.POSITIONING, State.HOLDING, State.RESTING):
        told.until(state)
        said[state] = cue_keys(told.stage)
    assert said == {
        State.EXPLAINING: ["stretch"],
        State.POSITIONING: [],
        State.HOLDING: ["begin", "half"],
        State.RESTING: ["release"],
    }
    told.over()
    assert told.stage.cues[1] == Cue(Chime.HALF, 15.0)
    assert keys(told.over())[:2] == ["release", "done"]


def test_chimes_change_sides() -> None:
    told = in_style(Style.CHIMES, stretch="knee")
    told.until(State.CHANGING_SIDES)
    assert cue_keys(told.stage) == ["release", "change_sides"]


def test_what_was_said_before_the_chimes_can_be_said_again() -> None:
    told = in_style(Style.CHIMES)
    told.until(State.POSITIONING)
    assert keys(told.ask("repeat_words")) == ["stretch"]


def test_less_talking_goes_on_to_the_position_at_once() -> None:
    told = in_style(Style.FULL)
    effects = told.ask("skip_talking")
    assert told.state() is State.POSITIONING
    assert values(effects, "style") == {"style": "short"}


def test_more_talking_leaves_the_explanation_as_it_is() -> None:
    told = in_style(Style.SHORT)
    explanation = told.stage
    assert values(told.ask("talk_more"), "style") == {"style": "full"}
    assert told.stage is explanation
    told.ask("back")
    assert cue_texts(told.stage) == ["Kneel.", "Bend."]


def test_only_chimes_in_mid_hold_silence_the_count_and_move_nothing() -> None:
    told = in_style(Style.FULL)
    told.until(State.HOLDING)
    counted = told.stage
    replanned = told.ask("only_chimes", elapsed=12.0)[0]
    assert isinstance(replanned, Replan)
    assert replanned.start == 12.0
    assert (replanned.stage.seconds, cue_keys(replanned.stage)) == (30, ["begin", "half"])
    assert told.coach.handle(StageOver(counted.number)) == ()
    told.over()
    assert HoldEnded("pose", None, 1, 30, 30, completed=True) in told.facts


def test_breaths_are_counted_in_place_of_seconds() -> None:
    told = Told(manner=Manner(counting=Counting.BREATHS))
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    assert cue_values(told.stage, "hold_breaths") == {"breaths": 5, "repetition": 1}
    breaths = {cue.at: cue.sound.values["number"] for cue in told.stage.cues[2:] if isinstance(cue.sound, Line)}
    assert breaths == {6.0: 2, 12.0: 3, 18.0: 4, 24.0: 5}


def test_the_shortest_hold_is_one_breath() -> None:
    told = Told(manner=Manner(counting=Counting.BREATHS))
    told.ask("start", stretch="pose", seconds=5)
    told.until(State.HOLDING)
    assert cue_keys(told.stage) == ["begin", "hold_breaths"]


def test_counting_changes_in_mid_hold() -> None:
    told = in_style(Style.FULL)
    told.until(State.HOLDING)
    assert values(told.ask("count_breaths", elapsed=4.0), "counting") == {"counting": "breaths"}
    assert cue_keys(told.stage).count("breath") == 4
    told.ask("count_seconds", elapsed=5.0)
    assert "breath" not in cue_keys(told.stage)
    assert cue_keys(told.stage).count("count") == 7


def test_counting_changed_in_a_pause_is_heard_when_it_goes_on() -> None:
    told = in_style(Style.FULL)
    told.until(State.HOLDING)
    told.ask("pause", elapsed=4.0)
    assert not any(isinstance(effect, Play | Replan) for effect in told.ask("count_breaths"))
    resumed = told.ask("go_on")[0]
    assert isinstance(resumed, Play)
    assert resumed.start == 4.0
    assert "breath" in cue_keys(resumed.stage)


def test_a_manner_can_be_chosen_before_anything_is_begun() -> None:
    told = Told()
    assert keys(told.ask("only_chimes")) == ["style"]
    assert keys(told.ask("count_breaths")) == ["counting"]
    told.ask("start", stretch="pose")
    assert cue_keys(told.stage) == ["stretch"]
