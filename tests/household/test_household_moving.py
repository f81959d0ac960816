"""Somebody goes on in another room; the rooms share what they can, and nothing else."""

from collections.abc import Iterator

import pytest
from quiet_room import QuietRoom

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.config import HERE, load_config
from voiceskill.equipment import OwnSound
from voiceskill.hearing.loading import load_recognizer
from voiceskill.household import Household
from voiceskill.journal.journal import Journal
from voiceskill.listeners import Listeners
from voiceskill.live.snapshot import Snapshot
from voiceskill.mat import Mat
from voiceskill.repertoire import make_repertoire

SETTINGS = """\
here: living room
rooms:
  bedroom: {name: the bedroom, routines: [evening], voice: {volume: 0.3}}
  practice: {name: practice, guests: true}
coaching: {ask_rating: false, day_limit: 0, lead_time: 5}
stretches:
  cat: {name: the cat, instructions: [Kneel.], release: Stop., hold: 300, repetitions: 2}
routines:
  evening: {name: the evening routine, steps: [{stretch: cat}]}
  morning: {name: the morning routine, steps: [{stretch: cat}]}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """Three rooms that are served."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "config.yaml").write_text(SETTINGS, encoding="utf-8")
    repertoire = make_repertoire(load_config(folder / "config.yaml"))
    listeners = Listeners("pocketsphinx", None, 5, load=load_recognizer)
    with (
        Journal(folder / "journal.sqlite3") as journal,
        Household(
            repertoire, journal=journal, listeners=listeners, first=listeners.choose(), keep=lambda _calibration: None
        ) as house,
    ):
        for key in (HERE, "bedroom", "practice"):
            house.open(key, OwnSound(QuietRoom()))
            house.start(key)
        yield house


def until(mat: Mat, *states: State) -> Snapshot:
    """Wait until the coach in a room does one of these."""
    issue = mat.live.latest
    while issue.content.state not in states:
        later = mat.live.wait(issue.number, 20)
        assert later, f"{mat.key} stays {issue.content.state}"
        issue = later
    return issue.content


def say(mat: Mat, line: str) -> bool:
    return mat.hear(line).result(20)


@pytest.fixture
def begun(house: Household) -> Iterator[Household]:
    """Somebody holds a stretch in the living room; nothing goes on anywhere afterwards."""
    assert say(house.mats[HERE], "start the evening routine")
    until(house.mats[HERE], State.HOLDING)
    yield house
    for mat in house.mats.values():
        assert mat.ask(Command("stop")).wait(20)


def test_a_session_goes_on_in_another_room_where_it_was(begun: Household) -> None:
    assert say(begun.mats[HERE], "continue in the bedroom")
    until(begun.mats[HERE], State.IDLE)
    until(begun.mats["bedroom"], State.ASKING)
    assert say(begun.mats["bedroom"], "yes")
    held = until(begun.mats["bedroom"], State.HOLDING)
    assert held.place
    assert (held.place.session, held.place.repetition) == ("evening", 1)


def test_where_it_cannot_go_on_it_is_offered_where_it_was(begun: Household) -> None:
    assert say(begun.mats["bedroom"], "start the evening routine")
    until(begun.mats["bedroom"], State.HOLDING)
    assert say(begun.mats[HERE], "let's go on in the bedroom")
    until(begun.mats[HERE], State.ASKING)
    assert say(begun.mats[HERE], "yes")
    until(begun.mats[HERE], State.HOLDING)


def test_guests_have_nothing_to_do_with_the_household(begun: Household) -> None:
    assert say(begun.mats[HERE], "continue in the practice")
    until(begun.mats[HERE], State.ASKING)
    assert begun.mats["practice"].live.latest.content.state is State.IDLE


def test_a_routine_goes_on_only_where_it_is_known(house: Household) -> None:
    assert say(house.mats[HERE], "start the morning routine")
    until(house.mats[HERE], State.HOLDING)
    assert say(house.mats[HERE], "continue in the bedroom")
    until(house.mats[HERE], State.ASKING)
    assert house.mats[HERE].ask(Command("stop")).wait(20)


def test_a_room_has_its_own_routines(house: Household) -> None:
    assert not say(house.mats["bedroom"], "start the morning routine")
    assert say(house.mats[HERE], "start the morning routine")
    assert house.mats[HERE].ask(Command("stop")).wait(20)
    assert house.mats[HERE].repertoire().grammars is house.mats["practice"].repertoire().grammars
    assert house.mats["bedroom"].repertoire().grammars is not house.mats[HERE].repertoire().grammars


def test_a_room_that_is_closed_is_gone(house: Household) -> None:
    house.close("practice")
    assert list(house.mats) == [HERE, "bedroom"]
    assert house.mats[HERE].ask(Command("stop")).wait(20)
