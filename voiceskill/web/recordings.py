"""Lets a routine be heard in the browser, as the coach would lead through it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from voiceskill.complaint import Complaint

_PIECE = 1 << 16
"""Bytes that are sent at once, about a second and a half."""
_NICENESS = 10
"""By how much the room, with its coach, goes before a recording."""


class Recordings:
    """Renders one routine at a time, in a process of its own, so that the coach is not held up.

    Who asks for another one is served, and what was being rendered before breaks off: nobody listens to two at once.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def stream(self, config: Path, routine: str) -> Iterator[bytes]:
        """Return a WAV piece by piece: 22,050 Hz, 16 bits, mono, its length not told in advance.

        Args:
            config: The settings file.
            routine: Id of a routine or a stretch.

        Raises:
            Complaint: It cannot be rendered; the sentence says why.
        """
        command = [sys.executable, "-m", "voiceskill", "render", "--config", str(config), routine, "-"]
        with self._turn:
            if self._process:
                self._process.kill()
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603 - our own
            self._process = process
        with suppress(OSError):  # it is over already
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
        pieces = _pieces(process)
        return chain((next(pieces),), pieces)


def _pieces(process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    """Yield what a process writes, one piece or more, until it ends or nobody wants any more."""
    with process:
        assert process.stdout  # noqa: S101 - it was opened with pipes
        assert process.stderr  # noqa: S101
        try:
            piece = os.read(process.stdout.fileno(), _PIECE)
            if not piece:
                trouble = process.stderr.read().decode(errors="replace").strip()
                raise Complaint(trouble or "Another recording was asked for meanwhile.")
            while piece:
                yield piece
                piece = os.read(process.stdout.fileno(), _PIECE)
        finally:
            process.kill()
