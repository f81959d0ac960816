"""The rooms that have satellites: opened, closed, and opened again where they have failed."""

import logging
import sys
import threading
import time
from collections.abc import Iterator

from voiceskill.backoff import delays
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import Config
from voiceskill.equipment import Equipment, OwnSound, SatelliteSound
from voiceskill.household import Household
from voiceskill.rooms.wyoming_satellite import WyomingSatelliteRoom
from voiceskill.satellites.server import SatelliteServer
from voiceskill.terminal import Terminal

_log = logging.getLogger(__name__)

_FIRST_PAUSE_S = 1.0
"""Seconds before a room that has failed is opened again; each time it fails, twice as long."""
_LONGEST_PAUSE_S = 300.0
"""Seconds before that at the most."""
_RELIABLE_S = 60.0
"""Seconds after which a failure has nothing to do with the one before."""


class SatelliteRooms:
    """Opens and closes the rooms that have satellites, and opens again what has failed. Any thread may call it."""

    def __init__(self, config: Config, household: Household, server: SatelliteServer | None) -> None:
        """Open none yet.

        Args:
            config: The settings.
            household: Has the rooms.
            server: Lets satellites in; None: none can connect.
        """
        self._config = config
        self._household = household
        self._server = server
        self._changing = threading.Lock()
        self._pauses: dict[str, Iterator[float]] = {}
        """Seconds before each room that is wanted is opened again, each time it fails."""
        self._since: dict[str, float] = {}
        """When each of those that are open was opened, in seconds as of `time.monotonic`."""

    def open(self, key: str) -> None:
        """Open a room and serve it until it is closed.

        Raises:
            Complaint: It has no satellite that could connect, or something in the room cannot be had.
        """
        with self._changing:
            self._open(key)
            self._pauses[key] = _pauses()

    def close(self, key: str) -> None:
        """Close a room, if it is open."""
        with self._changing:
            self._pauses.pop(key, None)
        self._close(key)

    def give_up(self) -> None:
        """Open nothing again any more."""
        with self._changing:
            self._pauses.clear()

    def _open(self, key: str) -> None:
        name = self._config.rooms[key].name
        try:
            self._household.open(key, self._equipment(key), watchers=(Terminal(sys.stdout, name).watch,))
            self._since[key] = time.monotonic()
            self._household.start(key, failed=lambda: self._replace(key))
        except Complaint:
            self._close(key)  # nor may a satellite wait where nobody is
            raise

    def _close(self, key: str) -> None:
        if self._server:
            self._server.close_place(key)
        self._household.close(key)

    def _replace(self, key: str) -> None:
        """Close a room that has failed, and open it again soon."""
        self._close(key)
        with self._changing:
            if key not in self._pauses:
                return
            now = time.monotonic()
            if now - self._since.pop(key, now) > _RELIABLE_S:
                self._pauses[key] = _pauses()
            pause = next(self._pauses[key])
        again = threading.Timer(pause, self._open_again, (key,))
        again.daemon = True
        again.start()

    def _open_again(self, key: str) -> None:
        with self._changing:
            if key not in self._pauses:
                return
            try:
                self._open(key)
            except Complaint as complaint:
                _log.warning("%s", complaint)
            else:
                _log.warning("The room %s is open again.", self._config.rooms[key].name)
                return
        self._replace(key)

    def is_busy(self, key: str) -> bool:
        """Return whether a session is under way in a room."""
        mat = self._household.mats.get(key)
        return mat is not None and mat.live.latest.content.state is not State.IDLE

    def _equipment(self, key: str) -> Equipment:
        room = self._config.rooms[key]
        if room.satellite:
            return OwnSound(WyomingSatelliteRoom(room.satellite, room.name))
        if self._server:
            return SatelliteSound(self._server.place(key, room.name))
        raise Complaint(
            f'No satellite can connect for the room "{key}": set the port under `satellites` in config.yaml, or name '
            "its satellite."
        )


def _pauses() -> Iterator[float]:
    """Yield the seconds before a room is opened again, each time it fails."""
    return delays(_FIRST_PAUSE_S, _LONGEST_PAUSE_S)
