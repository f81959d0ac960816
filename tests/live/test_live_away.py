"""What is asked for in a room where nobody hears it does not begin there by itself, hours later."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import numpy as np
from served_room import served_room

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.occurrences import CueBegan, DeviceBack, DeviceLost, Occurrence, StateChanged
from voiceskill.rooms.room import BLOCK_S, Block, Loudspeaker
from voiceskill.service import Service

SETTINGS = """\
language: en
stretches:
  pose: {name: the pose, instructions: [Bend down.], release: Come up., hold: 40}
routines:
  short: {name: the short routine, steps: [{stretch: pose}, {stretch: pose}]}
"""
CONNECTING = "The satellite is being connected to."
AWAY = "The satellite cannot be reached: switch it on."
GREETING = "I am ready."
START = Command("start", {"stretch": "pose"})

Happenings = Callable[[Service, list[Occurrence]], Iterator[str]]
"""Does things between two blocks, and yields the trouble of each; empty where the devices are there."""


class RoomThatComesAndGoes:
    """Silent; its clock is that of the blocks without trouble."""

    rate = 16_000
    live = True

    def __init__(self) -> None:
        self.troubles: Iterator[str] = iter(())

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        size, moment = round(self.rate * BLOCK_S), 0.0
        for trouble in self.troubles:
            if trouble:
                yield Block(samples=np.empty(0, np.int16), time=moment, trouble=trouble)
                continue
            loudspeaker(size)
            moment += BLOCK_S
            yield Block(samples=np.zeros(size, np.int16), time=moment)


def there(seconds: float) -> Iterator[str]:
    yield from [""] * round(seconds / BLOCK_S)


def perform(folder: Path, happenings: Happenings) -> list[Occurrence]:
    """Serve a room in no time, and return what happened there."""
    settings = folder / "config.yaml"
    settings.write_text(SETTINGS, encoding="utf-8")
    room = RoomThatComesAndGoes()
    happened: list[Occurrence] = []
    with served_room(room, settings, happened) as service:
        room.troubles = happenings(service, happened)
        service.run()
    return happened


def states(happened: list[Occurrence]) -> list[State]:
    return [each.state for each in happened if isinstance(each, StateChanged)]


def test_where_nobody_is_heard_yet_nothing_begins_and_the_greeting_waits(tmp_path: Path) -> None:
    def happenings(service: Service, _happened: list[Occurrence]) -> Iterator[str]:
        yield CONNECTING
        service.announce(GREETING)
        asked, told = service.ask(START), service.hear("start the pose")
        yield AWAY
        assert asked.wait(0)
        assert told.result(0) is False
        yield AWAY
        yield from there(8.0)

    happened = perform(tmp_path, happenings)
    of_devices = [each for each in happened if isinstance(each, DeviceLost | DeviceBack)]
    assert of_devices == [DeviceLost(0.0, CONNECTING), DeviceLost(0.0, AWAY), DeviceBack(BLOCK_S)]
    assert [each.text for each in happened if isinstance(each, CueBegan)] == [GREETING], "nobody comes back"
    assert states(happened) == []


def test_what_is_under_way_is_paused_and_can_be_stopped_but_nothing_else_begins_then(tmp_path: Path) -> None:
    def happenings(service: Service, happened: list[Occurrence]) -> Iterator[str]:
        service.ask(START)
        yield from there(1.0)
        assert states(happened) == [State.EXPLAINING]
        yield AWAY
        service.ask(Command("go_on"))
        yield AWAY
        assert states(happened)[-1] is State.PAUSED
        service.ask(Command("stop"))
        service.ask(START)
        yield AWAY
        assert states(happened)[-1] is State.IDLE
        yield from there(8.0)
        assert states(happened)[-1] is State.IDLE
        service.ask(START)
        yield from there(1.0)

    assert states(perform(tmp_path, happenings))[-2:] == [State.EXPLAINING, State.IDLE], "the end stops it"


def test_what_was_asked_is_asked_anew_and_nothing_goes_on_because_nobody_answers(tmp_path: Path) -> None:
    def happenings(service: Service, happened: list[Occurrence]) -> Iterator[str]:
        service.ask(Command("start", {"routine": "short"}))
        yield from there(14.0)
        yield from [AWAY] * 8
        yield from there(14.0)
        assert states(happened) == [State.RATING], "there is time for an answer"
        yield from there(8.0)
        assert states(happened) == [State.RATING, State.IDLE]

    said = [each.line for each in perform(tmp_path, happenings) if isinstance(each, CueBegan)]
    assert said == ["rate", "rate", "nobody"]
