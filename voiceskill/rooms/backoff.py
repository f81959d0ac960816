"""How long to wait between two tries."""

from collections.abc import Iterator

_FIRST_S = 0.1
_LONGEST_S = 2.0


def delays() -> Iterator[float]:
    """Yield the seconds to wait after each failure, without end: 0.1, twice as long each time, and never above 2."""
    delay = _FIRST_S
    while True:
        yield delay
        delay = min(2 * delay, _LONGEST_S)
