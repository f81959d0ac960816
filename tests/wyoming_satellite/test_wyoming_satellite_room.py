"""The coach hears and is heard by a standard satellite; what goes wrong with it is said, and over when it is over."""

import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager

import numpy as np
import pytest
from numpy.typing import NDArray
from standard_satellite import PATIENCE_S, StandardSatellite, free_port
from wyoming.info import Info

from voiceskill.complaint import Complaint
from voiceskill.rooms.room import Block
from voiceskill.rooms.wyoming_satellite import WyomingSatelliteRoom

LOUD = 4000
CONNECTING = "is being connected to"


class Speaker:
    """Gives silence, or a tone while it is to sound, and counts what it was asked for."""

    def __init__(self) -> None:
        self.given = 0
        self.sounds = False

    def __call__(self, count: int) -> NDArray[np.float32]:
        self.given += count
        return np.full(count, 0.25 if self.sounds else 0.0, np.float32)


@pytest.fixture
def satellite() -> StandardSatellite:
    return StandardSatellite(free_port())


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@contextmanager
def blocks_of(satellite: StandardSatellite, speaker: Speaker) -> Iterator[Generator[Block]]:
    with closing(WyomingSatelliteRoom(satellite.uri, "the bedroom").blocks(speaker)) as blocks:
        yield blocks


def first_with(blocks: Generator[Block], *, trouble: bool) -> Block:
    """Return the next block with or without trouble, of which the first attempt to connect is none."""
    return next(block for block in blocks if bool(block.trouble) is trouble and CONNECTING not in block.trouble)


def test_what_the_satellite_hears_comes_whole_on_the_clock_of_what_it_plays(
    satellite: StandardSatellite, speaker: Speaker
) -> None:
    with satellite.switched_on(), blocks_of(satellite, speaker) as blocks:
        heard = [block for block, _ in zip((block for block in blocks if block.samples.size), range(50), strict=False)]
        tone = np.concatenate([block.samples for block in heard])
        times = [block.time for block in heard]
        given = speaker.given / 16_000
    spectrum = np.abs(np.fft.rfft(tone))
    assert np.argmax(spectrum) == 500 * len(tone) // 16_000
    assert spectrum.max() / np.linalg.norm(spectrum) > 0.99, "not a sample is missing or twice"
    assert np.diff(times) == pytest.approx(0.02, abs=0.01)
    assert given - 0.5 < times[-1] < given, "what is heard now was played some tenths of a second ago"


def test_what_is_played_comes_in_one_playback_with_pauses_and_ends_with_the_room(
    satellite: StandardSatellite, speaker: Speaker
) -> None:
    with satellite.switched_on():
        with blocks_of(satellite, speaker) as blocks:
            next(block for block in blocks if block.samples.size)
            assert satellite.played.size == 0, "silence is not sent before something is played"
            for sounds in (True, False, True):
                speaker.sounds = sounds
                begun = speaker.given
                next(block for block in blocks if speaker.given > begun + 3200)
            satellite.wait(lambda: bool((satellite.played[-100:] > LOUD).all()))
        satellite.wait(lambda: satellite.events[-1] == "pause-satellite")
    told = [kind for kind in satellite.events if kind not in ("ping", "pong")]
    joined = [kind for kind, before in zip(told, ["", *told], strict=False) if kind != before]
    assert joined == ["describe", "run-satellite", "audio-start", "audio-chunk", "audio-stop", "pause-satellite"]
    assert "pong" in satellite.events
    sounding = satellite.played > LOUD
    assert np.count_nonzero(np.diff(sounding)) == 3
    first, last = np.flatnonzero(np.diff(sounding))[[0, 2]]
    assert 0.2 <= first / 22_050 < 0.25, "before the first sound there is time for what comes late"
    assert (last - first) / 22_050 == pytest.approx(0.4, abs=0.15)


def test_while_the_satellite_is_away_the_clock_stands_still(satellite: StandardSatellite, speaker: Speaker) -> None:
    with blocks_of(satellite, speaker) as blocks:
        absent = first_with(blocks, trouble=True)
        assert absent.trouble.startswith(f"The satellite of the bedroom at {satellite.uri} cannot be reached: ")
        assert speaker.given == 0
        with satellite.switched_on():
            back = first_with(blocks, trouble=False)
            assert speaker.given == 0, "who is heard again may first say so"
            assert back.time == absent.time == 0.0
            speaker.sounds = True
            last = next(block for block in blocks if block.samples.size)
            satellite.wait(lambda: satellite.played.size > 0)
        gone = first_with(blocks, trouble=True)
        assert not gone.samples.size
        given = speaker.given
        assert first_with(blocks, trouble=True).time == gone.time >= last.time
        assert speaker.given == given
        satellite.events.clear()
        with satellite.switched_on():
            again = next(block for block in blocks if block.samples.size)
            assert gone.time <= again.time < gone.time + 0.3, "the time without a satellite does not count"
            satellite.wait(lambda: satellite.events[-1:] == ["audio-chunk"])
    told = [kind for kind in satellite.events if kind.startswith("audio")]
    assert told[:3] == ["audio-stop", "audio-start", "audio-chunk"], "what was open is closed first"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"taken": True}, "another program, such as Home Assistant, may have it"),
        ({"info": Info()}, "another of Wyoming's programs"),
        ({"pipeline": {"start_stage": "wake", "end_stage": "handle"}}, "start it with --snd-command"),
        ({"form": {"rate": 16_000, "width": 4, "channels": 1}}, "--mic-command-width 2"),
        ({"form": {"rate": 1e999, "width": 2}}, "is no satellite: An event is no JSON"),
    ],
    ids=["taken", "no satellite", "no loudspeaker", "other samples", "no JSON"],
)
def test_a_satellite_of_no_use_is_told_from_one_that_is_away(
    satellite: StandardSatellite, speaker: Speaker, wrong: dict[str, object], sentence: str
) -> None:
    for name, value in wrong.items():
        setattr(satellite, name, value)
    with satellite.switched_on(), blocks_of(satellite, speaker) as blocks:
        assert sentence in first_with(blocks, trouble=True).trouble


def test_a_stranger_that_never_answers_keeps_nobody_waiting(speaker: Speaker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with closing(WyomingSatelliteRoom(uri, "the bedroom").blocks(speaker)) as blocks:
            for _ in range(3):
                assert next(blocks).trouble == f"The satellite of the bedroom at {uri} {CONNECTING}."
            ended = threading.Thread(target=blocks.close)
        ended.start()
        ended.join(PATIENCE_S)
        assert not ended.is_alive()


def test_reasons_that_take_turns_are_logged_once(speaker: Speaker, caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    room = WyomingSatelliteRoom(f"tcp://127.0.0.1:{port}", "the bedroom")
    with closing(room.blocks(speaker)) as blocks:
        for _ in range(2):
            next(block for block in blocks if "refused" in block.trouble)
            with socket.create_server(("127.0.0.1", port)) as curt:
                curt.settimeout(PATIENCE_S)
                curt.accept()[0].close()
                next(block for block in blocks if "refused" not in block.trouble)
    assert len(caplog.messages) == len({*caplog.messages}) > 1


@pytest.mark.parametrize(
    "uri", ["tcp://10.0.0.5", "udp://10.0.0.5:10700", "tcp://:10700", "tcp://a:99999", "tcp://[:1"]
)
def test_a_place_that_is_none_is_refused(uri: str) -> None:
    with pytest.raises(Complaint, match=r"name it as in tcp://10\.0\.0\.5:10700"):
        WyomingSatelliteRoom(uri, "the bedroom")
