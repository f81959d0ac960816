"""The protocol that the sound card, recordings and the terminal have in common."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

BLOCK_S = 0.02
"""Length of a block of samples, in seconds."""

Loudspeaker = Callable[[int], NDArray[np.float32]]
"""Asked by the room for the next n samples to play: float32, mono, -1 to 1, the room's rate, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Block:
    """What one block of time brought."""

    samples: NDArray[np.int16]
    """From the microphone: int16, mono, the room's rate, shape (n,)."""
    time: float
    """Seconds on the room's sample clock at which the samples end."""
    typed: tuple[str, ...] = ()
    """Lines that were typed in place of speech."""
    last: bool = False
    """Whether the input has ended: from here on the room gives silence, as long as it is asked."""
    lag: float = 0.0
    """Seconds by which what is played has fallen behind the wall's clock since the room was opened: a loudspeaker that
    runs dry on a busy machine goes on later, with the sample that was next."""
    lag_since: float = 0.0
    """Seconds on the room's sample clock since when it has been that much."""
    trouble: str = ""
    """What keeps the room from hearing or being heard, and what to do about it, for the user; there are no samples
    then, and the clock stands still. Empty: nothing does."""


class Room(Protocol):
    """One microphone and loudspeaker pair. Its clock counts the samples played, from 0."""

    @property
    def rate(self) -> int:
        """Samples a second of microphone and loudspeaker, in Hz."""

    @property
    def live(self) -> bool:
        """Whether its clock is the wall's; recordings run as fast as they can."""

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Play what the loudspeaker gives and yield what the microphone brings, block by block, until closed.

        Raises:
            Complaint: The device or the file cannot be used; the sentence says what to do.
        """
