"""A process that writes, tells how far it is, and is killed."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

PATIENCE_S = 30.0
"""Seconds that a writer may take for one thing, on a busy machine."""

_processes = multiprocessing.get_context("forkserver")


def share(modules: Sequence[str]) -> None:
    """Have the writers share what they import, so that each begins within milliseconds."""
    _processes.set_forkserver_preload([*modules])


def told_until_killed(things: int, moment: float, write: Callable[..., None], *arguments: object) -> list[Any]:
    """Have something written, kill who does it, and return what he told.

    Args:
        things: How many he tells of at least, the beginning not counted.
        moment: Seconds from then until he is killed.
        write: Writes without end; is given the arguments, and where to tell of each thing that is safe.
        arguments: Which.
    """
    ours, theirs = _processes.Pipe(duplex=False)
    writer = _processes.Process(target=write, args=(*arguments, theirs))
    writer.start()
    theirs.close()
    told = []
    try:
        for _ in range(things + 1):
            assert ours.poll(PATIENCE_S)
            told.append(ours.recv())
        deadline = time.monotonic() + moment
        while ours.poll(max(deadline - time.monotonic(), 0.0)):
            told.append(ours.recv())
    finally:
        writer.kill()
        writer.join()
    assert writer.exitcode == -signal.SIGKILL
    with suppress(EOFError):
        while ours.poll():
            told.append(ours.recv())
    return told
