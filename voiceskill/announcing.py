"""Lets the network know where the coach is reached, by multicast DNS (RFC 6762 and 6763)."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address, ip_address
from types import TracebackType
from typing import Final, Self

import ifaddr
from zeroconf import Error, IPVersion, ServiceInfo, Zeroconf

WYOMING: Final = "_wyoming._tcp.local."
"""What programs look for that speak the Wyoming protocol."""
SATELLITES: Final = "_voiceskill._tcp.local."
"""What satellites of the coach's own look for."""
_LABEL_LIMIT: Final = 63
"""Bytes that a name may have in DNS."""

_log = logging.getLogger(__name__)


class Announcement:
    """A thread that announces one service, wherever the machine is connected; a context manager.

    Without a network it waits for one, and where the machine gets another address it announces that.
    """

    def __init__(
        self,
        service: str,
        name: str,
        port: int,
        addresses: Callable[[], Sequence[str]],
        *,
        look_again: float = 30.0,
    ) -> None:
        """Announce nothing yet.

        Args:
            service: What is announced: `WYOMING` or `SATELLITES`.
            name: What the service is called; has a number added where another on the network is called so.
            port: Its port.
            addresses: Returns the IPv4 addresses by which it is reached at the moment.
            look_again: Seconds between two looks at them.
        """
        self._name = name.replace(".", " ").encode()[:_LABEL_LIMIT].decode(errors="ignore")
        self._service = service
        self._port = port
        self._addresses = addresses
        self._look_again = look_again
        self._over = threading.Event()
        self._complained = False
        self._thread = threading.Thread(target=self._run, name="announcement", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self._announce(self._addresses())
            except (OSError, Error) as error:
                if not self._complained:
                    self._complained = True
                    _log.warning(
                        "The coach cannot be announced on the network (%s); it is tried again.", error or type(error)
                    )
                self._over.wait(self._look_again)

    def _announce(self, addresses: Sequence[str]) -> None:
        """Announce the service at these addresses, for as long as the machine has them.

        Raises:
            OSError: There is no network.
            Error: The network cannot be told.
        """
        if not addresses:
            raise OSError("this machine is not connected to any")
        with Zeroconf(interfaces=list(addresses), ip_version=IPVersion.V4Only) as network:
            service = ServiceInfo(
                self._service,
                f"{self._name}.{self._service}",
                port=self._port,
                parsed_addresses=list(addresses),
                server=f"{socket.gethostname().partition('.')[0]}.local.",
            )
            network.register_service(service, allow_name_change=True)
            self._complained = False
            try:
                while not self._over.wait(self._look_again) and set(self._addresses()) == set(addresses):
                    pass
            finally:
                network.unregister_service(service)


@contextmanager
def announced(service: str, program: str, host: str, port: int) -> Iterator[None]:
    """Announce a service until the context is left, where others on the network can reach it.

    Args:
        service: `WYOMING` or `SATELLITES`.
        program: What it is called, before the machine's name.
        host: The name or address that it listens on.
        port: Its port.
    """
    if _is_own(host):
        yield
        return
    addresses = _own_addresses if _is_any(host) else lambda: [socket.gethostbyname(host)]
    with Announcement(service, f"{program} {socket.gethostname().partition('.')[0]}", port, addresses):
        yield


def _own_addresses() -> Sequence[str]:
    """Return the IPv4 addresses of this machine by which others reach it."""
    addresses = (str(address.ip) for adapter in ifaddr.get_adapters() for address in adapter.ips if address.is_IPv4)
    return [address for address in addresses if not IPv4Address(address).is_loopback]


def _is_own(host: str) -> bool:
    """Return whether nobody else on the network can reach this name or address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_any(host: str) -> bool:
    """Return whether this is no address of its own, but stands for all that the machine has."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
