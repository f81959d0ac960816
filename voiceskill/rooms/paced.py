"""A recorded room at the pace of life: for those who watch, or press a button meanwhile."""

import time
from collections.abc import Generator
from contextlib import closing

from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Block, Loudspeaker


class PacedRoom:
    """Gives each block of a recording when its time has come; where it is late, it catches up."""

    def __init__(self, room: RecordingRoom) -> None:
        """Take the room."""
        self._room = room

    @property
    def rate(self) -> int:
        """Samples a second, in Hz."""
        return self._room.rate

    @property
    def live(self) -> bool:
        """False: what was recorded has no time of day, at whatever pace it is heard."""
        return self._room.live

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Do as the recorded room does, by the machine's clock.

        Raises:
            Complaint: As the recorded room.
        """
        begin = time.monotonic()
        with closing(self._room.blocks(loudspeaker)) as blocks:
            for block in blocks:
                time.sleep(max(begin + block.time - time.monotonic(), 0.0))
                yield block
