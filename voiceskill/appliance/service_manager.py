"""Tells systemd how the service is, by the protocol of ``sd_notify(3)``: datagrams on a socket that it names."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress


class ServiceManager:
    """Who has started the service and watches over it; where nobody does, what is told goes nowhere.

    One thread at a time. Nothing here waits or raises: the coach goes on whoever listens.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        """Find out whom to tell.

        Args:
            environment: The process's variables, of which ``NOTIFY_SOCKET``, ``WATCHDOG_USEC`` and ``WATCHDOG_PID``
                count.
        """
        address = environment.get("NOTIFY_SOCKET", "")
        # A leading "@" stands for the nought byte with which the name of a socket begins that is no file.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._watchdog_s = _watchdog_s(environment) if address else None

    @property
    def present(self) -> bool:
        """Whether there is one."""
        return bool(self._address)

    @property
    def watchdog_s(self) -> float | None:
        """Seconds without a sign of life after which the service is restarted; None: nobody counts them."""
        return self._watchdog_s

    def ready(self) -> None:
        """Tell that the service has started."""
        self._tell("READY=1")

    def alive(self) -> None:
        """Tell that the service is not stuck."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Tell that the service is about to end."""
        self._tell("STOPPING=1")

    def status(self, text: str) -> None:
        """Tell in one line how the service is; ``systemctl status`` shows it."""
        self._tell(f"STATUS={text}")

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as speaking:
            # A manager that has stopped reading must not stop the count of a hold.
            speaking.settimeout(0)
            # The name of a device may hold anything.
            speaking.sendto(state.encode(errors="replace"), self._address)


def _watchdog_s(environment: Mapping[str, str]) -> float | None:
    # Whoever is started by the service inherits its variables, and is not meant by them.
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = environment.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 if microseconds.isdecimal() and int(microseconds) else None
