"""What the topics are called."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topics:
    """The names of all topics of a house."""

    base: str
    """What they begin with, such as ``voiceskill``; without wildcards."""

    @property
    def coaches(self) -> str:
        """Filter of the topics that tell which coaches are there."""
        return self.coach("+")

    def coach(self, identity: str) -> str:
        """Return the topic that tells that a coach is there; retained, and empty once he has gone."""
        return f"{self.base}/coaches/{identity}"

    def beat(self, identity: str) -> str:
        """Return the topic by which a coach makes sure that the broker still hears him."""
        return f"{self.coach(identity)}/beat"

    @property
    def owners(self) -> str:
        """Filter of the topics that tell which coach has which room."""
        return self.owner("+")

    def owner(self, room: str) -> str:
        """Return the topic that tells which coach has a room; retained, and empty where none has."""
        return f"{self._room(room)}/coach"

    def state(self, room: str) -> str:
        """Return the topic that tells what goes on in a room; retained."""
        return f"{self._room(room)}/state"

    def order(self, room: str, kind: str) -> str:
        """Return a topic that takes what is wanted in a room.

        Args:
            room: The room's key; ``+`` for the filter of all rooms.
            kind: ``press``, ``start`` or ``say``; ``+`` for the filter of them all.
        """
        return f"{self._room(room)}/orders/{kind}"

    def ordered(self, topic: str) -> tuple[str, str] | None:
        """Return the room and the kind of the order that a topic takes; None where it takes none."""
        match topic.removeprefix(f"{self.base}/").split("/"):
            case ["rooms", room, "orders", kind]:
                return room, kind
        return None

    @property
    def figures(self) -> str:
        """The topic that tells the figures of the house; retained."""
        return f"{self.base}/figures"

    def _room(self, room: str) -> str:
        return f"{self.base}/rooms/{room}"


def last_level(topic: str, level: int = -1) -> str:
    """Return one level of a topic's name, the last one unless another is asked for."""
    return topic.split("/")[level]
