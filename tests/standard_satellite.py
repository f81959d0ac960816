"""A satellite as wyoming-satellite 1.4.1 is one, made of the protocol's own server class."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from wyoming.audio import AudioChunk, AudioStop
from wyoming.event import Event
from wyoming.info import Attribution, Describe, Info, Satellite
from wyoming.ping import Ping, Pong
from wyoming.satellite import RunSatellite
from wyoming.server import AsyncEventHandler, AsyncServer
from wyoming.snd import Played

CHUNK = 1024
"""Samples that the satellite sends at once."""
PATIENCE_S = 10.0
INFO = Info(
    satellite=Satellite(
        name="bedroom", attribution=Attribution("", ""), installed=True, description="bedroom", version="1.4.1"
    )
)
PIPELINE = {"start_stage": "wake", "end_stage": "tts", "restart_on_end": True, "snd_format": {"rate": 22050}}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class StandardSatellite:
    """Hears a tone without end, notes what it is to play, and pings; always streaming, as it is by default."""

    def __init__(self, port: int) -> None:
        """Listen later, on a port of this machine."""
        self.port = port
        self.info = INFO
        self.pipeline: dict[str, Any] = PIPELINE
        self.form = {"rate": 16_000, "width": 2, "channels": 1}
        self.taken = False
        """Whether another program has it already."""
        self.events: list[str] = []
        """Kinds of the events that came, one that comes several times in a row once."""
        self.played = np.zeros(0, np.int16)
        """All that was to be played, 22050 Hz."""
        self.changed = threading.Condition()

    @property
    def uri(self) -> str:
        """Where it listens."""
        return f"tcp://127.0.0.1:{self.port}"

    @contextmanager
    def switched_on(self) -> Iterator[None]:
        """Listen, until the context is left."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        server = AsyncServer.from_uri(self.uri)
        asyncio.run_coroutine_threadsafe(server.start(partial(_Handler, self)), loop).result(PATIENCE_S)
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(_stop(server), loop).result(PATIENCE_S)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(PATIENCE_S)
            loop.close()

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait for what the events shall bring about."""
        with self.changed:
            assert self.changed.wait_for(until, PATIENCE_S)

    def note(self, event: Event) -> None:
        """Take note of an event."""
        with self.changed:
            if self.events[-1:] != [event.type]:
                self.events.append(event.type)
            if AudioChunk.is_type(event.type):
                self.played = np.concatenate((self.played, np.frombuffer(event.payload or b"", np.int16)))
            self.changed.notify_all()


class _Handler(AsyncEventHandler):
    def __init__(self, satellite: StandardSatellite, *streams: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(*streams)
        self._satellite = satellite
        self._streaming: asyncio.Task[None] | None = None

    async def handle_event(self, event: Event) -> bool:
        self._satellite.note(event)
        if Describe.is_type(event.type):
            await self.write_event(self._satellite.info.event())
        elif self._satellite.taken:
            return False
        elif RunSatellite.is_type(event.type):
            await self.write_event(Event("run-pipeline", self._satellite.pipeline))
            await self.write_event(Ping("are you there?").event())
            self._streaming = asyncio.create_task(self._stream())
        elif Ping.is_type(event.type):
            await self.write_event(Pong(Ping.from_event(event).text).event())
        elif AudioStop.is_type(event.type):
            await self.write_event(Played().event())
        return True

    async def disconnect(self) -> None:
        if self._streaming:
            self._streaming.cancel()

    async def _stream(self) -> None:
        """Send a tone of 500 Hz at the pace of life."""
        begun, sent = time.monotonic(), 0
        while True:
            tone = np.sin(2 * np.pi * 500 / 16_000 * np.arange(sent, sent + CHUNK)) * 8000
            await self.write_event(Event("audio-chunk", self._satellite.form, tone.astype("<i2").tobytes()))
            sent += CHUNK
            await asyncio.sleep(max(0.0, begun + sent / 16_000 - time.monotonic()))


async def _stop(server: AsyncServer) -> None:
    await server.stop()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
