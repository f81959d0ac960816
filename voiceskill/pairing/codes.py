"""Codes that are read on one machine and typed on another, once, so that the two know each other.

A code never travels. Each side shows that it knows the code by a proof that holds only for the certificate that the
satellite has seen: who stands between the two shows one of his own, and has a proof that is good for nothing.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter

from voiceskill.pairing.private_file import PrivateFile
from voiceskill.pairing.tokens import Tokens

_LETTERS: Final = "34679ACDEFGHJKMNPQRTUVWXY"
"""None that is easily taken for another: neither 0 and O, 1, I and L, 2 and Z, 5 and S, nor 8 and B."""
_LENGTH: Final = 8
_ATTEMPTS: Final = 5
"""Wrong proofs after which a code is void."""
_LONGEST_NONCE: Final = 200
"""Letters; anything longer is no proof of ours."""


def prove(code: str, fingerprint: str, nonce: str, who: Literal["satellite", "coach"]) -> str:
    """Return what shows the other side that one knows the code, in hexadecimal; takes some 50 ms and 16 MB.

    The slow hash is scrypt (RFC 7914) with N 16384, r 8, p 1: to try all codes takes more than the minutes one holds.

    Args:
        code: As it was read; capitals, spaces and hyphens do not count.
        fingerprint: Of the certificate that the satellite has seen, SHA-256, in hexadecimal.
        nonce: Random text, made by the satellite for this proof alone.
        who: Whose proof it is: neither's can be sent back as the other's.
    """
    plain = "".join(letter for letter in code.upper() if letter in _LETTERS)
    salt = hashlib.sha256(f"{fingerprint} {nonce}".encode(errors="replace")).digest()
    key = hashlib.scrypt(plain.encode(), salt=salt, n=2**14, r=8, p=1)
    return hmac.digest(key, who.encode(), "sha256").hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A code that can be used."""

    code: str
    begun: float
    """When, in seconds on the clock."""
    until: float
    """Until when, in seconds on the clock."""
    attempts: int = _ATTEMPTS
    """How many are left."""

    def holds(self, now: float) -> bool:
        # The clock starts anew with the machine, and a code does not outlive that.
        return self.begun <= now < self.until and self.attempts > 0


_shape = TypeAdapter(dict[str, _Open])


class Codes:
    """The codes that can be used just now, at most one a room. Any thread, and process, may use it."""

    def __init__(self, file: Path, tokens: Tokens, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the files, which need not exist yet.

        Args:
            file: Where open codes are kept, in plain text, for the owner alone and for minutes.
            tokens: Gives a token to who knows a code.
            clock: Gives seconds, the same to all processes of this machine.
        """
        self._file = PrivateFile(file, _shape, {}, "delete it, and begin the pairing again")
        self._tokens = tokens
        self._clock = clock

    def begin(self, room: str, seconds: float = 300.0) -> str:
        """Return a new code for a room, eight letters and digits; one that it had before is void.

        Args:
            room: Its key.
            seconds: How long the code holds.

        Raises:
            Complaint: It cannot be kept.
        """
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        now = self._clock()
        with self._file.changing() as (codes, keep):
            others = {other: known for other, known in codes.items() if other != room and known.holds(now)}
            keep(others | {room: _Open(code=code, begun=now, until=now + seconds)})
        return code

    def redeem(self, room: str, fingerprint: str, nonce: str, proof: str) -> tuple[str, str] | None:
        """Return a new token, and the coach's own proof, to a satellite that has proved to know the room's code.

        Takes as long as `prove` does where there is a code at all: to be called beside what must not wait.

        Args:
            room: The room's key, as the satellite says.
            fingerprint: Of the coach's own certificate, not of what the satellite says.
            nonce: As the satellite says.
            proof: The same.

        Returns:
            None where there is no such code, any more, or the proof is wrong; the fifth time that voids the code.

        Raises:
            Complaint: What has changed cannot be kept; nobody is let in then.
        """
        attempted = self._attempt(room)
        if attempted is None or len(nonce) > _LONGEST_NONCE:
            return None
        right = prove(attempted.code, fingerprint, nonce, "satellite")
        if not hmac.compare_digest(right.encode(), proof.encode(errors="replace")):
            return None
        with self._file.changing() as (codes, keep):
            known = codes.get(room)
            if known is None or known.code != attempted.code:
                return None  # another was faster, or a new code was begun
            keep({other: open_code for other, open_code in codes.items() if other != room})
        return self._tokens.issue(room), prove(attempted.code, fingerprint, nonce, "coach")

    def _attempt(self, room: str) -> _Open | None:
        """Return a room's code if it holds, with one attempt less from now on, before the attempt is looked at.

        So many attempts at once are no more than one after another.
        """
        if room not in self._file.content:
            return None
        now = self._clock()
        with self._file.changing() as (codes, keep):
            known = codes.get(room)
            holding = {other: open_code for other, open_code in codes.items() if open_code.holds(now)}
            if known is None or not known.holds(now):
                keep(holding)
                return None
            keep(holding | {room: replace(known, attempts=known.attempts - 1)})
        return known
