"""Tells how far a fetching is, a tenth at a time."""

from collections.abc import Callable

from voiceskill.hearing.models.disk import megabytes
from voiceskill.hearing.models.fetching import Progress

Say = Callable[[str], object]
"""Takes one line, without its end."""


def in_tenths(say: Say, name: str) -> Progress:
    """Return a progress that says a line when the file called `name` begins to come, and at each tenth of it."""
    told: int | None = None

    def progress(so_far: int, total: int) -> None:
        nonlocal told
        tenths = 10 * so_far // total
        if told is None:
            say(f"Fetching {name}, {megabytes(total)}.")
        elif tenths > told:
            say(f"{name}: {10 * tenths} %")
        told = tenths

    return progress
