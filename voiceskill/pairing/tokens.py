"""Which satellites the coach knows: one for each room, by the hash of the token that it sends."""

import hashlib
import secrets
from pathlib import Path

from pydantic import TypeAdapter

from voiceskill.pairing.private_file import PrivateFile

_shape = TypeAdapter(dict[str, str])
"""SHA-256 of each room's token, in hexadecimal. A token is random and long, and needs no slower hash."""


class Tokens:
    """What lets satellites in, as it is in the file at each moment. Any thread, and process, may use it."""

    def __init__(self, file: Path) -> None:
        """Take the file, which need not exist yet."""
        self._file = PrivateFile(file, _shape, {}, "delete it, and pair the satellites anew")

    def issue(self, room: str) -> str:
        """Return what the satellite of a room has to send from now on; one that it had before counts no more.

        Raises:
            Complaint: It cannot be kept.
        """
        token = secrets.token_urlsafe(32)
        with self._file.changing() as (digests, keep):
            keep(digests | {room: _digest(token)})
        return token

    def knows(self, room: str, token: str) -> bool:
        """Return whether this is the room's token, in a time that tells nothing of it.

        Raises:
            Complaint: The file could never be read.
        """
        return secrets.compare_digest(self._file.content.get(room, ""), _digest(token))

    def forget(self, room: str) -> None:
        """Let a room's satellite in no longer; nothing where there is none.

        Raises:
            Complaint: It cannot be kept.
        """
        with self._file.changing() as (digests, keep):
            if room in digests:
                keep({other: digest for other, digest in digests.items() if other != room})

    def rooms(self) -> frozenset[str]:
        """Return the keys of the rooms whose satellites are known.

        Raises:
            Complaint: The file could never be read.
        """
        return frozenset(self._file.content)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
