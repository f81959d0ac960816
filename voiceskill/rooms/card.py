"""The room in which the machine stands: its microphone and its loudspeaker."""

import logging
import time
from collections.abc import Generator

import numpy as np

from voiceskill.complaint import Complaint
from voiceskill.rooms.card_pair import CardPair
from voiceskill.rooms.devices import Device, DeviceKind, choose_device, find_again, list_devices
from voiceskill.rooms.loudspeaker import Feed
from voiceskill.rooms.portaudio import portaudio
from voiceskill.rooms.reopening import Reopening
from voiceskill.rooms.room import Block, Loudspeaker

_log = logging.getLogger(__name__)

_USUAL_RATE = 48_000
"""Samples a second where no loudspeaker was there to be asked, in Hz: almost every card knows it; it is converted for
one that does not."""

_TROUBLE_S = 0.25
"""Seconds from one block to the next while there is nothing to hear."""

_SETTLING_S = 10.0
"""Seconds for which the default device is waited for, before another that has taken its place will do."""


class CardRoom:
    """A microphone and a loudspeaker through PortAudio, each at its own rate where it does not know the room's.

    The loudspeaker is asked in PortAudio's thread, the blocks are yielded in the caller's. Devices that go, or whose
    sound server is killed or freezes, are noticed within a second and used again, by their names, as soon as they are
    back; until then the blocks bring no samples, but the trouble.
    """

    def __init__(self, microphone: str | None = None, loudspeaker: str | None = None, *, patient: bool = False) -> None:
        """Find the devices; they are opened when the room is used.

        Args:
            microphone: (Part of) the microphone's name; None or empty: the system's default.
            loudspeaker: The same for the loudspeaker.
            patient: Whether to wait for devices that are not there from the beginning, as for one that has gone:
                where nobody would read the complaint.

        Raises:
            Complaint: PortAudio is missing, or a device and the room is not patient; the sentence says what is there.
        """
        portaudio()
        self._wanted = {DeviceKind.MICROPHONE: microphone, DeviceKind.LOUDSPEAKER: loudspeaker}
        self._patient = patient
        self._chosen: dict[DeviceKind, Device] = {}
        try:
            self._choose()
        except Complaint:
            if not patient:
                raise
        output = self._chosen.get(DeviceKind.LOUDSPEAKER)
        self._rate = output.rate if output else _USUAL_RATE

    @property
    def rate(self) -> int:
        """Samples a second, in Hz: the loudspeaker's own, where one was there at the beginning."""
        return self._rate

    @property
    def live(self) -> bool:
        """True: the clock is the wall's."""
        return True

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Play what the loudspeaker gives and yield what the microphone brings, until closed.

        A block's time is the loudspeaker's: what it played at that second was in the air when the block's last sample
        was. A block that nobody fetched in time is left out; the clock goes on. While a device is missing the clock
        stands still, and about four blocks a second say so.

        Raises:
            Complaint: A device cannot be opened at first, and the room is not patient.
        """
        feed, pair, trouble = Feed(loudspeaker), None, ""
        try:
            pair = self._open(feed)
        except Complaint as complaint:
            if not self._patient:
                raise
            trouble = str(complaint)
        while True:
            if pair:
                trouble = yield from self._heard(pair, feed)
            _log.warning("There is no sound. %s", trouble)
            pair = yield from self._reopened(pair, feed, trouble)
            _log.warning("There is sound again.")

    def _heard(self, pair: CardPair, feed: Feed) -> Generator[Block, None, str]:
        """Play, and yield what is heard, while both devices live; return what ended that."""
        try:
            if feed.given:
                # Who has been told of trouble can choose by this what is said first.
                yield self._empty(feed)
            feed.flows = True
            return (yield from pair.blocks())
        except BaseException:
            pair.leave()
            raise
        finally:
            feed.flows = False

    def _reopened(self, dead: CardPair | None, feed: Feed, trouble: str) -> Generator[Block, None, CardPair]:
        """Yield blocks that tell the trouble until it is over, and return what was opened."""
        lost = time.monotonic()
        reopening = Reopening(dead, lambda: self._open(feed, stand_in=time.monotonic() - lost > _SETTLING_S))
        try:
            pair = None
            while pair is None:
                yield self._empty(feed, trouble)
                pair = reopening.wait(_TROUBLE_S)
        except BaseException:
            reopening.give_up()
            raise
        return pair

    def _empty(self, feed: Feed, trouble: str = "") -> Block:
        return Block(samples=np.empty(0, np.int16), time=feed.given / self._rate, trouble=trouble)

    def _open(self, feed: Feed, *, stand_in: bool = True) -> CardPair:
        self._choose(stand_in=stand_in)
        microphone, loudspeaker = (self._chosen[kind] for kind in DeviceKind)
        return CardPair(microphone, loudspeaker, self._rate, feed)

    def _choose(self, *, stand_in: bool = True) -> None:
        """Find the devices among those that are there: the same ones, once they have been chosen."""
        devices = list_devices()
        for kind, wanted in self._wanted.items():
            before = self._chosen.get(kind)
            self._chosen[kind] = (
                find_again(devices, wanted, before, stand_in=stand_in)
                if before
                else choose_device(devices, kind, wanted)
            )
