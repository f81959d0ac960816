"""A room that cannot be opened is tried again, and one that cannot be closed leaves the others to be."""

import json
import logging
from pathlib import Path

import pytest
from mosquitto import Onlooker, mosquitto, until

from voiceskill.mqtt.broker import Broker
from voiceskill.sharing import allotment
from voiceskill.sharing.allotment import Terms
from voiceskill.sharing.sharing import Sharing


def test_a_room_with_a_fault_is_tried_again_and_the_others_are_given_up_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(allotment, "_AGAIN_S", 0.0)
    caplog.set_level(logging.CRITICAL)
    opened: list[str] = []
    closed: list[str] = []

    def open_room(room: str) -> None:
        opened.append(room)
        if opened.count(room) == 1 and room == "one":
            raise RuntimeError(room)

    def close_room(room: str) -> None:
        closed.append(room)
        raise RuntimeError(room)

    with mosquitto(tmp_path) as server, Onlooker(server) as onlooker:
        broker = Broker(server.settings)
        sharing = Sharing(
            broker,
            ["one", "two"],
            open_room=open_room,
            close_room=close_room,
            busy=lambda _: False,
            terms=Terms(grace=0.0, confirmation=0.0),
        )
        with broker, sharing:
            until(lambda: sorted(opened) == ["one", "one", "two"], 5.0)
        assert sorted(closed) == ["one", "two"]
        for room in ("one", "two"):
            onlooker.wait(f"voiceskill/rooms/{room}/coach", lambda text: text == "")
            assert json.loads(onlooker.wait(f"voiceskill/rooms/{room}/coach"))["coach"] == broker.identity
