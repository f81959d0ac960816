"""A room whose blocks somebody else may look at on their way to the ear."""

from collections.abc import Callable, Generator

from voiceskill.rooms.room import Block, Loudspeaker, Room


class MeteredRoom:
    """Another room, with a meter in it."""

    def __init__(self, room: Room, meter: Callable[[Block], None]) -> None:
        """Put the meter in.

        Args:
            room: The room.
            meter: Is given each block before the ear hears it, in the room's thread; must be quick.
        """
        self._room = room
        self._meter = meter

    @property
    def rate(self) -> int:
        """Samples a second of microphone and loudspeaker, in Hz."""
        return self._room.rate

    @property
    def live(self) -> bool:
        """Whether its clock is the wall's."""
        return self._room.live

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield the room's blocks."""
        blocks = self._room.blocks(loudspeaker)
        try:
            for block in blocks:
                self._meter(block)
                yield block
        finally:
            blocks.close()
