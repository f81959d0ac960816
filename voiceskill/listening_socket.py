"""Takes the address at which others connect, before anything is made that needs it."""

import socket
from typing import Final

_ANY_OF_BOTH: Final = "::"


class CannotListenError(Exception):
    """An address cannot be had; says why, in the system's words."""


def listen(host: str, port: int) -> socket.socket:
    """Return a TCP socket that listens.

    Args:
        host: The name or address; ``::`` is reached by IPv4 too, by which a machine is announced.
        port: The port, 0 for any that is free.

    Raises:
        CannotListenError: The address cannot be had.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        both = address[0] == _ANY_OF_BOTH and socket.has_dualstack_ipv6()
        return socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except (OSError, UnicodeError) as error:
        # Without the address, which Python adds to the system's words.
        raise CannotListenError((getattr(error, "strerror", None) or str(error)).partition(" (while")[0]) from error
