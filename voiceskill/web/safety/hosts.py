"""Answers only those who call this machine by one of its own names.

A foreign site can have its own name lead to this machine (DNS rebinding), and the browser then takes page and site for
one; but it still sends the foreign name.
"""

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, abort, request
from werkzeug.sansio.utils import host_is_trusted

_MISDIRECTED = 421


def is_local(host: str) -> bool:
    """Return whether only this machine itself can reach a server that listens on a host name or address."""
    address = _address(host)
    return address.is_loopback if address else host == "localhost"


def answer_only_to_own_names(app: Flask, host: str, others: Iterable[str] = ()) -> None:
    """Refuse requests that call for another host, whatever they ask for.

    Args:
        app: Who answers.
        host: The name or address that the server listens on.
        others: More names that lead here, from the settings.
    """
    names = {"localhost", "127.0.0.1", "::1", *(name.lower() for name in others)}
    on_network = not is_local(host)
    if on_network:
        hostname = socket.gethostname().lower()
        names |= {host.lower(), hostname, hostname.partition(".")[0] + ".local"}

    @app.before_request
    def _check_host() -> None:
        called = request.environ.get("HTTP_HOST", "")
        name = urlsplit(f"//{called}").hostname if host_is_trusted(called) else None
        # A machine has several addresses, and none of them can be made to lead elsewhere, as a name can.
        if name not in names and not (on_network and name and _address(name)):
            abort(_MISDIRECTED, "This machine is called by a name that it does not know; use its own, or its address.")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
