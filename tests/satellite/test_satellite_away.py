"""The network goes and comes back, the coach is killed and started again, the satellite loses its power."""

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from apart import run_apart
from satellite_house import ALONE, RATE, ROOM, ArrayRoom, Follower, hold, house, pair, satellite, tone

from voiceskill.coaching.stage import Line, StageKind
from voiceskill.pairing.credentials import Credentials
from voiceskill.satellite import stagehand
from voiceskill.satellite.messages import VERSION, Heard, Hello, Report
from voiceskill.satellite.outcome import outcome_of
from voiceskill.satellites import place
from voiceskill.satellites.server import SatelliteServer
from voiceskill.speaking.news import AnswerEnded, CueBegan, StageEnded


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_GRACE_S", 0.3)
    monkeypatch.setattr(stagehand, "_PATIENCE_S", 0.3)


def test_a_hold_goes_on_to_its_end_without_the_network_and_the_coach_learns_of_it(tmp_path: Path) -> None:
    with house(tmp_path, ArrayRoom()) as home:
        follower = home.follower
        follower.player.play(hold(1, 1.2, 0.0, 0.6, 0.9))
        follower.wait(lambda: follower.of(CueBegan))
        home.network.cut()
        follower.wait(lambda: not follower.hears)
        away = len(follower.blocks)
        follower.wait(lambda: follower.trouble)
        # Nothing was wrong as long as the hold went on by itself; then it is told where.
        calm = [block for block in follower.blocks[away:] if not block.trouble]
        assert len(calm) >= 3
        assert "the bedroom" in follower.trouble
        assert follower.player.elapsed() == pytest.approx(1.2)
        assert not follower.of(StageEnded)
        home.network.mend()
        follower.wait(lambda: follower.of(StageEnded))
        follower.wait(lambda: follower.hears)
        *cues, alone = [item.t for item in follower.of(CueBegan)]
        assert np.diff(cues) == pytest.approx([0.6, 0.3], abs=1e-9)
        assert alone >= cues[0] + 1.2 - 1e-9  # the satellite said that it waits
        assert follower.of(StageEnded)[0].t - cues[0] == pytest.approx(1.2, abs=1e-9)
        times = [block.time for block in follower.blocks]
        assert times == sorted(times)


def test_what_was_ordered_meanwhile_is_done_when_the_network_is_back(tmp_path: Path) -> None:
    with house(tmp_path, ArrayRoom()) as home:
        follower, player = home.follower, home.follower.player
        player.play(hold(1, 30.0, 0.0))
        follower.wait(lambda: follower.of(CueBegan))
        home.network.cut()
        follower.wait(lambda: not follower.hears)
        player.silence()
        player.answer([Line("paused")])
        player.answer([Line("back")])
        home.network.mend()
        follower.wait(lambda: len(follower.of(CueBegan)) > 1)
        last = follower.of(CueBegan)[-1]
        assert isinstance(last, CueBegan)
        assert last.sound == Line("back")
        follower.wait(lambda: not player.busy)


def test_the_coach_is_killed_in_mid_hold_and_comes_back(tmp_path: Path) -> None:
    room = ArrayRoom()
    with house(tmp_path, room) as home:
        first = home.follower
        first.player.play(hold(1, 1.0, 0.0, 0.6))
        first.wait(lambda: first.of(CueBegan))
        begin = round(first.of(CueBegan)[0].t * RATE)
        home.kill()
        first.wait(lambda: room.played.size > begin + 2 * RATE)
        # The count went on; then it was said, once, that the coach is waited for.
        played = room.played[begin:]
        loud = np.flatnonzero(np.abs(played) > 0.4) / RATE
        assert loud[loud > 0.3][0] == pytest.approx(0.6, abs=1e-4)
        assert 0.999 < loud[loud > 0.9][0] < 2.0
        with SatelliteServer("127.0.0.1", 0, home.folder) as server, _room_of(server) as second:
            home.network.target = server.port
            second.wait(lambda: second.hears)
            second.player.play(hold(1, 0.5, 0.0))
            second.wait(lambda: second.of(StageEnded))
            assert len(second.of(CueBegan)) == 1


def test_a_coach_who_comes_back_within_a_hold_lets_it_go_on(tmp_path: Path) -> None:
    with house(tmp_path, ArrayRoom()) as home:
        first = home.follower
        first.player.play(hold(1, 1.5, 0.0, 1.2))
        first.wait(lambda: first.of(CueBegan))
        home.kill()
        with SatelliteServer("127.0.0.1", 0, home.folder) as server, _room_of(server) as second:
            home.network.target = server.port
            second.wait(lambda: second.hears)
            assert second.player.busy
            second.wait(lambda: not second.player.busy)
            assert not second.news  # the end of a hold of which this coach knows nothing


def test_a_satellite_that_lost_its_power_in_mid_hold_is_told_of(tmp_path: Path) -> None:
    with house(tmp_path, ArrayRoom()) as home:
        follower = home.follower
        follower.player.play(hold(1, 30.0, 0.0))
        follower.wait(lambda: follower.of(CueBegan))
        home.room.ended.set()
        follower.wait(lambda: not follower.hears)
        before = len(follower.blocks)
        with satellite(ArrayRoom(), Credentials(tmp_path / "credentials.json"), home.network.port):
            follower.wait(lambda: follower.hears)
            assert any("started anew" in block.trouble for block in follower.blocks[before:])
            times = [block.time for block in follower.blocks]
            assert times == sorted(times)
            follower.player.silence()
            follower.player.play(hold(2, 0.5, 0.0))
            follower.wait(lambda: follower.of(StageEnded))


def test_a_question_that_a_satellite_lost_with_its_power_is_asked_again(tmp_path: Path) -> None:
    with house(tmp_path, ArrayRoom()) as home:
        follower = home.follower
        follower.player.play(replace(hold(1, 0.6, 0.0), kind=StageKind.QUESTION))
        follower.player.answer([Line("pardon")])
        follower.wait(lambda: follower.of(CueBegan))
        home.room.ended.set()
        follower.wait(lambda: not follower.hears)
        again = ArrayRoom()
        with satellite(again, Credentials(tmp_path / "credentials.json"), home.network.port):
            follower.wait(lambda: follower.of(StageEnded))
            assert len(follower.of(AnswerEnded)) == 1
            assert not follower.player.busy
        assert np.abs(again.played).max() > 0.4


def test_who_comes_back_is_sent_what_a_visit_that_was_not_seen_to_end_is_not() -> None:
    there = place.SatellitePlace(ROOM, "the bedroom")
    hello = Hello(version=VERSION, room=ROOM, clock="a", session=there.session)
    first, second = there.admit(hello, lambda: None), there.admit(hello, lambda: None)
    assert first is not None
    assert second is not None
    assert [there.hosts(first), there.hosts(second)] == [False, True]
    there.close()
    assert not there.hosts(second)


def test_a_task_that_waits_for_another_can_be_cancelled() -> None:
    async def main() -> bool:
        ending = asyncio.create_task(asyncio.Event().wait())
        waiting = asyncio.create_task(outcome_of(ending))
        await asyncio.sleep(0)
        ending.cancel()
        waiting.cancel()
        await asyncio.wait({waiting})
        return waiting.cancelled()

    assert run_apart(main())


def test_another_coach_takes_a_satellite_whose_room_has_moved(tmp_path: Path) -> None:
    with (
        house(tmp_path, ArrayRoom()) as home,
        SatelliteServer("127.0.0.1", 0, tmp_path / "other", lambda key: key == ROOM) as other,
    ):
        credentials = Credentials(tmp_path / "credentials-2.json")
        for folder, port in ((home.folder, home.server.port), (tmp_path / "other", other.port)):
            pair(folder, credentials, port)
        home.room.ended.set()
        home.follower.wait(lambda: not home.follower.hears)
        with satellite(ArrayRoom(), credentials, other.port, home.server.port) as said:
            home.follower.wait(lambda: home.follower.hears)
            with _room_of(other) as follower:
                home.server.close_place(ROOM)
                follower.wait(lambda: follower.hears)
            assert sum("Connected" in sentence for sentence in said) == 2


def _room_of(server: SatelliteServer) -> Follower:
    place = server.place(ROOM, "the bedroom")
    return Follower(place, place.player(tone, ALONE))


def test_what_is_wrong_at_the_satellite_is_told_until_it_hears_again() -> None:
    there = place.SatellitePlace("bedroom", "the bedroom")
    there.admit(Hello(version=VERSION, room="bedroom", clock="a"), lambda: None)
    blocks = there.blocks(lambda count: np.zeros(count, np.float32))
    fine = Report(done=0, elapsed=0.0)
    there.take(Report(done=0, elapsed=0.0, trouble="The microphone has gone."))
    # The third of them comes without any news from there.
    assert [next(blocks).trouble for _ in range(3)] == ["the bedroom: The microphone has gone."] * 3
    there.take(fine, Heard(until=0.02, echo=((0.0, 1.0),), report=fine), np.zeros(320, np.int16).tobytes())
    assert [next(blocks).trouble for _ in range(2)] == ["", ""]
