"""The satellite's connection to the coach: made again and again, and never waited for by the room."""

import asyncio
import hmac
import logging
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from wyoming.event import Event

from voiceskill.backoff import delays
from voiceskill.complaint import Complaint
from voiceskill.pairing.credentials import Credentials
from voiceskill.satellite.calling import Address, Call, RefusedError, UnreachableError, calling
from voiceskill.satellite.messages import (
    VERSION,
    Heard,
    Hello,
    Lacking,
    Level,
    Noted,
    Order,
    Piece,
    Report,
    Welcome,
    WhenAlone,
    from_event,
    to_event,
)
from voiceskill.satellite.outcome import outcome_of
from voiceskill.satellite.stagehand import Stagehand
from voiceskill.wyoming.wire import BadEventError, read_event, write_event

_log = logging.getLogger(__name__)

_SILENT_S: Final = 4.0
"""Seconds without a sign of life after which the coach has gone."""
_KEPT_BACK: Final = 150
"""Pieces of sound, 20 ms each, that wait for a network that is slow; older ones are of no use to anybody."""
_TRIES: Final = 4
"""Rounds after which it is complained that no coach can be reached, where somebody is there to read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What the microphone has heard."""

    samples: bytes
    """16 bits, mono, 16 kHz; empty where only the trouble is told."""
    until: float = 0.0
    """Seconds on the sample clock at which they end."""
    echo: tuple[tuple[float, float], ...] = ()
    """For each 20 ms: power that is likely echo still, and all power."""
    trouble: str = ""
    """What keeps the room from hearing or being heard."""


class Link:
    """Gets in with a coach, and carries orders, clips, sound and reports to and fro."""

    def __init__(
        self,
        room: str,
        addresses: Callable[[], tuple[Address, ...]],
        credentials: Credentials,
        stagehand: Stagehand,
        *,
        patient: bool = True,
        say: Callable[[str], None] = _log.warning,
    ) -> None:
        """Do nothing yet.

        Args:
            room: Key of the room in which the satellite stands.
            addresses: Says where coaches are, the preferred one first; is asked before each round of tries, in a thread
                of its own.
            credentials: Which coaches are known.
            stagehand: Obeys.
            patient: Whether to go on trying where no coach has ever let the satellite in.
            say: Takes what the user may like to know.
        """
        self._room = room
        self._addresses = addresses
        self._credentials = credentials
        self._stagehand = stagehand
        self._patient = patient
        self._say = say
        self._said: set[str] = set()
        self._clock = secrets.token_hex(8)
        self._sounds: deque[Sound] = deque(maxlen=_KEPT_BACK)
        self._lacking: deque[Lacking] = deque(maxlen=_KEPT_BACK)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._fresh = asyncio.Event()
        self._connected = False

    def give(self, sound: Sound) -> None:
        """Have sound sent, if anybody is there to take it. Any thread may call this; it never waits."""
        if self._connected and self._loop:
            self._sounds.append(sound)
            with suppress(RuntimeError):  # the loop has ended meanwhile
                self._loop.call_soon_threadsafe(self._fresh.set)

    async def run(self) -> None:
        """Keep up the connection until cancelled.

        Raises:
            Complaint: It cannot come to be: a room that the coach does not have, no pairing, no coach at all.
        """
        self._loop = asyncio.get_running_loop()
        waits, tries = delays(), 0
        while True:
            tries += 1
            error = await self._try_all()
            if error is None:
                waits, self._patient = delays(), True
            else:
                self._tell(str(error))
                if not self._patient and tries >= _TRIES and isinstance(error, UnreachableError):
                    raise Complaint(str(error))
            await asyncio.sleep(next(waits))

    async def _try_all(self) -> RefusedError | None:
        """Stay with the first coach who lets the satellite in; return None after that, else why the last did not.

        Raises:
            Complaint: None of them ever will, and none ever has.
        """
        error: RefusedError = UnreachableError("No coach announces himself in this network: name him by --server.")
        addresses = await asyncio.to_thread(self._addresses)
        complaints: list[Complaint] = []
        for address in addresses:
            try:
                async with calling(address) as call:
                    await self._stay(call, await self._greet(call))
            except (RefusedError, ConnectionError) as refused:
                error = refused if isinstance(refused, RefusedError) else UnreachableError(f"{refused}.")
            except Complaint as complaint:
                complaints.append(complaint)
                if self._patient or len(addresses) > 1:  # otherwise it is the end
                    self._tell(str(complaint))
            else:
                self._tell(f"The coach at {address} is gone; looking for him again.")
                return None
        if complaints and len(complaints) == len(addresses):
            if not self._patient:
                raise complaints[0]
            # Where it has worked before it may again, and nobody would be there to start the program anew.
            return RefusedError(str(complaints[0]))
        return error

    def _tell(self, sentence: str) -> None:
        """Say something, once until the satellite has been let in again."""
        if sentence not in self._said:
            self._said.add(sentence)
            self._say(sentence)

    async def _greet(self, call: Call) -> Welcome:
        credential = await asyncio.to_thread(self._credentials.of, str(call.address), call.fingerprint)
        how = f"run `voiceskill satellites pair {self._room}` on its machine, and type here what it says."
        if credential is None:
            raise Complaint(f"This satellite is not paired with the coach at {call.address}: {how}")
        if not hmac.compare_digest(credential.fingerprint, call.fingerprint):
            raise Complaint(
                f"Who answers at {call.address} is not the coach with which this satellite was paired; if he was "
                f"installed anew, {how}"
            )
        session, done = self._stagehand.remembered
        return await call.greet(
            Hello(
                version=VERSION, room=self._room, token=credential.token, clock=self._clock, session=session, done=done
            )
        )

    async def _stay(self, call: Call, welcome: Welcome) -> None:
        """Carry to and fro until the connection ends."""
        self._said.clear()
        self._tell(f"Connected with the coach at {call.address}: {welcome.name or welcome.room}.")
        self._sounds.clear()
        self._lacking.clear()
        self._stagehand.serve(welcome.session)
        self._connected = True
        sending = asyncio.create_task(self._send(call.writer))
        try:
            while not sending.done():
                async with asyncio.timeout(_SILENT_S):
                    event = await read_event(call.reader)
                if event is None:
                    break
                self._obey(event)
        except TimeoutError:
            pass
        except BadEventError as error:
            _log.warning("The coach at %s cannot be understood: %s", call.address, error)
        finally:
            self._connected = False
            self._stagehand.leave()
            sending.cancel()
            with suppress(ConnectionError):
                await outcome_of(sending)

    def _obey(self, event: Event) -> None:
        if event.type == Order.kind:
            order = from_event(event, Order)
            if lacking := self._stagehand.obey(order):
                self._lacking.append(Lacking(order=order.number, clips=lacking))
                self._fresh.set()
        elif event.type == Piece.kind:
            self._stagehand.take(from_event(event, Piece), event.payload or b"")
        elif event.type == Level.kind:
            self._stagehand.set_level(from_event(event, Level))
        elif event.type == WhenAlone.kind:
            self._stagehand.learn(from_event(event, WhenAlone))
        elif event.type == Noted.kind:
            self._stagehand.note(from_event(event, Noted).happened)

    async def _send(self, writer: asyncio.StreamWriter) -> None:
        """Send sound and reports as they come."""
        told = 0
        while True:
            self._fresh.clear()
            while self._lacking:
                await write_event(to_event(self._lacking.popleft()), writer)
            while self._sounds:
                sound = self._sounds.popleft()
                report = self._stagehand.report(told, sound.trouble)
                told = report.happened[-1].number if report.happened else told
                await write_event(_event_of(sound, report), writer)
            await self._fresh.wait()


def _event_of(sound: Sound, report: Report) -> Event:
    if not sound.samples:
        return to_event(report)
    return to_event(Heard(until=sound.until, echo=sound.echo, report=report), sound.samples)
