"""What the coach answers."""

from told_coach import LONG, Told, cue_keys, cue_texts, keys, values

from voiceskill.coaching.manner import Manner, Style
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Side


def test_answers_questions_about_where_one_is() -> None:
    told = Told()
    told.ask("start", routine="back")
    assert values(told.ask("time_left"), "time_to_come") == {"seconds": 30}
    told.ask("next")
    told.until(State.HOLDING)
    assert values(told.ask("time_left", elapsed=4.2), "time_left") == {"kind": "hold", "seconds": 16}
    assert values(told.ask("which_side"), "which_side") == {"side": Side.RIGHT}
    assert values(told.ask("count_left"), "count_left") == {
        "repetition": 1,
        "repetitions": 1,
        "side_to_come": Side.LEFT,
        "stretches": 0,
    }


def test_describes_from_the_beginning_or_over_the_hold() -> None:
    told = Told()
    assert values(told.ask("describe", stretch="knee"), "sentence") == {"text": "Lie down."}
    assert told.ask("describe") == ()
    told.ask("start", stretch="pose")
    told.until(State.POSITIONING)
    told.ask("describe")
    assert told.state() is State.EXPLAINING
    told.until(State.HOLDING)
    assert keys(told.ask("describe")) == ["sentence", "sentence"]
    assert told.state() is State.HOLDING


def test_lists_and_helps() -> None:
    told = Told()
    listed = values(told.ask("list"), "list")
    assert listed == {"stretches": ["the pose", "one knee"], "routines": ["the back routine"]}
    assert values(told.ask("help"), "help") == {"examples": ["idle", "stop"]}


def test_describing_the_stretch_while_it_is_explained_tells_all_of_it() -> None:
    told = Told(manner=Manner(style=Style.CHIMES))
    told.ask("start", stretch="pose")
    told.ask("describe")
    assert (told.state(), cue_texts(told.stage)) == (State.EXPLAINING, ["Kneel.", "Bend."])
    told.over()
    assert cue_keys(told.stage) == []


def test_tells_what_comes_next() -> None:
    told = Told()
    told.ask("start", routine="back")
    told.ask("more_repetitions", count=1)
    assert values(told.ask("whats_next"), "next_is") == {"what": "hold", "repetition": 2, "repetitions": 2}
    told.ask("fewer_repetitions", count=1)
    assert values(told.ask("whats_next"), "next_is") == {"what": "stretch", "name": "one knee"}
    told.ask("next")
    assert values(told.ask("whats_next"), "next_is") == {"what": "side", "side": Side.LEFT}
    told.until(State.CHANGING_SIDES)
    assert values(told.ask("whats_next"), "next_is") == {"what": "end"}


def test_what_is_left_out_is_not_counted_as_left() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all")
    assert values(told.ask("count_left"), "count_left")["stretches"] == 3
    told.ask("hurt")
    assert values(told.ask("count_left"), "count_left")["stretches"] == 2


def test_says_the_last_words_again() -> None:
    told = Told()
    assert keys(told.ask("repeat_words")) == ["nothing_said"]
    told.ask("start", stretch="pose")
    assert keys(told.ask("repeat_words")) == ["stretch", "sentence", "sentence", "caution"]
    told.until(State.HOLDING)
    assert keys(told.ask("repeat_words")) == ["position"]
    told.ask("louder")
    assert keys(told.ask("repeat_words")) == ["louder"]


def test_says_again_what_came_before_the_words_that_were_not_understood() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.ask("time_left")
    told.miss()
    assert keys(told.ask("repeat_words")) == ["time_to_come"]
