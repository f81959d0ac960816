"""A room whose microphone and loudspeaker are those of a satellite of the Wyoming project."""

import time
from collections.abc import Generator
from typing import Final
from urllib.parse import urlsplit

import numpy as np

from voiceskill.complaint import Complaint
from voiceskill.rooms.room import Block, Loudspeaker
from voiceskill.rooms.wyoming_link import SatelliteLink
from voiceskill.rooms.wyoming_loudspeaker import SatelliteLoudspeaker
from voiceskill.rooms.wyoming_microphone import RATE

_PATIENCE_S: Final = 0.1
"""Seconds from one block to the next where nothing is heard."""
_TROUBLE_S: Final = 0.25
"""Seconds from one block to the next while there is no satellite."""
_STALLED_S: Final = 0.5
"""Seconds by which the clock may go ahead of what was heard: what comes later than that is taken for later sound."""


class WyomingSatelliteRoom:
    """The program ``wyoming-satellite``, which listens on a port of its machine: the coach connects to it.

    The satellite is asked in a thread of its own, the blocks are yielded in the caller's. It may come and go; while it
    is away, or not there yet, the clock stands still, and the blocks bring no samples, but the trouble.
    """

    def __init__(self, uri: str, name: str) -> None:
        """Take note of where it is; it is connected to when the room is used.

        Args:
            uri: Where the satellite listens, such as ``tcp://10.0.0.5:10700``.
            name: What the room is called.

        Raises:
            Complaint: That is no such place.
        """
        try:
            self._host, self._port = _host_and_port(uri)
        except ValueError:
            raise Complaint(
                f"The satellite of {name} cannot be at {uri}; name it as in tcp://10.0.0.5:10700."
            ) from None
        self._who = f"The satellite of {name} at {uri}"

    @property
    def rate(self) -> int:
        """16000 Hz: what the satellite's microphone brings; what is played is converted for it."""
        return RATE

    @property
    def live(self) -> bool:
        """True: the clock is the wall's."""
        return True

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Play what the loudspeaker gives and yield what the microphone brings, until closed.

        A block's time is the loudspeaker's: what it played at that second was in the air when the block's last sample
        was, as far as can be known: nobody tells how long the satellite's player takes.
        """
        speaker = SatelliteLoudspeaker(loudspeaker, RATE)
        link = SatelliteLink(self._host, self._port, self._who, speaker)
        moment, heeded = 0.0, -1
        try:
            while True:
                ended = link.ended
                if trouble := link.trouble:
                    yield _empty(moment, trouble)
                    link.fetch(_TROUBLE_S)  # what was heard before it is over
                    continue
                if heeded != ended:
                    # Who has been told of trouble can choose by this what is said first.
                    yield _empty(moment)
                    heeded = ended
                    link.heed(ended)
                heard = link.fetch(_PATIENCE_S)
                if heard is None:
                    moment = max(moment, speaker.time_at(time.monotonic()) - _STALLED_S)
                    yield _empty(moment)
                    continue
                samples, recorded = heard
                now = speaker.time_at(recorded)
                if now > speaker.since:  # else it was recorded before the loudspeaker began
                    moment = max(moment, now)
                    yield Block(samples=samples, time=moment)
        finally:
            link.close()


def _host_and_port(uri: str) -> tuple[str, int]:
    place = urlsplit(uri)
    if place.scheme != "tcp" or not place.hostname or not place.port:
        raise ValueError(uri)
    return place.hostname, place.port


def _empty(moment: float, trouble: str = "") -> Block:
    return Block(samples=np.empty(0, np.int16), time=moment, trouble=trouble)
