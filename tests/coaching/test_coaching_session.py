"""The coach's way through a session, told in events and effects."""

from dataclasses import replace

import pytest
from ruamel.yaml import YAML
from told_coach import KNEE, LONG, POSE, STEADY, Told, cue_keys, keys, reach, values

from voiceskill.belongings import belonging
from voiceskill.coaching.effects import Answer, Play, Silence, StageOver
from voiceskill.coaching.facts import HoldEnded, Outcome, PlannedStretch, SessionBegan, SessionEnded
from voiceskill.coaching.history import History
from voiceskill.coaching.stage import Chime, Cue, Line, StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Routine, Side, Step


def test_leads_through_a_routine_with_sides_repetitions_and_rest() -> None:
    told = Told()
    told.ask("start", routine="back")
    stages = []
    while told.state() is not State.IDLE:
        stages.append((told.stage.kind, told.stage.stretch, told.stage.side, told.stage.repetition, told.stage.seconds))
        told.over()
    assert stages == [
        (StageKind.EXPLAIN, "pose", None, 1, 0),
        (StageKind.POSITION, "pose", None, 1, 20),
        (StageKind.HOLD, "pose", None, 1, 30),
        (StageKind.EXPLAIN, "knee", Side.RIGHT, 1, 0),
        (StageKind.POSITION, "knee", Side.RIGHT, 1, 20),
        (StageKind.HOLD, "knee", Side.RIGHT, 1, 20),
        (StageKind.CHANGE_SIDES, "knee", Side.LEFT, 1, 12),
        (StageKind.HOLD, "knee", Side.LEFT, 1, 20),
    ]
    assert told.facts == [
        SessionBegan("back", (PlannedStretch("pose", (), 30, 1), PlannedStretch("knee", KNEE.sides, 20, 1))),
        HoldEnded("pose", None, 1, 30, 30, completed=True),
        HoldEnded("knee", Side.RIGHT, 1, 20, 20, completed=True),
        HoldEnded("knee", Side.LEFT, 1, 20, 20, completed=True),
        SessionEnded(Outcome.FINISHED, "knee", 1),
    ]
    assert keys(told.effects)[-3:] == ["done", "summary", "kind_word"]
    assert values(told.effects, "summary") == {"holds": 3, "seconds": 70}


def test_rests_between_repetitions_and_announces_the_next() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.RESTING)
    assert (told.stage.kind, told.stage.repetition, told.stage.seconds) == (StageKind.REST, 2, 10)
    assert told.stage.cues[-1] == Cue(Line("next_hold", {"repetition": 2, "repetitions": 2}), 6.0)
    told.over()
    assert told.stage.repetition == 2
    assert told.state() is State.HOLDING


def test_counts_a_hold_on_its_seconds() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    counted = {cue.sound.values["seconds"]: cue.at for cue in told.stage.cues[2:] if isinstance(cue.sound, Line)}
    assert told.stage.cues[0] == Cue(Chime.BEGIN, 0.0)
    assert counted == {20: 10.0, 10: 20.0, 5: 25.0, 4: 26.0, 3: 27.0, 2: 28.0, 1: 29.0}


def test_explains_with_the_partner_and_cautions_once() -> None:
    told = Told()
    told.ask("start", stretch="pose", partner=1, seconds=45)
    said = [cue.sound.values.get("text") for cue in told.stage.cues if isinstance(cue.sound, Line)]
    assert said == [None, "Kneel.", "Bend.", "Press gently.", None]
    assert cue_keys(told.stage)[-1] == "caution"
    told.until(State.HOLDING)
    assert told.stage.seconds == 45
    told.ask("back")
    assert "caution" not in cue_keys(told.stage)


def test_ready_begins_the_hold_at_once_from_every_stage_before_it() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.ask("ready")
    assert told.state() is State.HOLDING
    assert told.ask("ready") == ()
    told.over()
    assert told.state() is State.RESTING
    told.ask("ready")
    assert told.state() is State.HOLDING


def test_going_on_skips_the_explanation_then_the_lead_time() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.ask("go_on")
    assert told.state() is State.POSITIONING
    told.ask("yes")
    assert told.state() is State.HOLDING


def test_a_paused_hold_goes_on_with_the_seconds_that_were_left() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    hold = told.stage
    assert told.ask("pause", elapsed=12.5)[0] == Silence()
    assert told.state() is State.PAUSED
    assert told.ask("pause") == ()
    assert told.ask("no") == ()
    resumed = told.ask("go_on", elapsed=99.0)
    assert resumed[0] == Play(replace(hold, number=told.stage.number), 12.5)
    assert values(resumed, "resumed") == {"seconds": 18}
    assert told.state() is State.HOLDING


def test_a_paused_explanation_begins_anew() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    explanation = told.stage
    told.ask("pause", elapsed=3.0)
    assert told.ask("yes") == (Play(replace(explanation, number=told.stage.number)),)
    assert told.state() is State.EXPLAINING


def test_the_news_of_a_stage_that_was_paused_meanwhile_changes_nothing() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("pause", elapsed=30.0)
    assert told.over() == ()
    assert told.state() is State.PAUSED


def test_the_news_of_a_replaced_stage_changes_nothing() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    assert told.coach.handle(StageOver(0)) == ()
    assert told.state() is State.EXPLAINING


@pytest.mark.parametrize("state", [state for state in State if state is not State.IDLE])
def test_stop_is_silence_and_idleness_from_every_state(state: State) -> None:
    told = Told(replace(STEADY, ask_rating=True))
    reach(told, state)
    effects = told.ask("stop", elapsed=1.0)
    assert effects[0] == Silence()
    assert not any(isinstance(effect, Play | Answer) for effect in effects)
    assert told.state() is State.IDLE


def test_no_means_nothing_while_nothing_was_asked() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    assert told.ask("yes") == ()
    assert told.ask("no") == ()
    assert told.state() is State.EXPLAINING


def test_next_leaves_a_hold_and_the_last_next_finishes() -> None:
    told = Told()
    told.ask("start", routine="back")
    told.until(State.HOLDING)
    told.ask("next", elapsed=4.0)
    assert HoldEnded("pose", None, 1, 30, 4.0, completed=False) in told.facts
    effects = told.ask("next")
    assert effects[0] == Silence()
    assert told.facts[-1] == SessionEnded(Outcome.FINISHED, "knee", 1)


def test_back_goes_to_the_beginning_of_this_stretch_then_to_the_one_before() -> None:
    told = Told()
    told.ask("start", routine="back")
    told.ask("next")
    told.until(State.CHANGING_SIDES)
    told.ask("back")
    assert (told.stage.stretch, told.stage.side) == ("knee", Side.RIGHT)
    told.ask("back")
    assert told.stage.stretch == "pose"
    told.ask("back")
    assert (told.stage.stretch, told.state()) == ("pose", State.EXPLAINING)


def test_a_new_start_ends_the_session_before_it() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("start", elapsed=3.0, stretch="knee")
    assert SessionEnded(Outcome.STOPPED, "pose", 1) in told.facts
    assert told.stage.stretch == "knee"


def test_again_when_idle_does_the_same_once_more() -> None:
    told = Told()
    assert keys(told.ask("again")) == ["nothing_yet"]
    told.ask("start", stretch="pose", seconds=45)
    told.ask("stop")
    told.ask("again")
    told.until(State.HOLDING)
    assert told.stage.seconds == 45


def test_a_command_of_a_session_means_nothing_without_one() -> None:
    told = Told()
    assert told.ask("pause") == ()
    assert told.ask("unheard of") == ()
    told.ask("start", stretch="pose")
    assert told.ask("unheard of") == ()


def test_short_rests_are_not_announced() -> None:
    library = Library(
        {"pose": replace(POSE, repetitions=2)},
        {"short": Routine(id="short", name="short", steps=(Step(stretch="pose", rest=5),))},
    )
    told = Told(library=library)
    told.ask("start", routine="short")
    told.until(State.RESTING)
    assert cue_keys(told.stage) == ["release", "release", "rest"]


@pytest.mark.parametrize("during", [State.EXPLAINING, State.POSITIONING])
def test_back_at_the_beginning_of_the_first_stretch_begins_it_anew(during: State) -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(during)
    told.ask("back")
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "pose")


def test_a_paused_rest_goes_on_with_the_seconds_that_were_left() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.until(State.RESTING)
    rest = told.stage
    told.ask("pause", elapsed=4.0)
    assert told.ask("go_on")[0] == Play(replace(rest, number=told.stage.number), 4.0)


def test_closing_tells_of_the_streak_and_has_a_word_of_its_own_each_time() -> None:
    told = Told(history=History(streak=4, completed={"pose": 5, "knee": 2}))
    told.ask("start", stretch="pose")
    closing = told.until(State.IDLE)
    assert keys(closing) == ["release", "release", "sentence", "done", "summary", "streak", "kind_word"]
    assert values(closing, "streak") == {"days": 5}
    assert values(closing, "kind_word") == {"number": 9}


def test_the_day_of_the_streak_counts_once() -> None:
    told = Told(history=History(streak=4, today_s=30.0, done_today=True))
    told.ask("start", stretch="pose")
    assert values(told.until(State.IDLE), "streak") == {"days": 4}


def test_a_hold_that_was_broken_off_made_no_day_of_the_streak() -> None:
    told = Told(history=History(streak=4, today_s=12.5))
    told.ask("start", stretch="pose")
    assert values(told.until(State.IDLE), "streak") == {"days": 5}


def test_a_session_without_a_hold_is_closed_without_praise() -> None:
    told = Told(history=History(streak=4))
    told.ask("start", stretch="pose")
    assert keys(told.ask("next")) == ["done", "summary"]


def test_a_stretch_that_was_said_to_be_left_out_is_passed_over() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all")
    assert values(told.ask("skip_stretch", stretch="pose"), "left_out") == {"names": ["the pose"]}
    told.ask("next")
    assert (told.stage.stretch, told.stage.kind) == ("twist", StageKind.EXPLAIN)


def test_leaving_out_the_present_stretch_goes_to_the_next() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all")
    told.until(State.HOLDING)
    told.ask("skip_stretch", elapsed=3.0, stretch="twist")
    assert told.facts[-1] == HoldEnded("twist", None, 1, 10, 3.0, completed=False)
    assert told.stage.stretch == "pose"
    told.ask("next")
    assert told.stage.stretch == "knee"


def test_a_name_that_several_stretches_share_leaves_them_all_out() -> None:
    told = Told(library=LONG)
    told.ask("start", routine="all")
    told.ask("skip_stretch", stretch="pose twist")
    assert told.stage.stretch == "knee"


def test_leaving_out_the_only_stretch_ends_the_session() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.ask("skip_stretch", stretch="pose")
    assert told.facts[-1] == SessionEnded(Outcome.FINISHED, "pose", 1)


@pytest.mark.parametrize(("wanted", "seconds"), [(7, 7), (1, 5)])
def test_a_stretch_can_be_started_with_a_time_of_its_own(wanted: int, seconds: int) -> None:
    told = Told()
    told.ask("start", stretch="pose", seconds=wanted)
    told.until(State.HOLDING)
    assert told.stage.seconds == seconds


def test_what_can_be_said_is_what_the_coach_understands() -> None:
    sentences = YAML(typ="safe").load(belonging("intents/en/sentences.yaml"))
    # What the coach says himself is known so that it is not obeyed.
    assert Told().coach.intents == set(sentences["intents"]) - {"own_voice"}
