"""Serves the pages from a thread beside the room's."""

import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from wsgiref.types import WSGIApplication

from waitress.server import create_server
from waitress.wasyncore import close_all

from voiceskill.complaint import Complaint
from voiceskill.listening_socket import CannotListenError, listen

_THREADS = 20
"""More than browsers may follow and load recordings at the same time, each of which takes up one."""
MOST_BYTES = 2**20
"""What a request may bring."""
_PENDING = 256 * 1024
"""Bytes that a browser may be behind before its thread, and no other, waits for it."""


class PageServer:
    """waitress on a socket of its own; as a context manager it serves until the context is left."""

    def __init__(self, host: str, port: int) -> None:
        """Take the address, so that nobody else can.

        Args:
            host: The name or address to listen on.
            port: The port, 0 for any that is free.

        Raises:
            Complaint: The address cannot be had.
        """
        try:
            self._socket = listen(host, port)
        except CannotListenError as error:
            raise Complaint(
                f"The page cannot be served at {host}, port {port}: {error}; name another by --port."
            ) from error
        self._host = host
        self._lock = threading.Lock()
        self._over = False
        self._server: Any = None
        self._thread: threading.Thread | None = None

    @property
    def host(self) -> str:
        """The name or address that it listens on."""
        return self._host

    @property
    def address(self) -> str:
        """Where the page is, such as ``http://127.0.0.1:8080/``; on the network where others find it."""
        name = _own_address() if self._host in ("0.0.0.0", "::") else self._host  # noqa: S104 - it is looked at only
        host = f"[{name}]" if ":" in name else name
        return f"http://{host}:{self._socket.getsockname()[1]}/"

    def serve(self, make_app: Callable[[], WSGIApplication | None]) -> None:
        """Begin to answer.

        Args:
            make_app: Makes what answers, in the thread, for that takes a while; whoever asks meanwhile waits. Where it
                makes nothing, nothing is served.
        """
        self._thread = threading.Thread(target=self._serve, args=(make_app,), name="page", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._over, server = True, self._server
        if server:
            # In the server's own thread, which looks at nothing else meanwhile; with nothing left to serve, it ends.
            server.trigger.pull_trigger(lambda: close_all(server._map))  # noqa: SLF001 - it has no other way
        if self._thread:
            self._thread.join()
        if server:
            server.task_dispatcher.shutdown()
        self._socket.close()

    def _serve(self, make_app: Callable[[], WSGIApplication | None]) -> None:
        app = make_app()
        with self._lock:
            if self._over or app is None:
                return
            self._server = create_server(
                app,
                sockets=[self._socket],
                threads=_THREADS,
                ident=None,
                max_request_body_size=MOST_BYTES,
                outbuf_high_watermark=_PENDING,
                channel_request_lookahead=1,
                clear_untrusted_proxy_headers=True,
            )
        self._server.run()


def _own_address() -> str:
    """Return the address by which this machine would reach others, or its name where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # of the block for documentation; connecting sends nothing
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])
