"""A satellite is a service: systemd hears how it is, and it can be paired while it waits."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from satellite_house import ALONE, ROOM, ArrayRoom, Follower, satellite, tone

from voiceskill.appliance.service_manager import ServiceManager
from voiceskill.cli import main
from voiceskill.pairing.codes import Codes
from voiceskill.pairing.credentials import Credentials
from voiceskill.pairing.place import CODES, CREDENTIALS, TOKENS
from voiceskill.pairing.tokens import Tokens
from voiceskill.satellite.program import Satellite
from voiceskill.satellite.signs import SatelliteSigns
from voiceskill.satellites.server import SatelliteServer


@pytest.fixture
def manager(tmp_path: Path) -> socket.socket:
    """Return what systemd listens on, at `notify` in the test's folder."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(tmp_path / "notify"))
    listening.settimeout(30)
    return listening


def test_the_program_tells_that_it_is_ready_and_lives_without_a_microphone_or_a_coach(
    tmp_path: Path, manager: socket.socket
) -> None:
    variables = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
    # Tests that run in a shell's background have Ctrl+C ignored, and so would their children.
    program = ["env", "--default-signal=INT", sys.executable, "-m", "voiceskill", "satellite", "--room", ROOM]
    with subprocess.Popen(
        [*program, "--server", "127.0.0.1:9", "--microphone", "nonesuch"], env=os.environ | variables
    ) as process:
        told = [manager.recv(4096).decode()]
        while told.count("WATCHDOG=1") < 3:
            told.append(manager.recv(4096).decode())
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == -signal.SIGTERM  # which systemd counts as a success
    assert told[0] == "READY=1"
    assert "microphone" in [line for line in told if line.startswith("STATUS=")][-1]


def test_trouble_with_the_sound_goes_before_what_is_said_of_the_coach(tmp_path: Path, manager: socket.socket) -> None:
    signs = SatelliteSigns(ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "notify")}))
    for sentence, trouble in (("", ""), ("Connected.", "The microphone is gone."), ("Gone.", ""), ("Gone.", "")):
        if sentence:
            signs.note(sentence)
        signs.beat(trouble)
    told = [manager.recv(4096).decode() for _ in range(5)]
    assert told[0] == "READY=1"
    assert told[2:] == ["STATUS=Looking for the coach.", "STATUS=The microphone is gone.", "STATUS=Gone."]
    manager.settimeout(0)
    with pytest.raises(BlockingIOError):
        manager.recv(4096)


def test_a_satellite_whose_network_is_stuck_gives_no_sign_of_life(tmp_path: Path) -> None:
    room, stuck, freed, beats = ArrayRoom(speed=20.0), threading.Event(), threading.Event(), threading.Semaphore(0)

    def stick(_: str) -> None:
        stuck.set()
        freed.wait(30)

    credentials = Credentials(tmp_path / "credentials.json")
    running = Satellite(room, ROOM, lambda: (), credentials, say=stick, beat=lambda _: beats.release())
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        assert stuck.wait(10)
        while beats.acquire(blocking=False):  # those from before
            pass
        blocks = room.count
        while room.count < blocks + 5:
            assert not beats.acquire(timeout=0.01)
        freed.set()
        assert all(beats.acquire(timeout=10) for _ in range(100))
    finally:
        freed.set()
        room.ended.set()
        thread.join()


def test_a_satellite_that_waits_is_let_in_when_it_has_been_paired_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    coach, own = tmp_path / "coach", tmp_path / "satellite"
    monkeypatch.setenv("VOICESKILL_SATELLITES", str(own))
    with SatelliteServer("127.0.0.1", 0, coach) as server:
        place = server.place(ROOM, "the bedroom")
        with (
            Follower(place, place.player(tone, ALONE)) as follower,
            satellite(ArrayRoom(), Credentials(own / CREDENTIALS), server.port) as said,
        ):
            follower.wait(lambda: any("not paired" in sentence for sentence in said))
            code = Codes(coach / CODES, Tokens(coach / TOKENS)).begin(ROOM)
            assert main(["satellite", "--server", f"127.0.0.1:{server.port}", "--room", ROOM, "--pair", code]) == 0
            follower.wait(lambda: follower.hears)
    assert "Paired with the coach" in capsys.readouterr().err
