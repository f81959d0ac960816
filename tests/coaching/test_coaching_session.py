"""The coach's way through a session, told in events and effects."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from voiceskill.coaching.coach import Coach, Manner
from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import (
    Answer,
    Asked,
    Deserted,
    Effect,
    Play,
    Record,
    Replan,
    SetRate,
    SetVolume,
    Silence,
    StageOver,
)
from voiceskill.coaching.facts import HoldEnded, Outcome, PainReported, PlannedStretch, SessionBegan, SessionEnded
from voiceskill.coaching.stage import Chime, Cue, Line, Stage, StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Routine, Side, Step, Stretch

POSE = Stretch(
    id="pose",
    name="the pose",
    instructions=("Kneel.", "Bend."),
    partner=("Press gently.",),
    release="Come up.",
    hold=30,
    repetitions=2,
)
KNEE = Stretch(
    id="knee",
    name="one knee",
    instructions=("Lie down.",),
    release="Let go.",
    sides=(Side.RIGHT, Side.LEFT),
    hold=20,
    repetitions=1,
)
ROUTINE = Routine(id="back", name="the back routine", steps=(Step(stretch="pose", repetitions=1), Step(stretch="knee")))
LIBRARY = Library({"pose": POSE, "knee": KNEE}, {"back": ROUTINE})


class Told:
    """A coach, and all that it has done so far."""

    def __init__(self) -> None:
        self.coach = Coach(LIBRARY, manner=Manner(volume=0.9, rate=290), examples=lambda state: (str(state), "stop"))
        self.effects: list[Effect] = []
        self.stage: Stage | None = None

    def state(self) -> State:
        return self.coach.state

    def ask(self, intent: str, elapsed: float = 0.0, **slots: str | int) -> tuple[Effect, ...]:
        return self._keep(self.coach.handle(Asked(Command(intent, slots), elapsed)))

    def over(self, times: int = 1) -> tuple[Effect, ...]:
        effects: tuple[Effect, ...] = ()
        for _ in range(times):
            assert self.stage
            effects = self._keep(self.coach.handle(StageOver(self.stage.number)))
        return effects

    def until(self, state: State) -> None:
        while self.coach.state is not state:
            self.over()

    def desert(self) -> tuple[Effect, ...]:
        return self._keep(self.coach.handle(Deserted()))

    def facts(self) -> list[object]:
        return [effect.fact for effect in self.effects if isinstance(effect, Record)]

    def _keep(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        self.effects += effects
        for effect in effects:
            if isinstance(effect, Play | Replan):
                self.stage = effect.stage
        return effects


@pytest.fixture
def told() -> Told:
    return Told()


def keys(effects: Iterable[Effect]) -> list[str]:
    """Name what is said by answers, in order."""
    sounds = (sound for effect in effects if isinstance(effect, Answer) for sound in effect.sounds)
    return [sound.key if isinstance(sound, Line) else str(sound) for sound in sounds]


def values(effects: Iterable[Effect], key: str) -> dict[str, object]:
    """Return what an answered line is made with."""
    lines = (sound for effect in effects if isinstance(effect, Answer) for sound in effect.sounds)
    return next(dict(line.values) for line in lines if isinstance(line, Line) and line.key == key)


def cue_keys(stage: Stage) -> list[str]:
    return [cue.sound.key if isinstance(cue.sound, Line) else str(cue.sound) for cue in stage.cues]


def test_leads_through_a_routine_with_sides_repetitions_and_rest(told: Told) -> None:
    told.ask("start", routine="back")
    stages = []
    while told.state() is not State.IDLE:
        assert told.stage
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
    assert told.facts() == [
        SessionBegan("back", (PlannedStretch("pose", (), 30, 1), PlannedStretch("knee", KNEE.sides, 20, 1))),
        HoldEnded("pose", None, 1, 30, 30, completed=True),
        HoldEnded("knee", Side.RIGHT, 1, 20, 20, completed=True),
        HoldEnded("knee", Side.LEFT, 1, 20, 20, completed=True),
        SessionEnded(Outcome.FINISHED, "knee", 1),
    ]
    assert keys(told.effects)[-2:] == ["done", "summary"]
    assert values(told.effects, "summary") == {"holds": 3, "seconds": 70}


def test_rests_between_repetitions_and_announces_the_next(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.RESTING)
    assert told.stage
    assert (told.stage.kind, told.stage.repetition, told.stage.seconds) == (StageKind.REST, 2, 10)
    assert told.stage.cues[-1] == Cue(Line("next_hold", {"repetition": 2, "repetitions": 2}), 6.0)
    told.over()
    assert told.stage.repetition == 2
    assert told.state() is State.HOLDING


def test_counts_a_hold_on_its_seconds(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    assert told.stage
    counted = {cue.sound.values["seconds"]: cue.at for cue in told.stage.cues[2:] if isinstance(cue.sound, Line)}
    assert told.stage.cues[0] == Cue(Chime.BEGIN, 0.0)
    assert counted == {20: 10.0, 10: 20.0, 5: 25.0, 4: 26.0, 3: 27.0, 2: 28.0, 1: 29.0}


def test_explains_with_the_partner_and_cautions_once(told: Told) -> None:
    told.ask("start", stretch="pose", partner=1, seconds=45)
    assert told.stage
    said = [cue.sound.values.get("text") for cue in told.stage.cues if isinstance(cue.sound, Line)]
    assert said == [None, "Kneel.", "Bend.", "Press gently.", None]
    assert cue_keys(told.stage)[-1] == "caution"
    told.until(State.HOLDING)
    assert told.stage.seconds == 45
    told.ask("back")
    assert "caution" not in cue_keys(told.stage)


def test_ready_begins_the_hold_at_once_from_every_stage_before_it(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.ask("ready")
    assert told.state() is State.HOLDING
    assert told.ask("ready") == ()
    told.over()
    assert told.state() is State.RESTING
    told.ask("ready")
    assert told.state() is State.HOLDING


def test_going_on_skips_the_explanation_then_the_lead_time(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.ask("go_on")
    assert told.state() is State.POSITIONING
    told.ask("yes")
    assert told.state() is State.HOLDING


def test_a_paused_hold_goes_on_with_the_seconds_that_were_left(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    hold = told.stage
    assert told.ask("pause", elapsed=12.5)[0] == Silence()
    assert told.state() is State.PAUSED
    assert told.ask("pause") == ()
    assert told.ask("no") == ()
    resumed = told.ask("go_on", elapsed=99.0)
    assert resumed[0] == Play(hold, 12.5)  # type: ignore[arg-type]
    assert values(resumed, "resumed") == {"seconds": 18}
    assert told.state() is State.HOLDING


def test_a_paused_explanation_begins_anew(told: Told) -> None:
    told.ask("start", stretch="pose")
    explanation = told.stage
    told.ask("pause", elapsed=3.0)
    assert told.ask("yes") == (Play(explanation),)  # type: ignore[arg-type]
    assert told.state() is State.EXPLAINING


def test_the_news_of_a_stage_that_was_paused_meanwhile_changes_nothing(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("pause", elapsed=30.0)
    assert told.over() == ()
    assert told.state() is State.PAUSED


def test_the_news_of_a_replaced_stage_changes_nothing(told: Told) -> None:
    told.ask("start", stretch="pose")
    assert told.coach.handle(StageOver(0)) == ()
    assert told.state() is State.EXPLAINING


def test_more_seconds_lengthen_the_hold_and_its_count(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    longer = told.ask("more_seconds", elapsed=15.0, seconds=10)
    assert isinstance(longer[0], Replan)
    assert (longer[0].start, longer[0].stage.seconds) == (15.0, 40)
    assert longer[0].stage.cues[-1].at == 39.0
    assert values(longer, "granted") == {"seconds": 10}
    told.over()
    assert HoldEnded("pose", None, 1, 40, 40, completed=True) in told.facts()


def test_a_hold_never_grows_beyond_five_minutes(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("more_seconds", elapsed=1.0, seconds=300)
    assert told.stage
    assert told.stage.seconds == 300
    assert values(told.ask("more_seconds", elapsed=2.0, seconds=10), "granted") == {"seconds": 0}


def test_more_seconds_while_paused_wait_for_going_on(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("pause", elapsed=20.0)
    assert not any(isinstance(effect, Play | Replan) for effect in told.ask("more_seconds", seconds=15))
    resumed = told.ask("ready")
    assert isinstance(resumed[0], Play)
    assert (resumed[0].start, resumed[0].stage.seconds) == (20.0, 45)


def test_more_seconds_of_rest_move_the_announcement(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.RESTING)
    told.ask("more_seconds", elapsed=2.0, seconds=20)
    assert told.stage
    assert told.stage.seconds == 30
    assert told.stage.cues[-1].at == 26.0


def test_more_seconds_during_the_explanation_are_for_the_holds_to_come(told: Told) -> None:
    told.ask("start", stretch="pose")
    assert values(told.ask("more_seconds", seconds=10), "hold_set") == {"seconds": 40}
    told.until(State.HOLDING)
    assert told.stage
    assert told.stage.seconds == 40


@pytest.mark.parametrize(("wanted", "elapsed", "seconds"), [(40, 10.0, 40), (1, 2.0, 5), (10, 12.0, 12.0)])
def test_hold_for_sets_the_present_hold(told: Told, wanted: int, elapsed: float, seconds: float) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("hold_for", elapsed=elapsed, seconds=wanted)
    assert told.stage
    assert told.stage.seconds == seconds


def test_hold_for_before_the_hold_is_for_the_holds_to_come(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.ask("hold_for", seconds=50)
    told.until(State.HOLDING)
    assert told.stage
    assert told.stage.seconds == 50


def test_repetitions_change_between_this_one_and_eleven(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    more = values(told.ask("more_repetitions", count=1), "repetitions")
    assert more == {"left": 2, "repetitions": 3, "changed": True}
    assert values(told.ask("again"), "repetitions")["repetitions"] == 4
    assert values(told.ask("more_repetitions", count=10), "repetitions")["repetitions"] == 11
    assert values(told.ask("more_repetitions", count=1), "repetitions")["changed"] is False
    assert values(told.ask("fewer_repetitions", count=10), "repetitions")["left"] == 0


def test_never_more_than_eleven_holds_even_by_going_back(told: Told) -> None:
    told.ask("start", stretch="pose")
    for _ in range(11):
        told.ask("ready")
        told.ask("back", elapsed=1.0)
    assert told.state() is State.HOLDING
    assert keys(told.effects)[-1] == "enough"
    told.over()
    assert told.state() is State.IDLE


def test_a_hold_broken_off_by_pain_is_not_begun_a_twelfth_time(told: Told) -> None:
    told.ask("start", routine="back")
    for _ in range(11):
        told.ask("ready")
        told.ask("hurt", elapsed=1.0)
        told.ask("go_on")
    assert told.stage
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "knee")


@pytest.mark.parametrize("state", [state for state in State if state is not State.IDLE])
def test_stop_is_silence_and_idleness_from_every_state(told: Told, state: State) -> None:
    reach(told, state)
    effects = told.ask("stop", elapsed=1.0)
    assert effects[0] == Silence()
    assert not any(isinstance(effect, Play | Answer) for effect in effects)
    assert told.state() is State.IDLE


def reach(told: Told, state: State) -> None:
    if state is State.CHOOSING:
        told.ask("start")
        return
    told.ask("start", stretch="knee" if state is State.CHANGING_SIDES else "pose")
    if state in (State.PAUSED, State.HURT):
        told.until(State.HOLDING)
        told.ask("pause" if state is State.PAUSED else "hurt", elapsed=7.0)
    told.until(state)


def test_hurt_silences_records_and_waits(told: Told) -> None:
    told.ask("start", routine="back")
    told.until(State.HOLDING)
    effects = told.ask("hurt", elapsed=7.0)
    assert effects[0] == Silence()
    assert told.facts()[-2:] == [
        HoldEnded("pose", None, 1, 30, 7.0, completed=False),
        PainReported("pose", None, 1, "holding", 7.0),
    ]
    assert keys(effects) == ["hurt", "sentence", "hurt_question"]
    assert values(effects, "hurt_question") == {"more": True}
    assert told.over() == ()
    assert told.state() is State.HURT


def test_after_hurt_yes_goes_to_the_next_stretch(told: Told) -> None:
    told.ask("start", routine="back")
    told.ask("hurt")
    told.ask("yes")
    assert told.stage
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, "knee")


def test_after_hurt_at_the_last_stretch_yes_ends_it_as_hurt(told: Told) -> None:
    told.ask("start", stretch="pose")
    assert values(told.ask("hurt"), "hurt_question") == {"more": False}
    told.ask("yes")
    assert told.facts()[-1] == SessionEnded(Outcome.HURT, "pose", 1)


def test_no_means_nothing_while_nothing_was_asked(told: Told) -> None:
    told.ask("start", stretch="pose")
    assert told.ask("yes") == ()
    assert told.ask("no") == ()
    assert told.state() is State.EXPLAINING


def test_after_hurt_no_ends_it_with_a_word(told: Told) -> None:
    told.ask("start", routine="back")
    told.ask("hurt")
    assert keys(told.ask("no")) == ["hurt_end"]
    assert told.facts()[-1] == SessionEnded(Outcome.HURT, "pose", 1)


@pytest.mark.parametrize("word", ["go_on", "ready", "again"])
def test_after_hurt_the_hold_begins_anew_on_demand_only(told: Told, word: str) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("hurt", elapsed=9.0)
    told.ask(word)
    assert told.state() is State.POSITIONING


def test_after_hurt_numbers_are_for_the_holds_to_come(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("hurt", elapsed=9.0)
    assert keys(told.ask("time_left")) == ["time_to_come"]
    assert values(told.ask("more_seconds", seconds=5), "hold_set") == {"seconds": 35}
    assert told.ask("pause") == ()
    told.ask("hurt")
    assert sum(isinstance(fact, HoldEnded) for fact in told.facts()) == 1


@pytest.mark.parametrize("state", [State.IDLE, State.CHOOSING])
def test_hurt_outside_a_session_gets_a_kind_word(told: Told, state: State) -> None:
    if state is State.CHOOSING:
        told.ask("start")
    effects = told.ask("hurt")
    assert effects[0] == Silence()
    assert keys(effects) == ["hurt_idle"]
    assert told.state() is State.IDLE


def test_next_leaves_a_hold_and_the_last_next_finishes(told: Told) -> None:
    told.ask("start", routine="back")
    told.until(State.HOLDING)
    told.ask("next", elapsed=4.0)
    assert HoldEnded("pose", None, 1, 30, 4.0, completed=False) in told.facts()
    effects = told.ask("next")
    assert effects[0] == Silence()
    assert told.facts()[-1] == SessionEnded(Outcome.FINISHED, "knee", 1)


def test_back_goes_to_the_beginning_of_this_stretch_then_to_the_one_before(told: Told) -> None:
    told.ask("start", routine="back")
    told.ask("next")
    told.until(State.CHANGING_SIDES)
    told.ask("back")
    assert told.stage
    assert (told.stage.stretch, told.stage.side) == ("knee", Side.RIGHT)
    told.ask("back")
    assert told.stage.stretch == "pose"
    told.ask("back")
    assert (told.stage.stretch, told.state()) == ("pose", State.EXPLAINING)


def test_a_new_start_ends_the_session_before_it(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    told.ask("start", elapsed=3.0, stretch="knee")
    assert SessionEnded(Outcome.STOPPED, "pose", 1) in told.facts()
    assert told.stage
    assert told.stage.stretch == "knee"


def test_a_start_without_a_name_asks_and_takes_a_name_yes_or_no(told: Told) -> None:
    told.ask("start")
    assert told.stage
    assert (told.state(), told.stage.kind) == (State.CHOOSING, StageKind.QUESTION)
    assert told.ask("ready") == ()
    told.ask("yes")
    assert told.facts()[-1] == SessionBegan(
        "back", (PlannedStretch("pose", (), 30, 1), PlannedStretch("knee", KNEE.sides, 20, 1))
    )
    told.ask("stop")
    told.ask("start")
    told.ask("no")
    assert told.state() is State.IDLE


def test_a_question_without_an_answer_is_dropped(told: Told) -> None:
    told.ask("start")
    assert told.over() == ()
    assert told.state() is State.IDLE


def test_again_when_idle_does_the_same_once_more(told: Told) -> None:
    assert keys(told.ask("again")) == ["nothing_yet"]
    told.ask("start", stretch="pose", seconds=45)
    told.ask("stop")
    told.ask("again")
    told.until(State.HOLDING)
    assert told.stage
    assert told.stage.seconds == 45


def test_answers_questions_about_where_one_is(told: Told) -> None:
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


def test_describes_from_the_beginning_or_over_the_hold(told: Told) -> None:
    assert values(told.ask("describe", stretch="knee"), "sentence") == {"text": "Lie down."}
    assert told.ask("describe") == ()
    told.ask("start", stretch="pose")
    told.until(State.POSITIONING)
    told.ask("describe")
    assert told.state() is State.EXPLAINING
    told.until(State.HOLDING)
    assert keys(told.ask("describe")) == ["sentence", "sentence"]
    assert told.state() is State.HOLDING


def test_lists_and_helps(told: Told) -> None:
    listed = values(told.ask("list"), "list")
    assert listed == {"stretches": ["the pose", "one knee"], "routines": ["the back routine"]}
    assert values(told.ask("help"), "help") == {"examples": ["idle", "stop"]}


def test_speaks_louder_and_faster_up_to_a_bound(told: Told) -> None:
    assert told.ask("louder")[0] == SetVolume(1.0)
    assert values(told.ask("louder"), "louder") == {"changed": False}
    assert told.ask("quieter")[0] == SetVolume(0.9)
    assert told.ask("faster")[0] == SetRate(300)
    assert values(told.ask("faster"), "faster") == {"changed": False}
    assert told.ask("slower")[0] == SetRate(280)


def test_a_command_of_a_session_means_nothing_without_one(told: Told) -> None:
    assert told.ask("pause") == ()
    assert told.ask("unheard of") == ()
    told.ask("start", stretch="pose")
    assert told.ask("unheard of") == ()


@pytest.mark.parametrize(
    ("state", "outcome"), [(State.PAUSED, Outcome.STOPPED), (State.HURT, Outcome.HURT), (State.CHOOSING, None)]
)
def test_a_coach_that_waits_in_a_deserted_room_ends(told: Told, state: State, outcome: Outcome | None) -> None:
    reach(told, state)
    told.desert()
    assert told.state() is State.IDLE
    assert [fact.outcome for fact in told.facts() if isinstance(fact, SessionEnded)] == ([outcome] if outcome else [])


def test_a_hold_in_a_deserted_room_runs_on(told: Told) -> None:
    told.ask("start", stretch="pose")
    told.until(State.HOLDING)
    assert told.desert() == ()
    assert told.state() is State.HOLDING


def test_short_rests_are_not_announced(told: Told) -> None:
    library = Library(
        {"pose": replace(POSE, repetitions=2)},
        {"short": Routine(id="short", name="short", steps=(Step(stretch="pose", rest=5),))},
    )
    told.coach = Coach(library)
    told.ask("start", routine="short")
    told.until(State.RESTING)
    assert told.stage
    assert cue_keys(told.stage) == ["release", "release", "rest"]
