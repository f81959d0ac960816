"""The service manager hears that the coach is ready and lives, and nothing that it does can hold him up."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from voiceskill.appliance.greeting import is_welcome
from voiceskill.appliance.life_signs import LifeSigns
from voiceskill.appliance.service_manager import ServiceManager
from voiceskill.coaching.state import State
from voiceskill.occurrences import DeviceBack, DeviceLost, StateChanged
from voiceskill.reminding import ReminderSettings

# Tests that run in a shell's background have Ctrl+C ignored, and so would their children.
_COACH = ["env", "--default-signal=INT", sys.executable, "-m", "voiceskill", "run", "--recognizer", "pocketsphinx"]


class Manager:
    """What systemd does: it listens on a socket that it names."""

    def __init__(self, address: str) -> None:
        """Listen at an address, which may begin with ``@``."""
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address.replace("@", "\0", 1))
        self.environment = {"NOTIFY_SOCKET": address}

    def told(self) -> list[str]:
        """Return what it has been told since it was last asked."""
        self.socket.settimeout(0)
        told = []
        try:
            while True:
                told.append(self.socket.recv(4096).decode())
        except BlockingIOError:
            return told


@pytest.fixture(params=["file", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    """Return one at either kind of address."""
    manager = Manager(f"@voiceskill-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "notify"))
    yield manager
    manager.socket.close()


def test_readiness_is_told_with_the_first_block_and_life_four_times_in_the_watchdogs_patience(
    manager: Manager,
) -> None:
    now = 0.0
    signs = LifeSigns(ServiceManager(manager.environment | {"WATCHDOG_USEC": "8000000"}), lambda: now)
    assert manager.told() == []
    signs.beat()
    assert manager.told() == ["READY=1", "STATUS=Listening", "WATCHDOG=1"]
    told = []
    for block in range(1, 401):  # eight seconds of them
        now = block * 0.02
        signs.beat()
        told += manager.told()
    assert told == ["WATCHDOG=1"] * 4


def test_what_the_coach_does_is_told(manager: Manager) -> None:
    signs = LifeSigns(ServiceManager(manager.environment))
    signs.watch(StateChanged(1.0, State.CHANGING_SIDES))
    assert manager.told() == ["STATUS=In a session: changing sides"]
    signs.watch(DeviceLost(2.0, "The microphone is gone."))
    signs.watch(StateChanged(2.0, State.PAUSED))  # as the service does then
    assert set(manager.told()) == {"STATUS=The microphone is gone."}
    signs.watch(DeviceBack(2.0))
    signs.watch(StateChanged(3.0, State.IDLE))
    assert manager.told() == ["STATUS=In a session: paused", "STATUS=Listening"]


def test_a_start_without_a_microphone_is_told(manager: Manager) -> None:
    signs = LifeSigns(ServiceManager(manager.environment))
    signs.watch(DeviceLost(0.0, "There is no microphone."))
    signs.beat()
    assert manager.told()[-2:] == ["READY=1", "STATUS=There is no microphone."]


def test_a_devices_name_may_be_anything(manager: Manager) -> None:
    service_manager = ServiceManager(manager.environment)
    assert service_manager.present
    service_manager.status("\udce9 is gone.")
    assert manager.told() == ["STATUS=? is gone."]
    assert not ServiceManager({}).present


def test_without_a_watchdog_no_life_is_told(manager: Manager) -> None:
    for variables in ({}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "9", "WATCHDOG_PID": "1"}):
        service_manager = ServiceManager(manager.environment | variables)
        assert service_manager.watchdog_s is None
        LifeSigns(service_manager).beat()
        assert "WATCHDOG=1" not in manager.told()


def test_a_manager_who_does_not_listen_holds_nobody_up(tmp_path: Path) -> None:
    deaf = Manager(str(tmp_path / "deaf"))
    telling = ServiceManager(deaf.environment)
    for _ in range(2000):  # more than a socket keeps
        telling.alive()
    deaf.socket.close()
    telling.alive()
    ServiceManager({}).ready()


def test_the_program_tells_that_it_is_ready_and_that_it_ends(tmp_path: Path) -> None:
    manager = Manager(str(tmp_path / "notify"))
    variables = os.environ | manager.environment | {"WATCHDOG_USEC": "400000"}
    manager.socket.settimeout(60)
    with subprocess.Popen([*_COACH, "--typed", "--no-web"], env=variables, stdin=subprocess.PIPE) as process:
        told = [manager.socket.recv(4096).decode()]
        while told.count("WATCHDOG=1") < 3:
            told.append(manager.socket.recv(4096).decode())
        process.send_signal(signal.SIGTERM)
        while told[-1] != "STOPPING=1":
            told.append(manager.socket.recv(4096).decode())
        assert process.wait(60) == 130  # which the unit counts as a success
    assert told[:3] == ["READY=1", "STATUS=Listening", "WATCHDOG=1"]


def test_the_greeting_comes_once_for_each_start_of_the_machine_and_never_at_night(tmp_path: Path) -> None:
    service = {"RUNTIME_DIRECTORY": str(tmp_path)}
    reminders = ReminderSettings(quiet_from=time(21), quiet_until=time(8))
    assert not is_welcome(reminders, time(3), service)
    assert is_welcome(reminders, time(9), service)
    assert not is_welcome(reminders, time(9), service)
    assert is_welcome(reminders, time(9), {})
    assert is_welcome(reminders, time(9), {"RUNTIME_DIRECTORY": str(tmp_path / "gone")})
