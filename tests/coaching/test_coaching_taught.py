"""The coach goes by other settings, learnt while he is idle."""

from dataclasses import replace

from told_coach import LIBRARY, LONG, STEADY, TWIST, Told, cue_keys, keys, values

from voiceskill.coaching.effects import Effect, SetRate, SetVolume, Taught
from voiceskill.coaching.manner import Manner, Style
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library


def teach(told: Told, library: Library, manner: Manner | None = None) -> tuple[Effect, ...]:
    lesson = Taught(
        library=library, habits=replace(STEADY, lead_time=7), examples=lambda _: ("start the twist",), manner=manner
    )
    return told.coach.handle(lesson)


def test_a_new_stretch_can_be_started_and_new_habits_hold() -> None:
    told = Told()
    assert teach(told, LONG) == ()
    assert told.coach.session is None
    told.ask("start", stretch="twist")
    assert told.coach.session
    assert told.coach.session.name == "twist"
    told.over()
    assert told.stage.seconds == 7
    assert values(told.ask("help"), "help") == {"examples": ["start the twist"]}


def test_what_was_done_last_is_done_again_as_it_is_now() -> None:
    told = Told(library=Library({"twist": TWIST}, {}))
    told.ask("start", stretch="twist")
    told.ask("stop")
    teach(told, Library({"twist": replace(TWIST, hold=25)}, {}))
    told.ask("again")
    told.until(State.HOLDING)
    assert told.stage.seconds == 25


def test_what_is_gone_cannot_be_done_again() -> None:
    told = Told(library=LONG)
    told.ask("start", stretch="twist")
    told.ask("stop")
    teach(told, LIBRARY)
    assert keys(told.ask("again")) == ["nothing_yet"]


def test_a_manner_of_his_own_stays_unless_another_is_taught() -> None:
    told = Told()
    told.ask("only_chimes")
    teach(told, LIBRARY)
    told.ask("start", stretch="pose")
    assert cue_keys(told.stage) == ["stretch"]
    told.ask("stop")
    taught = teach(told, LIBRARY, Manner(style=Style.FULL, volume=0.5, rate=120))
    assert taught == (SetVolume(0.5), SetRate(120))
    told.ask("start", stretch="pose")
    assert len(cue_keys(told.stage)) > 1
