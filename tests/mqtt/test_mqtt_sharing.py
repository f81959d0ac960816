"""Coaches in processes of their own share rooms by a real Mosquitto, and one of them is killed."""

import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Self

from mosquitto import PATIENCE_S, Mosquitto, mosquitto, until

from voiceskill.sharing.allotment import Terms

ROOMS = tuple(f"room_{number}" for number in range(24))
"""So many that it hardly ever happens that one of three coaches gets none."""
TERMS = Terms(lease=0.8, grace=1.0, confirmation=0.3)
"""Shorter than usual, as nobody is to wait for tests."""
PROGRAM = Path(__file__).with_name("sharing_coach.py")


class Coach:
    """One process."""

    def __init__(self, server: Mosquitto, terms: Terms = TERMS) -> None:
        waits = [str(seconds) for seconds in astuple(terms)]
        command = [sys.executable, str(PROGRAM), str(server.port), *waits, *ROOMS]
        environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parents[2])}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.open: set[str] = set()
        self.closed: list[str] = []
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def leave(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        assert self.process.wait(PATIENCE_S) == 0

    def _follow(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            what, room = line.split()
            if what == "open":
                self.open.add(room)
            else:
                self.open.discard(room)
                self.closed.append(room)


def test_rooms_go_to_those_who_are_there_whoever_comes_leaves_or_is_killed(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as server, ExitStack() as coaches:
        ada = coaches.enter_context(Coach(server))
        until(lambda: ada.open == set(ROOMS))
        ada.say(" ".join(ROOMS))  # sessions are under way everywhere
        ben, eve = coaches.enter_context(Coach(server)), coaches.enter_context(Coach(server))
        ada.say(" ".join(ROOMS))  # and have ended
        until(lambda: ben.open and eve.open and ada.open | ben.open | eve.open == set(ROOMS))

        ada.process.kill()
        until(lambda: ben.open | eve.open == set(ROOMS), TERMS.grace + 3)
        until(lambda: not ben.open & eve.open)
        closed = len(ben.closed)

        eve.leave()
        until(lambda: ben.open == set(ROOMS))
        assert len(ben.closed) == closed
