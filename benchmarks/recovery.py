"""How soon the coach notices that the sound has gone, and hears again once it is back.

On a virtual sound card the sound server is killed, frozen, and its microphone taken away, again and again, for times of
different lengths. Prints a Markdown table, in about a minute: `python benchmarks/recovery.py`. Options: how often each
happens.
"""

import argparse
import itertools
import logging
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from virtual_card import VirtualCard

from voiceskill.rooms.card import CardRoom
from voiceskill.rooms.room import Block

_OUTAGE_S = (0.5, 6.0)
"""Shortest and longest time without sound, in seconds: the coach tries more rarely as it goes on."""
_QUIET_S = 0.7
"""Seconds of sound between two outages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """Something that happens to a sound card."""

    name: str
    """As the table calls it."""
    begin: Callable[[VirtualCard], None]
    """Makes it happen."""
    end: Callable[[VirtualCard], None]
    """Makes it good, and returns as soon as it is."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """How one mishap was got over."""

    noticed: float
    """Seconds from the mishap to the first block that tells of it."""
    heard: float
    """Seconds from its end to the first samples."""
    clock: float
    """Seconds by which the room's clock went on meanwhile."""


def _kill(card: VirtualCard) -> None:
    card.server.kill()


def _freeze(card: VirtualCard) -> None:
    card.server.send_signal(signal.SIGSTOP)


def _thaw(card: VirtualCard) -> None:
    card.server.send_signal(signal.SIGCONT)


_MISHAPS = (
    Mishap(name="sound server killed", begin=_kill, end=VirtualCard.restart),
    Mishap(name="sound server frozen, then going on", begin=_freeze, end=_thaw),
    Mishap(name="sound server frozen, then killed", begin=_freeze, end=VirtualCard.restart),
    Mishap(name="microphone unplugged", begin=VirtualCard.unplug_microphone, end=VirtualCard.plug_in_microphone),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure how soon lost sound is noticed and used again.")
    parser.add_argument("--times", type=int, default=6, help="how often each mishap happens; default: %(default)s")
    times = parser.parse_args().times
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        card = VirtualCard(Path(folder))
        os.environ.update(card.variables)
        try:
            recoveries = _measure(card, times)
        finally:
            card.close()
    print(_table(recoveries))


def _measure(card: VirtualCard, times: int) -> dict[str, list[Recovery]]:
    chance = random.Random(1)  # noqa: S311 - the same outages each time
    room = CardRoom("Virtual mic", "Virtual speaker")
    with closing(room.blocks(lambda count: np.zeros(count, np.float32))) as blocks:
        return {
            mishap.name: [_suffer(mishap, card, blocks, chance.uniform(*_OUTAGE_S)) for _ in range(times)]
            for mishap in _MISHAPS
        }


def _suffer(mishap: Mishap, card: VirtualCard, blocks: Generator[Block], seconds: float) -> Recovery:
    begun = time.monotonic()
    before = _first(blocks, lambda block: bool(block.samples.size) and time.monotonic() - begun > _QUIET_S)
    begun = time.monotonic()
    mishap.begin(card)
    _first(blocks, lambda block: bool(block.trouble))
    noticed = time.monotonic() - begun
    _first(blocks, lambda _: time.monotonic() - begun > seconds)
    mishap.end(card)
    begun = time.monotonic()
    after = _first(blocks, lambda block: bool(block.samples.size))
    return Recovery(noticed, time.monotonic() - begun, after.time - before.time)


def _first(blocks: Generator[Block], wanted: Callable[[Block], bool]) -> Block:
    return next(itertools.dropwhile(lambda block: not wanted(block), blocks))


def _table(recoveries: dict[str, list[Recovery]]) -> str:
    lines = [
        "| What happens | times | noticed after, median | worst | heard again after, median | worst | clock, most |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, each in recoveries.items():
        noticed = _middle_and_worst([recovery.noticed for recovery in each])
        heard = _middle_and_worst([recovery.heard for recovery in each])
        clock = max(recovery.clock for recovery in each)
        lines.append(f"| {name} | {len(each)} | {noticed} | {heard} | {clock:.2f} s |")
    return "\n".join(lines)


def _middle_and_worst(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f} s | {max(seconds):.2f} s"


if __name__ == "__main__":
    main()
