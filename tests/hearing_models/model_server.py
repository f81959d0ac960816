"""A web server on this machine that gives one file, well or badly."""

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Manner = Callable[["Conversation"], None]
"""How a request is answered."""


@dataclass
class Served:
    """What one request asked for and got."""

    range: str | None
    """Its Range header."""
    bytes: int = 0
    """How many bytes of the file it was sent."""


@dataclass
class Conversation:
    """One request, as a manner sees it."""

    handler: BaseHTTPRequestHandler
    content: bytes
    served: Served

    @property
    def asked_from(self) -> int:
        """Offset of the first byte that is asked for."""
        match = re.fullmatch(r"bytes=(\d+)-", self.served.range or "bytes=0-")
        assert match is not None
        return int(match[1])

    def head(self, status: int, headers: dict[str, str] | None = None) -> None:
        """Send the status and headers."""
        self.handler.send_response(status)
        for name, value in (headers or {}).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()

    def ranged_head(self) -> None:
        """Send the status and headers of what was asked for."""
        start, total = self.asked_from, len(self.content)
        if start >= total:
            self.head(416, {"Content-Range": f"bytes */{total}"})
        elif self.served.range is None:
            self.head(200, {"Content-Length": str(total)})
        else:
            headers = {"Content-Length": str(total - start), "Content-Range": f"bytes {start}-{total - 1}/{total}"}
            self.head(206, headers)

    def send(self, piece: bytes) -> None:
        """Send bytes of the file."""
        self.handler.wfile.write(piece)
        self.handler.wfile.flush()
        self.served.bytes += len(piece)


def well(talk: Conversation) -> None:
    """Send what is asked for."""
    talk.ranged_head()
    talk.send(talk.content[talk.asked_from :])


def cut_after(count: int) -> Manner:
    """Send this many bytes of what is asked for, and close the connection."""

    def manner(talk: Conversation) -> None:
        talk.ranged_head()
        talk.send(talk.content[talk.asked_from :][:count])

    return manner


def reset(talk: Conversation) -> None:
    """Break the connection off without an answer."""
    talk.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    talk.handler.connection.close()


def without_ranges(talk: Conversation) -> None:
    """Send the whole file, whatever is asked for."""
    talk.head(200, {"Content-Length": str(len(talk.content))})
    talk.send(talk.content)


def without_length(talk: Conversation) -> None:
    """Send the whole file and do not say how long it is."""
    talk.head(200)
    talk.send(talk.content)


def another_piece(talk: Conversation) -> None:
    """Send the last ten bytes, whatever is asked for."""
    total = len(talk.content)
    talk.head(206, {"Content-Length": "10", "Content-Range": f"bytes {total - 10}-{total - 1}/{total}"})
    talk.send(talk.content[-10:])


def claiming(length: int) -> Manner:
    """Claim that the file is this long, and send it as it is."""

    def manner(talk: Conversation) -> None:
        talk.head(200, {"Content-Length": str(length)})
        talk.send(talk.content[:length])

    return manner


def answering(status: int) -> Manner:
    """Answer with this status."""
    return lambda talk: talk.head(status, {"Content-Length": "0"})


def silent_until(released: threading.Event, after: int = 0) -> Manner:
    """Send this many bytes and then nothing, until released."""

    def manner(talk: Conversation) -> None:
        talk.ranged_head()
        talk.send(talk.content[:after])
        released.wait(20)

    return manner


@dataclass
class ModelServer:
    """Answers each request in the next of its manners; the last stays."""

    content: bytes
    """The file."""
    manners: list[Manner]
    """At least one."""
    port: int
    served: list[Served] = field(default_factory=list)
    """The requests, in their order."""

    def url(self, name: str = "vosk-model-small-xx-0.1.zip") -> str:
        """Return the file's address."""
        return f"http://127.0.0.1:{self.port}/{name}"


@contextmanager
def serving(content: bytes, *manners: Manner) -> Iterator[ModelServer]:
    """Serve a file, by default well."""
    served_by: ModelServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served = Served(self.headers["Range"])
            served_by.served.append(served)
            manner = served_by.manners.pop(0) if len(served_by.manners) > 1 else served_by.manners[0]
            try:
                manner(Conversation(self, served_by.content, served))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
            """Stay quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = False  # so that leaving waits for the last manner to end

    with Server(("127.0.0.1", 0), Handler) as server:
        served_by = ModelServer(content, list(manners) or [well], server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield served_by
        finally:
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """Return a port of this machine on which nobody answers."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port
