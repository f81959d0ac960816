"""Where a program of the Wyoming project is reached."""

from urllib.parse import urlsplit

from voiceskill.complaint import Complaint


def parse_address(uri: str) -> tuple[str, int]:
    """Return the name or address and the port of a URI such as ``tcp://0.0.0.0:10300``.

    Raises:
        Complaint: It is none of that form.
    """
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or port is None or uri.partition("://")[0] != "tcp" or parts.path or parts.query or parts.username:
        raise Complaint(f'"{uri}" is no address for the Wyoming protocol; write it like tcp://0.0.0.0:10300.')
    return host, port
