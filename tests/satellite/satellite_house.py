"""A house in a test: a coach's server, a network that can be disturbed, and a satellite whose room is an array."""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from voiceskill.coaching.stage import Chime, Cue, Line, Stage, StageKind
from voiceskill.pairing.certificate import fingerprint_of
from voiceskill.pairing.credentials import Credential, Credentials
from voiceskill.pairing.place import TOKENS
from voiceskill.pairing.tokens import Tokens
from voiceskill.rooms.room import Block, Loudspeaker
from voiceskill.satellite.calling import Address
from voiceskill.satellite.messages import CLIP_RATE
from voiceskill.satellite.program import Satellite
from voiceskill.satellites.place import SatellitePlace
from voiceskill.satellites.remote_player import RemotePlayer
from voiceskill.satellites.server import SatelliteServer
from voiceskill.speaking.news import News
from voiceskill.speaking.timeline import Clip

ROOM = "bedroom"
ALONE = Line("alone")
RATE = 48_000
"""Samples a second of the satellite's card, in Hz."""


def tone(part: Line | Chime) -> Clip:
    """Return a sound of its own for each line, a tenth of a second long, its first sample full scale."""
    pitch = 200 + 10 * (sum(str(part).encode()) % 50)
    clip = 0.5 * np.cos(2 * np.pi * pitch * np.arange(CLIP_RATE // 10) / CLIP_RATE)
    return clip.astype(np.float32)


def hold(number: int, seconds: float, *at: float) -> Stage:
    """Return a hold with a cue at each of these seconds."""
    cues = tuple(Cue(Line("count", {"seconds": second}), second) for second in at)
    return Stage(number=number, kind=StageKind.HOLD, seconds=seconds, cues=cues, stretch="child")


class ArrayRoom:
    """A room at the pace of life or faster, in which nothing is heard."""

    def __init__(self, speed: float = 1.0) -> None:
        """Take the pace."""
        self.speed = speed
        self.ended = threading.Event()
        self._played: list[NDArray[np.float32]] = []

    @property
    def rate(self) -> int:
        return RATE

    @property
    def live(self) -> bool:
        return True

    @property
    def played(self) -> NDArray[np.float32]:
        """What has been played so far."""
        return self.since(0)

    def since(self, block: int) -> NDArray[np.float32]:
        """Return what has been played from a block on."""
        return np.concatenate((*self._played[block:], np.zeros(0, np.float32)))

    @property
    def count(self) -> int:
        """How many blocks have been played so far."""
        return len(self._played)

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield blocks of 20 ms until ended."""
        begin, size = time.monotonic(), RATE // 50
        for number in range(10**9):
            late = begin + number * 0.02 / self.speed - time.monotonic()
            if self.ended.wait(max(late, 0.0)) or self.ended.is_set():
                return
            self._played.append(loudspeaker(size))
            yield Block(samples=self.heard(size), time=(number + 1) * size / RATE)

    def heard(self, size: int) -> NDArray[np.int16]:
        """Return what is heard next, so many samples at `RATE`."""
        return np.zeros(size, np.int16)


class Network:
    """Carries bytes between satellites and the coach, late and unevenly where told to, or not at all."""

    def __init__(self, port: int, *, jitter: float = 0.0, loss: float = 0.0, seed: int = 1) -> None:
        """Lead to a port.

        Args:
            port: The coach's.
            jitter: Seconds by which bytes are late, evenly spread from 0; never out of order, as TCP has it.
            loss: Share of pieces that are lost and sent again, which takes 200 ms and holds up what follows.
            seed: Of chance.
        """
        self.target = port
        self.jitter, self.loss = jitter, loss
        self._chance = random.Random(seed)  # noqa: S311 - chance that comes out the same each time
        self._cut = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10.0)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def cut(self) -> None:
        """Break all connections, and let none through."""
        self._cut = True
        self._loop.call_soon_threadsafe(self._cut_all)

    def _cut_all(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Let connections through again."""
        self._cut = False

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port: int = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        server.close()
        self._cut_all()
        await asyncio.gather(*self._carrying)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, there_writer}
        carrying = asyncio.current_task()
        assert carrying
        self._carrying.add(carrying)
        self._writers |= both
        try:
            await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        finally:
            self._writers -= both
            self._carrying.discard(carrying)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        due, queue = 0.0, asyncio.Queue[tuple[float, bytes]]()

        async def deliver() -> None:
            while True:
                when, data = await queue.get()
                await asyncio.sleep(max(when - self._loop.time(), 0.0))
                if not data or writer.is_closing():
                    writer.transport.abort()
                    return
                writer.write(data)

        delivering = asyncio.create_task(deliver())
        with suppress(OSError):
            while data := await reader.read(1460):
                late = self._chance.uniform(0.0, self.jitter) + (0.2 if self._chance.random() < self.loss else 0.0)
                due = max(due, self._loop.time() + late)
                queue.put_nowait((due, data))
        queue.put_nowait((due, b""))
        await delivering


class Follower:
    """A coach's room: takes the place's blocks in a thread, and the news."""

    def __init__(self, place: SatellitePlace, player: RemotePlayer) -> None:
        """Take the place and its player."""
        self.player = player
        self.news: list[News] = []
        self.blocks: list[Block] = []
        self._over = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._follow, args=(place,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def wait(self, condition: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until something is true after a block."""
        with self._changed:
            assert self._changed.wait_for(condition, seconds), (self.news, self.blocks[-1:])

    def of(self, *kinds: type[News]) -> list[News]:
        """Return the news of some kinds."""
        return [item for item in self.news if isinstance(item, kinds)]

    @property
    def hears(self) -> bool:
        """Whether the last block had samples."""
        return bool(self.blocks) and self.blocks[-1].samples.size > 0

    @property
    def trouble(self) -> str:
        """What is wrong just now."""
        return self.blocks[-1].trouble if self.blocks else ""

    def _follow(self, place: SatellitePlace) -> None:
        for block in place.blocks(lambda n: np.zeros(n, np.float32)):
            with self._changed:
                self.blocks.append(block)
                self.news += self.player.news()
                self._changed.notify_all()
            if self._over.is_set():
                return


@dataclass(kw_only=True)
class House:
    """A coach and a satellite who know each other."""

    folder: Path
    """Of the coach's pairings."""
    server: SatelliteServer
    """The coach's."""
    kill: Callable[[], None]
    """Ends it."""
    network: Network
    """Between them."""
    place: SatellitePlace
    """The room's."""
    follower: Follower
    """The coach's ear."""
    room: ArrayRoom
    """The satellite's microphone and loudspeaker."""
    said: list[str]
    """What the satellite has told its user."""


@contextmanager
def house(folder: Path, room: ArrayRoom, *, jitter: float = 0.0, loss: float = 0.0) -> Iterator[House]:
    """Have a satellite connect with a coach, and both work until the context is left."""
    with ExitStack() as stack:
        coach = folder / "coach"
        serving = stack.enter_context(ExitStack())
        server = serving.enter_context(SatelliteServer("127.0.0.1", 0, coach))
        network = stack.enter_context(Network(server.port, jitter=jitter, loss=loss))
        place = server.place(ROOM, "the bedroom")
        follower = stack.enter_context(Follower(place, place.player(tone, ALONE)))
        credentials = Credentials(folder / "credentials.json")
        pair(coach, credentials, network.port)
        said = stack.enter_context(satellite(room, credentials, network.port))
        follower.wait(lambda: follower.hears)
        yield House(
            folder=coach,
            server=server,
            kill=serving.close,
            network=network,
            place=place,
            follower=follower,
            room=room,
            said=said,
        )


def pair(folder: Path, credentials: Credentials, port: int) -> None:
    """Have a satellite and a coach at 127.0.0.1 know each other."""
    token = Tokens(folder / TOKENS).issue(ROOM)
    credentials.keep(str(Address("127.0.0.1", port)), Credential(fingerprint_of(folder), token))


@contextmanager
def satellite(room: ArrayRoom, credentials: Credentials, *ports: int) -> Iterator[list[str]]:
    """Run a satellite in that room until the context is left; gives what it says to its user."""
    said: list[str] = []
    addresses = tuple(Address("127.0.0.1", port) for port in ports)
    running = Satellite(room, ROOM, lambda: addresses, credentials, say=said.append)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        yield said
    finally:
        room.ended.set()
        thread.join()
