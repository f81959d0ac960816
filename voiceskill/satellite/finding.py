"""Finds coaches that announce themselves in the local network (DNS-SD over mDNS, RFC 6763 and 6762)."""

import threading
import time
from typing import Final

from zeroconf import Error, ServiceBrowser, ServiceStateChange, Zeroconf

from voiceskill.announcing import SATELLITES
from voiceskill.satellite.calling import Address

_WAIT_S: Final = 3.0
"""Seconds within which a coach that is there has answered."""
_OTHERS_S: Final = 0.5
"""Seconds after the first answer within which those of other coaches have come: one may know this satellite."""


def find_coaches(seconds: float = _WAIT_S) -> tuple[Address, ...]:
    """Return where the coaches of this network let satellites in, in the order of their names.

    Args:
        seconds: How long to wait for the first.
    """
    names: set[str] = set()
    found = threading.Event()

    def note(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        del zeroconf, service_type
        if state_change is ServiceStateChange.Added:
            names.add(name)
            found.set()

    try:
        with Zeroconf() as network:
            ServiceBrowser(network, SATELLITES, handlers=[note])
            if found.wait(seconds):
                time.sleep(_OTHERS_S)
            services = [network.get_service_info(SATELLITES, name) for name in sorted(names)]
    except (OSError, Error):  # there is no network
        return ()
    # By their names: the numbers of a home network change, and it is by its address that a coach is known again.
    return tuple(
        Address(service.server.rstrip("."), service.port)
        for service in services
        if service and service.server and service.port
    )
