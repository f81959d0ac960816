"""The coach at work in two rooms, told what to do by another program."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from wyoming.asr import Transcript
from wyoming_house import House, asked, served, shipped_repertoire

from voiceskill.coaching.state import State
from voiceskill.equipment import OwnSound
from voiceskill.hearing.loading import load_recognizer
from voiceskill.household import Household
from voiceskill.journal.journal import Journal
from voiceskill.listeners import Listeners
from voiceskill.mat import Mat
from voiceskill.rooms.typed import TypedRoom

PATIENCE_S = 15.0


class Nobody:
    """At the keyboard, for as long as it takes."""

    def until(self, moment: float) -> tuple[str, ...]:  # noqa: ARG002 - at no moment
        return ()


@pytest.fixture
def household(tmp_path: Path) -> Iterator[Household]:
    with ExitStack() as open_things:
        listeners = Listeners("pocketsphinx", None, 5, load=load_recognizer)
        household = open_things.enter_context(
            Household(
                shipped_repertoire(),
                journal=open_things.enter_context(Journal(tmp_path / "journal.db")),
                listeners=listeners,
                first=listeners.choose(),
                keep=lambda _calibration: None,
            )
        )
        for key in ("here", "upstairs"):
            household.open(key, OwnSound(TypedRoom(Nobody())))
            household.start(key)
        yield household


def wait_for(mat: Mat, state: State) -> None:
    issue = mat.live.latest
    while issue.content.state is not state:
        newer = mat.live.wait(issue.number, PATIENCE_S)
        assert newer, f"the coach is {issue.content.state}, not {state}"
        issue = newer


def test_begins_in_the_room_that_is_named_and_stops_when_it_hurts(household: Household) -> None:
    house = House(mats=dict(household.mats))
    here, upstairs = household.mats["here"], household.mats["upstairs"]
    with served(house) as port:
        answer = asked(port, [Transcript("Start child's pose in the bedroom").event()], "handled")[-1]
        assert answer.data["text"] == "Child's pose, in the bedroom."
        wait_for(upstairs, State.EXPLAINING)
        answer = asked(port, [Transcript("that hurts").event()], "handled")[-1]
        assert answer.data["text"].startswith("The coach in the bedroom breaks off at once")
        wait_for(upstairs, State.HURT)
    assert here.live.latest.content.state is State.IDLE
