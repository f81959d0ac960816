"""A virtual sound card that, like a real one, does not wait for anybody, however busy the machine is."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from virtual_card import VirtualCard

_NICE = -19
"""Before the coach, who has -11 where he may."""


def urgent_card(folder: Path) -> VirtualCard:
    """Return a virtual card that goes before all programs, as far as this process may say so: only root may."""
    card = VirtualCard(folder)
    # PulseAudio gives up what it inherits, and of its threads each has its own.
    for thread in Path(f"/proc/{card.server.pid}/task").iterdir():
        prefer(int(thread.name), _NICE)
    return card


@contextmanager
def precedence() -> Iterator[None]:
    """Have what this thread starts meanwhile go before all programs: who plays into the card, and who records it."""
    prefer(0, _NICE)
    try:
        yield
    finally:
        prefer(0, 0)


def prefer(thread: int, nice: int) -> None:
    """Give a thread, or a process of one thread, a nice value, where that may be."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, thread, nice)
