"""The password, the tokens of programs, and the secret that signs session cookies: one file, for the user alone."""

import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path
from pydantic import TypeAdapter, ValidationError
from werkzeug.security import check_password_hash, generate_password_hash

from voiceskill.complaint import Complaint
from voiceskill.config.saving import locked
from voiceskill.replacing import replacing

SHORTEST = 8
"""Letters of a password, at least."""
LONGEST = 200
"""Letters of a password, at most."""
MOST_TOKENS = 20
"""Tokens at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Lets a program in."""

    id: str
    """Names it, to take it back."""
    name: str
    """What it is for, in the user's words."""
    digest: str
    """SHA-256 of what the program sends, in hexadecimal. That is random and long, and needs no slower hash."""
    made: str
    """Date, as ISO 8601 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is in the file."""

    secret: str
    password: str | None = None
    era: str = ""
    tokens: tuple[Token, ...] = ()


_shape = TypeAdapter(_Kept)

_Stamp = tuple[int, int, int]
"""Of a file: differs once it has been written."""


def find_keys() -> Path:
    """Return the path of the file, which need not exist yet: `page.json` in the user's own data folder."""
    return user_data_path("voiceskill", appauthor=False) / "page.json"


class Keys:
    """What lets people and programs in, as it is in the file at each moment. Any thread, and process, may use it."""

    def __init__(self, path: Path) -> None:
        """Read them; where there are none yet, nothing is written before there are.

        Args:
            path: The file.

        Raises:
            Complaint: It cannot be read.
        """
        self._path = path
        self._lock = threading.Lock()
        self._known: tuple[_Stamp | None, _Kept] = (None, _Kept(secret=secrets.token_hex()))
        self._read()

    @property
    def secret(self) -> str:
        """What signs the session cookies."""
        return self._now.secret

    @property
    def era(self) -> str:
        """Changes with the password: who was let in before is let in no longer."""
        return self._now.era

    @property
    def has_password(self) -> bool:
        """Whether a password was set."""
        return self._now.password is not None

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens that let programs in."""
        return self._now.tokens

    def set_password(self, password: str) -> None:
        """Let those in who know this password, and nobody by what he knew before.

        Raises:
            Complaint: It cannot be written.
        """
        with self._writing() as kept:
            self._keep(replace(kept, password=generate_password_hash(password), era=secrets.token_hex(8)))

    def is_password(self, password: str) -> bool:
        """Return whether this is the password; takes a twentieth of a second."""
        known = self._now.password
        return known is not None and check_password_hash(known, password)

    def make_token(self, name: str) -> str:
        """Return what a program has to send from now on; it is shown this once and not kept.

        Raises:
            Complaint: There are too many, or it cannot be written.
        """
        text = secrets.token_urlsafe(32)
        token = Token(
            id=secrets.token_hex(4), name=name, digest=_digest(text), made=datetime.now(UTC).date().isoformat()
        )
        with self._writing() as kept:
            if len(kept.tokens) >= MOST_TOKENS:
                raise Complaint(f"There are {MOST_TOKENS} tokens already; take one of them back first.")
            self._keep(replace(kept, tokens=(*kept.tokens, token)))
        return text

    def revoke_token(self, token_id: str) -> None:
        """Let a program in no longer.

        Raises:
            Complaint: It cannot be written.
        """
        with self._writing() as kept:
            self._keep(replace(kept, tokens=tuple(token for token in kept.tokens if token.id != token_id)))

    def is_token(self, text: str) -> bool:
        """Return whether a program that sends this is let in."""
        digest = _digest(text)
        return any(secrets.compare_digest(token.digest, digest) for token in self.tokens)

    @property
    def _now(self) -> _Kept:
        with suppress(Complaint):  # what was known goes on to hold
            self._read()
        return self._known[1]

    def _read(self) -> None:
        """Take over what another process has written; nothing where there is no file."""
        try:
            found = self._path.stat()
            stamp = found.st_ino, found.st_size, found.st_mtime_ns
            if stamp != self._known[0]:
                # At once, so that a thread that reads late leaves behind no old content with a new stamp.
                self._known = stamp, _shape.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, ValidationError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is damaged"
            raise Complaint(
                f"The page's password in {self._path} cannot be read: {reason}; delete the file to set another."
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[_Kept]:
        """Have the file to oneself, as it is now."""
        with self._lock, locked(self._path.parent):
            self._read()
            yield self._known[1]

    def _keep(self, kept: _Kept) -> None:
        try:
            with replacing(self._path) as file:
                file.write(json.dumps(asdict(kept)).encode())
        except OSError as error:
            raise Complaint(f"The page's password cannot be kept in {self._path}: {error.strerror}.") from error
        self._known = None, kept  # and the stamp with the next look at the file


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
