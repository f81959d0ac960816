"""`voiceskill satellite`: opens the sound card and serves a coach elsewhere."""

import asyncio
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass

from voiceskill.appliance.precedence import take_precedence
from voiceskill.appliance.service_manager import ServiceManager
from voiceskill.complaint import Complaint
from voiceskill.pairing.credentials import Credentials
from voiceskill.pairing.place import CREDENTIALS, find_satellites
from voiceskill.rooms.card import CardRoom
from voiceskill.rooms.room import Room
from voiceskill.satellite.calling import Address
from voiceskill.satellite.finding import find_coaches
from voiceskill.satellite.hearing import SatelliteEar
from voiceskill.satellite.introducing import introduce
from voiceskill.satellite.link import Link, Sound
from voiceskill.satellite.signs import SatelliteSigns
from voiceskill.satellite.stagehand import Stagehand


@dataclass(frozen=True, slots=True, kw_only=True)
class SatelliteOptions:
    """What the command line asks for."""

    room: str
    """Key of the room in which the satellite stands."""
    servers: tuple[Address, ...] = ()
    """Where the coaches are, the preferred one first; empty: those that announce themselves in the network."""
    code: str | None = None
    """Pairs the satellite with the first of them, and that is all; a service that waits for it goes on by itself."""
    microphone: str | None = None
    """A part of the device's name; the system's default where None."""
    loudspeaker: str | None = None
    """A part of the device's name; the system's default where None."""


def run_satellite(options: SatelliteOptions) -> None:
    """Serve a coach until the process is told to end; with a code, only get to know him.

    Raises:
        Complaint: Something that is needed is missing or wrong; the sentence says what to do.
        KeyboardInterrupt: The process was told to end.
    """
    credentials = Credentials(find_satellites() / CREDENTIALS)
    if options.code:
        coaches = options.servers or find_coaches()
        if not coaches:
            raise Complaint("No coach announces himself in this network: name him by --server.")
        asyncio.run(introduce(coaches[0], options.room, options.code, credentials))
        _report(f"Paired with the coach at {coaches[0]}: from now on he lets this satellite in without a code.")
        return
    manager = ServiceManager()
    signs = SatelliteSigns(manager)

    def say(sentence: str) -> None:
        _report(sentence)
        signs.note(sentence)

    room = CardRoom(options.microphone, options.loudspeaker, patient=manager.present)
    take_precedence()
    addresses = (lambda: options.servers) if options.servers else find_coaches
    Satellite(room, options.room, addresses, credentials, patient=manager.present, say=say, beat=signs.beat).run()


class Satellite:
    """A room's microphone and loudspeaker, at the service of a coach elsewhere."""

    def __init__(
        self,
        room: Room,
        key: str,
        addresses: Callable[[], tuple[Address, ...]],
        credentials: Credentials,
        *,
        patient: bool = True,
        say: Callable[[str], None],
        beat: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Bring the parts together.

        Args:
            room: The microphone and the loudspeaker.
            key: The room's key in the coach's settings.
            addresses: Says where coaches are.
            credentials: Which of them are known.
            patient: Whether to go on trying where no coach has ever let the satellite in.
            say: Takes what the user may like to know; called in the network's thread.
            beat: Is called there as well, for each block of the room, with what is wrong with the sound; where either
                of the two threads is stuck, it is not.

        Raises:
            Complaint: The room's sample rate is not one that can be listened to.
        """
        self._room = room
        self._stagehand = Stagehand(room.rate)
        self._ear = SatelliteEar(room.rate)
        self._link = Link(key, addresses, credentials, self._stagehand, patient=patient, say=say)
        self._beat = beat
        self._ending: Exception | None = None

    def run(self) -> None:
        """Serve until the room closes.

        Raises:
            Complaint: The room fails, or no coach will ever let this satellite in.
        """
        loop = asyncio.new_event_loop()
        linking = loop.create_task(self._keep_linked())
        thread = threading.Thread(target=loop.run_until_complete, args=(linking,), name="link")
        thread.start()
        try:
            with closing(self._room.blocks(self._ear.overhear(self._stagehand.mixer.render))) as blocks:
                trouble = ""
                for block in blocks:
                    if self._ending:
                        raise self._ending
                    if block.trouble and not trouble:
                        self._ear.forget()
                    trouble = block.trouble
                    self._stagehand.mixer.keep_up(block.lag, block.lag_since)
                    self._stagehand.attend()
                    loop.call_soon_threadsafe(self._beat, trouble)
                    if trouble:
                        self._link.give(Sound(samples=b"", trouble=trouble))
                        continue
                    samples, until, echo = self._ear.hear(block)
                    if samples.size:
                        self._link.give(Sound(samples=samples.astype("<i2").tobytes(), until=until, echo=echo))
        finally:
            loop.call_soon_threadsafe(linking.cancel)
            thread.join()
            loop.close()

    async def _keep_linked(self) -> None:
        with suppress(asyncio.CancelledError):
            try:
                await self._link.run()
            except Exception as error:  # noqa: BLE001 - whatever it is, the room's thread has to know
                self._ending = error


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
