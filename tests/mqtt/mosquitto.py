"""A real Mosquitto in a folder of its own, and somebody else who is connected to it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from paho.mqtt.client import Client, MQTTMessage, topic_matches_sub
from paho.mqtt.enums import CallbackAPIVersion

from voiceskill.config import Mqtt

PROGRAM = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
PATIENCE_S = 15.0


class Mosquitto:
    """A broker that can be stopped and started."""

    def __init__(self, folder: Path, *settings: str) -> None:
        """Start it; it remembers nothing from one start to the next."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port: int = server.getsockname()[1]
        self._file = folder / "mosquitto.conf"
        lines = [
            f"listener {self.port} 127.0.0.1",
            "persistence false",
            "set_tcp_nodelay true",
            f"log_dest file {folder / 'log'}",
            *settings,
        ]
        if os.geteuid() == 0:
            lines.append("user root")
        if not any("allow_anonymous" in line for line in settings):
            lines.append("allow_anonymous true")
        self._file.write_text("\n".join(lines), encoding="utf-8")
        self.start()

    @property
    def settings(self) -> Mqtt:
        """How to reach it."""
        return Mqtt(host="127.0.0.1", port=self.port)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        if PROGRAM is None:
            pytest.skip("mosquitto is not installed")
        self._process = subprocess.Popen([PROGRAM, "-c", self._file], stderr=subprocess.DEVNULL)
        until(self._listens)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it as it would end in a power cut."""
        self._process.send_signal(how)
        self._process.wait(PATIENCE_S)

    def _listens(self) -> bool:
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def mosquitto(folder: Path, *settings: str) -> Iterator[Mosquitto]:
    """Run a broker."""
    broker = Mosquitto(folder, *settings)
    try:
        yield broker
    finally:
        broker.stop()


class Onlooker:
    """Sees all that is published, as Home Assistant might."""

    def __init__(self, broker: Mosquitto) -> None:
        """Connect; as a context manager it sees until the context is left."""
        self.seen: list[tuple[float, str, str, bool]] = []
        """When, on which topic, what, and whether it was retained."""
        self._changed = threading.Condition()
        self._subscribed = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe("#")
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._take
        self._client.connect_async("127.0.0.1", broker.port)

    def __enter__(self) -> Self:
        self._client.loop_start()
        assert self._subscribed.wait(PATIENCE_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def send(self, topic: str, text: str, *, retain: bool = False) -> None:
        """Publish, and wait until the broker has it."""
        self._client.publish(topic, text, qos=1, retain=retain).wait_for_publish(PATIENCE_S)

    def texts(self, topic: str) -> list[str]:
        """Return what was seen on the topics of a filter, in its order."""
        return [text for _, each, text, _ in list(self.seen) if topic_matches_sub(topic, each)]

    def wait(self, topic: str, suits: Callable[[str], bool] = bool, *, after: int = 0) -> str:
        """Return the first suitable message on a topic, as soon as it is there.

        Args:
            topic: The topic, or a filter.
            suits: Whether it is the one.
            after: How many messages on it do not count.
        """
        found: list[str] = []

        def there() -> bool:
            found[:] = [text for text in self.texts(topic)[after:] if suits(text)]
            return bool(found)

        with self._changed:
            assert self._changed.wait_for(there, PATIENCE_S), f"on {topic} only {self.texts(topic)} came"
        return found[0]

    def wait_for_state(self, room: str, *, after: int = 0, **fields: object) -> dict[str, Any]:
        """Return the first state of a room that is so."""

        def suits(text: str) -> bool:
            state = json.loads(text) if text else {}
            return all(state.get(key) == value for key, value in fields.items())

        found: dict[str, Any] = json.loads(self.wait(f"voiceskill/rooms/{room}/state", suits, after=after))
        return found

    def _take(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        with self._changed:
            self.seen.append((time.monotonic(), message.topic, message.payload.decode(), message.retain))
            self._changed.notify_all()


def until(true: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not true():
        assert time.monotonic() < end, "it did not come about"
        pause.wait(0.01)
