"""After a power cut the coach offers to go on where it was."""

from dataclasses import replace

import pytest
from told_coach import KNEE, LIBRARY, LONG, PATIENT, STEADY, TWIST, Told, cue_keys, cue_values, keys, values

from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import Answer, Effect, Interrupted, Record, Silence
from voiceskill.coaching.facts import (
    BackRated,
    HoldEnded,
    Moment,
    Outcome,
    PainReported,
    SessionBegan,
    SessionEnded,
    SessionResumed,
)
from voiceskill.coaching.history import History
from voiceskill.coaching.recovering import place_in
from voiceskill.coaching.stage import Line
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Routine, Side, Step

RIGHT, LEFT = Side.RIGHT, Side.LEFT


def interrupted(told: Told) -> Interrupted:
    """Return what a journal has of the session that a coach is in, now that the power is cut."""
    began: SessionBegan | None = None
    happened: list[HoldEnded | PainReported | BackRated] = []
    for fact in told.facts:
        if isinstance(fact, SessionBegan):
            began, happened = fact, []
        elif isinstance(fact, HoldEnded | PainReported | BackRated):
            happened.append(fact)
    assert began
    return Interrupted(number=7, began=began, happened=tuple(happened))


def held(stretch: str, side: Side | None = None, repetition: int = 1, *, completed: bool = True) -> HoldEnded:
    return HoldEnded(stretch, side, repetition, 30.0, 30.0 if completed else 4.0, completed)


def where(told: Told) -> tuple[str, Side | None, int]:
    """Return at which stretch, side and hold a coach is."""
    session = told.coach.session
    assert session
    return session.exercise.stretch.id, session.side, session.repetition


def back(*happened: HoldEnded | PainReported | BackRated, name: str = "all", library: Library = LONG) -> Told:
    """Let a coach come back after a power cut in a session in which this had happened."""
    before = Told(library=library)
    before.obey(Command("start", {"routine" if name in library.routines else "stretch": name}))
    told = Told(PATIENT, library=library)
    told.come_back(replace(interrupted(before), happened=happened))
    return told


def test_it_asks_and_goes_on_at_the_hold_in_progress() -> None:
    before = Told(library=LONG)
    before.ask("start", stretch="pose")
    before.until(State.RESTING)
    before.until(State.HOLDING)
    told = Told(PATIENT, library=LONG)
    told.come_back(interrupted(before))
    assert told.state() is State.ASKING
    assert told.facts == [SessionResumed(7)]
    assert cue_keys(told.stage) == ["begin", "broken_off"]
    expected = {"name": "the pose", "side": None, "repetition": 2, "repetitions": 2, "sore": None}
    assert cue_values(told.stage, "broken_off") == expected
    told.ask("yes")
    assert told.state() is State.POSITIONING
    told.ask("ready")
    told.over()
    assert told.state() is State.IDLE
    assert told.facts[1:] == [
        HoldEnded("pose", None, 2, 30, 30, completed=True),
        SessionEnded(Outcome.FINISHED, "pose", 2),
    ]
    assert values(told.effects, "summary") == {"holds": 2, "seconds": 60}


@pytest.mark.parametrize("answer", ["no", "not_today", "stop", None])
def test_without_a_yes_the_session_is_over(answer: str | None) -> None:
    told = back(held("twist"))
    effects: tuple[Effect, ...] = told.ask(answer) if answer else told.over()
    assert told.state() is State.IDLE
    said = [effect for effect in effects if isinstance(effect, Answer)]
    assert [effect for effect in effects if effect not in said] == [
        *([Silence()] if answer else []),
        Record(SessionEnded(Outcome.STOPPED, "pose", 1)),
    ]
    assert said == ([Answer((Line("good"),))] if answer in ("no", "not_today") else [])


def test_another_command_is_obeyed_instead() -> None:
    told = back(held("twist"))
    told.ask("start", stretch="knee")
    assert where(told) == ("knee", RIGHT, 1)
    assert [type(fact) for fact in told.facts] == [SessionResumed, SessionEnded, SessionBegan]


def test_that_hurts_is_obeyed_at_the_question() -> None:
    told = back(held("twist"))
    told.ask("hurt")
    assert told.state() is State.HURT
    assert isinstance(told.facts[-1], PainReported)


def test_what_was_not_begun_is_explained_first() -> None:
    told = back(held("twist"))
    told.ask("yes")
    assert told.state() is State.EXPLAINING
    assert where(told) == ("pose", None, 1)


def test_the_answers_of_before_are_not_asked_for_again() -> None:
    told = back(
        BackRated(Moment.BEFORE, 6), held("twist"), held("pose", repetition=2), held("twist"), held("knee", RIGHT)
    )
    told.coach._course.habits = replace(STEADY, ask_rating=True)
    told.ask("yes")
    told.ask("ready")
    told.over()
    assert told.state() is State.RATING
    told.ask("rate", rating=4)
    assert values(told.effects, "rated") == {"before": 6, "after": 4}


@pytest.mark.parametrize(
    ("happened", "place"),
    [
        ((), ("twist", None, 1)),
        ((BackRated(Moment.BEFORE, 3),), ("twist", None, 1)),
        ((held("twist", completed=False),), ("twist", None, 1)),
        ((held("twist"), held("pose")), ("pose", None, 2)),
        ((held("twist"), held("pose", repetition=2), held("twist")), ("knee", RIGHT, 1)),
        ((held("pose", repetition=2), held("twist"), held("knee", RIGHT)), ("knee", LEFT, 1)),
        ((held("knee", LEFT),), ("knee", RIGHT, 1)),
        ((held("knee", RIGHT, completed=False), held("knee", LEFT, completed=False)), ("knee", LEFT, 1)),
        ((held("knee", RIGHT), held("pose")), ("pose", None, 2)),
        ((held("pose", repetition=5, completed=False),), ("pose", None, 5)),
        ((held("gone"), held("pose")), ("pose", None, 2)),
        (tuple(held("pose", repetition=number) for number in range(1, 12)), ("twist", None, 1)),
    ],
)
def test_the_place_is_where_the_user_was(happened: tuple[HoldEnded, ...], place: tuple[str, Side | None, int]) -> None:
    assert where(back(*happened)) == place


def test_what_hurt_stays_left_out() -> None:
    told = back(PainReported("twist", None, 1, "holding", 3.0))
    assert where(told) == ("pose", None, 1)
    assert cue_values(told.stage, "broken_off")["sore"] == "the twist"
    told.ask("yes")
    told.until(State.POSITIONING)
    told.ask("next")
    assert where(told) == ("knee", RIGHT, 1)


def test_what_hurt_and_was_taken_up_again_is_not_left_out() -> None:
    told = back(PainReported("twist", None, 1, "holding", 3.0), held("twist", repetition=1, completed=False))
    assert where(told) == ("twist", None, 1)
    assert cue_values(told.stage, "broken_off")["sore"] is None


def test_a_stretch_that_has_been_begun_is_not_asked_about_though_it_hurt_the_last_time() -> None:
    told = back(held("pose"), name="pose", library=LIBRARY)
    told.history = History(hurt=frozenset({"pose"}))
    told.ask("yes")
    assert told.state() is State.POSITIONING


@pytest.mark.parametrize(
    "happened",
    [
        (PainReported("twist", None, 1, "holding", 3.0, serious=True), held("pose")),
        (held("twist"), held("pose", repetition=2), held("twist"), held("knee", RIGHT), held("knee", LEFT)),
    ],
    ids=["a pain for a doctor", "all was done"],
)
def test_where_nothing_is_to_be_gone_on_with_nothing_is_offered(happened: tuple[HoldEnded | PainReported]) -> None:
    told = back(*happened)
    assert (told.state(), told.effects) == (State.IDLE, [])


def test_a_serious_pain_is_remembered_as_such() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    told.ask("hurt", pain="serious")
    assert told.facts[-1] == PainReported("pose", None, 1, "explaining", 0.0, serious=True)


def test_it_offers_nothing_while_something_goes_on() -> None:
    told = Told()
    told.ask("start", stretch="pose")
    assert told.come_back(interrupted(told)) == ()


def test_what_the_settings_have_no_more_is_left_out() -> None:
    less = Library({"twist": TWIST, "knee": replace(KNEE, sides=(LEFT,))}, LONG.routines)
    before = Told(library=LONG)
    before.ask("start", routine="all")
    session = interrupted(before)
    pain = PainReported("pose", None, 1, "holding", 3.0)
    place = place_in(session.began, (held("twist"), pain), less, STEADY)
    assert place
    assert [(exercise.stretch.id, exercise.sides) for exercise in place.exercises] == [
        ("twist", ()),
        ("twist", ()),
        ("knee", (LEFT,)),
    ]
    assert place.index == 1
    assert place_in(session.began, (), Library({}, {}), STEADY) is None
    told = Told(library=LIBRARY)
    told.come_back(session)
    assert (told.state(), told.effects) == (State.IDLE, [])


def test_a_step_keeps_what_the_journal_does_not_tell() -> None:
    step = Step(stretch="pose", rest=33, lead_time=3)
    library = Library(LIBRARY.stretches, {"back": Routine(id="back", name="back", steps=(step,))})
    before = Told(library=library)
    before.ask("start", routine="back")
    place = place_in(interrupted(before).began, (), library, PATIENT)
    assert place
    assert (place.exercise.rest, place.exercise.lead_time) == (33, 3)


def test_again_means_the_session_that_was_gone_on_with() -> None:
    told = back(held("twist"))
    told.ask("no")
    told.ask("again")
    assert where(told) == ("twist", None, 1)
    assert keys(told.effects) == ["good"]


def test_who_comes_from_another_room_has_time_for_the_way() -> None:
    before = Told(library=LONG)
    before.ask("start", routine="all")
    told = Told(library=LONG)
    told.come_back(replace(interrupted(before), patience=180.0))
    assert told.stage.seconds == 180.0
