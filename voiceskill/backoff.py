"""How long to wait between two tries: ever longer, so that what fails for long is left in peace."""

from collections.abc import Iterator


def delays(first: float = 0.1, longest: float = 2.0) -> Iterator[float]:
    """Yield the seconds to wait after each failure, without end, twice as long each time.

    Unless others are named they are those for what stands in the room, and is missed as soon as it is gone.

    Args:
        first: Seconds to wait after the first failure.
        longest: Seconds to wait at the most.
    """
    delay = first
    while True:
        yield delay
        delay = min(2 * delay, longest)
