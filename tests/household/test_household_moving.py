"""Somebody goes on in another room; the rooms share what they can, and nothing else."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from served_house import MistakeError, ServedHouse, say, served_house, stop, until

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.config import HERE
from voiceskill.journal.recorder import Recorder
from voiceskill.occurrences import Occurrence
from voiceskill.satellite_rooms import SatelliteRooms
from voiceskill.terminal import Terminal


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    with served_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def begun(house: ServedHouse) -> Iterator[ServedHouse]:
    """Somebody holds a stretch in the living room; nothing goes on anywhere afterwards."""
    assert say(house.mats[HERE], "start the evening routine")
    until(house.mats[HERE], State.HOLDING)
    yield house
    stop(house)


def test_a_session_goes_on_in_another_room_where_it_was(begun: ServedHouse) -> None:
    assert say(begun.mats[HERE], "continue in the bedroom")
    until(begun.mats[HERE], State.IDLE)
    until(begun.mats["bedroom"], State.ASKING)
    assert say(begun.mats["bedroom"], "yes")
    held = until(begun.mats["bedroom"], State.HOLDING)
    assert held.place
    assert (held.place.session, held.place.repetition) == ("evening", 1)


def test_where_it_cannot_go_on_it_is_offered_where_it_was(begun: ServedHouse) -> None:
    assert say(begun.mats["bedroom"], "start the evening routine")
    until(begun.mats["bedroom"], State.HOLDING)
    begun.said[HERE].clear()
    assert say(begun.mats[HERE], "let's go on in the bedroom")
    until(begun.mats[HERE], State.ASKING)
    assert "The bedroom: I cannot go on there just now." in begun.said[HERE]
    assert say(begun.mats[HERE], "yes")
    until(begun.mats[HERE], State.HOLDING)


def test_guests_have_nothing_to_do_with_the_household(begun: ServedHouse) -> None:
    assert say(begun.mats[HERE], "continue in the practice")
    until(begun.mats[HERE], State.ASKING)
    assert begun.mats["practice"].live.latest.content.state is State.IDLE


def test_a_routine_goes_on_only_where_it_is_known(house: ServedHouse) -> None:
    assert say(house.mats[HERE], "start the morning routine")
    until(house.mats[HERE], State.HOLDING)
    assert say(house.mats[HERE], "continue in the bedroom")
    until(house.mats[HERE], State.ASKING)
    assert house.mats[HERE].ask(Command("stop")).wait(20)


def test_a_room_has_its_own_routines(house: ServedHouse) -> None:
    assert not say(house.mats["bedroom"], "start the morning routine")
    assert say(house.mats[HERE], "start the morning routine")
    assert house.mats[HERE].ask(Command("stop")).wait(20)
    assert house.mats[HERE].repertoire().grammars is house.mats["practice"].repertoire().grammars
    assert house.mats["bedroom"].repertoire().grammars is not house.mats[HERE].repertoire().grammars


def test_without_the_journal_one_is_told_how_to_begin_again(
    begun: ServedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Recorder, "take_over_from", lambda _recorder, _room: None)
    assert say(begun.mats[HERE], "continue in the bedroom")
    while "I cannot go on just now. Say start the evening routine." not in begun.said[HERE]:
        assert begun.ticks.acquire(timeout=20)
    assert begun.mats[HERE].live.latest.content.state is State.IDLE


def test_nobody_is_reminded_here_who_stretches_there(house: ServedHouse) -> None:
    assert say(house.mats["bedroom"], "start the evening routine")
    until(house.mats["bedroom"], State.HOLDING)
    house.reminder.wanted = True
    for _ in range(500):  # more than a second until the next block comes
        assert house.ticks.acquire(timeout=20)
    assert house.mats[HERE].live.latest.content.state is State.IDLE
    stop(house)
    until(house.mats[HERE], State.ASKING)
    stop(house)


def test_what_is_settled_when_the_rooms_are_opened_takes_another_start(
    house: ServedHouse, caplog: pytest.LogCaptureFixture
) -> None:
    repertoire = house.mats[HERE].repertoire()
    config = repertoire.config
    louder = replace(config.rooms["practice"], voice=replace(config.rooms["practice"].voice, volume=0.5))
    house.adopt(replace(repertoire, config=replace(config, rooms={**config.rooms, "practice": louder})))
    assert not caplog.messages
    house.adopt(
        replace(repertoire, config=replace(config, rooms={**config.rooms, "practice": replace(louder, guests=False)}))
    )
    house.adopt(repertoire)
    assert caplog.messages == ["The rooms have changed: start the coach again to have him go by that."] * 2


def test_what_guests_do_puts_off_no_reminder(house: ServedHouse) -> None:
    before = house.reminder.sessions
    assert say(house.mats["practice"], "start the evening routine")
    until(house.mats["practice"], State.HOLDING)
    stop(house)
    assert house.reminder.sessions == before


def test_a_room_that_fails_is_opened_again_and_offers_to_go_on(house: ServedHouse) -> None:
    failing = house.mats["bedroom"]
    assert say(failing, "start the evening routine")
    until(failing, State.HOLDING)
    house.mistaken.add("bedroom")
    while not failing.live.closed:
        failing.live.wait(failing.live.latest.number, 20)
    while "bedroom" not in house.mats:
        assert house.ticks.acquire(timeout=20)
    until(house.mats["bedroom"], State.ASKING)
    assert say(house.mats["bedroom"], "yes")
    until(house.mats["bedroom"], State.HOLDING)
    stop(house)


@pytest.mark.parametrize(("reliable", "pauses"), [(0.0, [0.01, 0.01]), (60.0, [0.01, 0.02])])
def test_a_satellites_room_that_fails_is_opened_again_and_again(
    house: ServedHouse,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    reliable: float,
    pauses: list[float],
) -> None:
    paused: list[float] = []

    class Timer(threading.Timer):
        def start(self) -> None:
            paused.append(self.interval)
            super().start()

    monkeypatch.setattr("threading.Timer", Timer)
    monkeypatch.setattr("voiceskill.satellite_rooms._FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr("voiceskill.satellite_rooms._RELIABLE_S", reliable)
    monkeypatch.setattr("voiceskill.terminal.Terminal.watch", _fail(2))
    rooms = SatelliteRooms(house.mats[HERE].repertoire().config, house, None)
    rooms.open("study")
    while caplog.messages.count("The room study is open again.") < 2:
        assert house.ticks.acquire(timeout=20)
    assert paused == pauses
    study = house.mats["study"].live
    while not study.latest.content.trouble:
        assert study.wait(study.latest.number, 20)
    assert list(house.mats) == [HERE, "bedroom", "practice", "study"]
    rooms.close("study")
    assert "study" not in house.mats


def test_a_room_that_is_closed_is_gone(house: ServedHouse) -> None:
    practice = house.mats["practice"]
    house.close("practice")
    assert practice.live.closed
    assert list(house.mats) == [HERE, "bedroom"]
    assert house.mats[HERE].ask(Command("stop")).wait(20)


def _fail(times: int) -> Callable[..., None]:
    mistakes = [MistakeError() for _ in range(times)]

    def watch(_terminal: Terminal, _occurrence: Occurrence) -> None:
        if mistakes:
            raise mistakes.pop()

    return watch
