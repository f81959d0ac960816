"""On a satellite: which coaches it knows, and what it tells them."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from voiceskill.pairing.private_file import PrivateFile


@dataclass(frozen=True, slots=True)
class Credential:
    """How a satellite and one coach know each other."""

    fingerprint: str
    """SHA-256 of the coach's certificate, in hexadecimal."""
    token: str
    """What the satellite sends to it, and to nobody with another certificate."""


_shape = TypeAdapter(dict[str, Credential])


class Credentials:
    """What is known of coaches, as it is in the file at each moment. Any thread, and process, may use it."""

    def __init__(self, file: Path) -> None:
        """Take the file, which need not exist yet."""
        self._file = PrivateFile(file, _shape, {}, "delete it, and pair this satellite anew")

    def of(self, server: str, fingerprint: str = "") -> Credential | None:
        """Return what is known of a coach; None where nothing is.

        Args:
            server: As he is called when connecting.
            fingerprint: Of the certificate that he shows, SHA-256, in hexadecimal: by it he is known even where he is
                called otherwise than when he was paired.

        Raises:
            Complaint: The file could never be read.
        """
        known = self._file.content
        shown = (credential for credential in known.values() if credential.fingerprint == fingerprint)
        return next(shown, known.get(server))

    def keep(self, server: str, credential: Credential) -> None:
        """Remember a coach, in place of what was known of him.

        Raises:
            Complaint: It cannot be kept.
        """
        with self._file.changing() as (known, keep):
            keep(known | {server: credential})
