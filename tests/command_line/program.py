"""The program as a process of its own: typed to, read from, interrupted and killed."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

PATIENCE_S = 60
"""Seconds that anything may take on a busy machine."""

WITHOUT_CARD = {"PULSE_SERVER": "unix:/nowhere"}
"""Variables that hide the sound cards behind a sound server; see `require_no_card` for the others."""


def command(*arguments: str | Path) -> list[str]:
    """Return what starts the program in any folder."""
    # Tests that run in a shell's background have Ctrl+C ignored, and so would their children.
    return ["env", "--default-signal=INT", sys.executable, "-m", "voiceskill", *map(str, arguments)]


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables for the program, which sees no sound card unless these lead to one."""
    return os.environ | {"PYTHONPATH": str(CHECKOUT)} | (WITHOUT_CARD if variables is None else dict(variables))


def call(
    *arguments: str | Path, variables: Mapping[str, str] | None = None, cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the program to its end, with nothing on its standard input."""
    return subprocess.run(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        env=environment(variables),
        cwd=cwd,
        check=False,
    )


def require_no_card() -> None:
    """Skip the test on a machine whose sound card the program would use."""
    if call("devices").returncode == 0:
        pytest.skip("this machine has a sound card")


class Dialogue:
    """A program that runs, what is typed to it, and what it has written."""

    def __init__(self, process: "subprocess.Popen[bytes]", typing: int, reading: int) -> None:
        """Take the process and the descriptors of its standard input and of its standard output."""
        self.process = process
        self.written = ""
        """All that it has written so far."""
        self._typing: int | None = typing
        self._reading = reading
        self._seen = 0

    def type(self, line: str) -> None:
        """Type a line."""
        assert self._typing is not None
        os.write(self._typing, f"{line}\n".encode())

    def stop_typing(self) -> None:
        """End the input."""
        assert self._typing is not None
        os.close(self._typing)
        self._typing = None

    def wait_for(self, text: str, timeout: float = PATIENCE_S) -> None:
        """Wait until the program writes this, after what was waited for before."""
        deadline = time.monotonic() + timeout
        while text not in self.written[self._seen :]:
            ready, _, _ = select.select([self._reading], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"{text!r} was not written within {timeout} s, but:\n{self.written}"
            assert self._read(), f"the program ended without writing {text!r}, but:\n{self.written}"
        self._seen = self.written.index(text, self._seen) + len(text)

    def end(self) -> int:
        """Read until the program ends, and return its exit status."""
        while self._read():
            pass
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE_S)
        for descriptor in {self._typing, self._reading} - {None}:
            assert descriptor is not None
            os.close(descriptor)

    def _read(self) -> bool:
        piece = b""
        with suppress(OSError):  # how a terminal tells that the program at its other side has ended
            piece = os.read(self._reading, 65_536)
        self.written += piece.decode()
        return bool(piece)


@contextmanager
def through_pipes(*arguments: str | Path) -> Iterator[Dialogue]:
    """Start the program with pipes for its input and for all that it writes."""
    heard, typing = os.pipe()
    reading, written = os.pipe()
    process = subprocess.Popen(command(*arguments), stdin=heard, stdout=written, stderr=written, env=environment())
    os.close(heard)
    os.close(written)
    dialogue = Dialogue(process, typing, reading)
    try:
        yield dialogue
    finally:
        dialogue.close()


@contextmanager
def at_a_terminal(*arguments: str | Path) -> Iterator[Dialogue]:
    """Start the program at a terminal of its own."""
    near, far = pty.openpty()
    process = subprocess.Popen(
        command(*arguments), stdin=far, stdout=far, stderr=far, env=environment(), start_new_session=True
    )
    os.close(far)
    dialogue = Dialogue(process, near, near)
    try:
        yield dialogue
    finally:
        dialogue.close()
