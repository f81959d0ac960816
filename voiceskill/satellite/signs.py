"""Lets the service manager know that a satellite is well, and with whom it is connected."""

from voiceskill.appliance.life_signs import LifeSigns
from voiceskill.appliance.service_manager import ServiceManager


class SatelliteSigns:
    """What is wrong with the sound goes before what there is to say of the coach. One thread at a time."""

    def __init__(self, manager: ServiceManager) -> None:
        """Say nothing yet: before the first block nothing is heard.

        Args:
            manager: Is told.
        """
        self._manager = manager
        self._life = LifeSigns(manager)
        self._coach = "Looking for the coach."
        self._status = ""

    def note(self, sentence: str) -> None:
        """Take what is said of the coach; it is told with the next sign of life."""
        self._coach = sentence

    def beat(self, trouble: str) -> None:
        """Give a sign of life where one is due, and tell what has changed; called with each block of the room.

        Args:
            trouble: What keeps the room from hearing or being heard.
        """
        self._life.beat()
        status = trouble or self._coach
        if status != self._status:
            self._status = status
            self._manager.status(status)
