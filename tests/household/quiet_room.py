"""A room in which nobody makes a sound, and time flies."""

import time
from collections.abc import Generator

import numpy as np

from voiceskill.rooms.room import BLOCK_S, Block, Loudspeaker

_PAUSE_S = 0.0005
"""What keeps several of them from taking all of the machine; a block is forty times as long."""


class QuietRoom:
    """Stands for a sound card whose clock runs as fast as the machine can."""

    rate = 16_000
    live = True

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield silence until closed."""
        size = round(self.rate * BLOCK_S)
        played = 0
        while True:
            loudspeaker(size)
            played += size
            yield Block(samples=np.zeros(size, np.int16), time=played / self.rate)
            time.sleep(_PAUSE_S)
