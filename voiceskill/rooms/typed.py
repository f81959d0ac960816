"""A room without a sound card: commands are typed, and what would be played is only counted."""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable
from typing import Protocol

import numpy as np

from voiceskill.rooms.room import BLOCK_S, Block, Loudspeaker

_log = logging.getLogger(__name__)


class Lines(Protocol):
    """Where typed lines come from."""

    def until(self, moment: float) -> tuple[str, ...] | None:
        """Return the lines typed since the last call, up to a moment in seconds on the room's clock; None: no more."""


class Keyboard:
    """Lines from a terminal or a pipe, read by a thread of its own so that the room never waits for them."""

    def __init__(self, descriptor: int = 0) -> None:
        """Start to read.

        Args:
            descriptor: File descriptor of UTF-8 text; 0 is the standard input. It stays open.
        """
        # Bounded, so that a pipe that never ends fills the pipe and not the memory.
        self._waiting: queue.Queue[str | None] = queue.Queue(maxsize=100)
        self._ended = False
        threading.Thread(target=self._read, args=(descriptor,), name="keyboard", daemon=True).start()

    def until(self, moment: float) -> tuple[str, ...] | None:  # noqa: ARG002 - a keyboard knows only now
        """Return the lines typed since the last call, None once the text has ended and all were returned."""
        lines: list[str] = []
        while not self._ended:
            try:
                line = self._waiting.get_nowait()
            except queue.Empty:
                break
            if line is None:
                self._ended = True
            else:
                lines.append(line)
        return None if self._ended and not lines else tuple(lines)

    def _read(self, descriptor: int) -> None:
        try:
            # Not sys.stdin: its lock, held by a daemon thread, is a fatal error when the interpreter ends.
            with os.fdopen(descriptor, encoding="utf-8", errors="replace", closefd=False) as text:
                for line in text:
                    if line.strip():
                        self._waiting.put(line.strip())
        except OSError as error:
            _log.warning("Nothing more can be typed: %s", error)
        self._waiting.put(None)


class Script:
    """Lines that are typed at set times."""

    def __init__(self, lines: Iterable[tuple[float, str]]) -> None:
        """Take the lines.

        Args:
            lines: Seconds on the room's clock, and what is typed then.
        """
        self._lines = sorted(lines, key=lambda line: line[0])

    def until(self, moment: float) -> tuple[str, ...] | None:
        """Return the lines due since the last call, None once all were returned."""
        if not self._lines:
            return None
        due = tuple(line for at, line in self._lines if at <= moment)
        del self._lines[: len(due)]
        return due


def wall_clock() -> Callable[[float], None]:
    """Return a pace that waits until so many seconds have passed since now."""
    start = time.monotonic()

    def wait(moment: float) -> None:
        time.sleep(max(0.0, start + moment - time.monotonic()))

    return wait


class TypedRoom:
    """A silent microphone and a loudspeaker that nobody hears, in real time, with typed lines in place of speech."""

    def __init__(
        self, lines: Lines, *, rate: int = 16_000, pace: Callable[[], Callable[[float], None]] = wall_clock
    ) -> None:
        """Take the source of the lines.

        Args:
            lines: The keyboard, or a script.
            rate: Samples a second, in Hz.
            pace: Called when the room is opened; what it returns is called with each block's end, in seconds since
                then, and returns when that moment has come.
        """
        self._lines = lines
        self._rate = rate
        self._pace = pace

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        return self._rate

    @property
    def live(self) -> bool:
        """True: the clock is the wall's."""
        return True

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Drop what the loudspeaker gives and yield silence with the lines typed in it, block by block."""
        size = round(self._rate * BLOCK_S)
        silence = np.zeros(size, dtype=np.int16)
        silence.flags.writeable = False  # every block shows the same one
        wait = self._pace()
        played = 0
        while True:
            loudspeaker(size)
            played += size
            moment = played / self._rate
            wait(moment)
            typed = self._lines.until(moment)
            yield Block(samples=silence, time=moment, typed=typed or (), last=typed is None)
