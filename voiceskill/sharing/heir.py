"""Says which coach a room falls to."""

from collections.abc import Iterable
from hashlib import blake2b


def heir(room: str, coaches: Iterable[str]) -> str | None:
    """Return the coach with the highest random weight for a room; None where there is no coach.

    All who ask with the same coaches get the same answer. When one comes or goes, only the rooms that fall to him or
    were his change hands. Source: Thaler and Ravishankar, "A Name-Based Mapping Scheme for Rendezvous" (1996).
    """
    return max(coaches, key=lambda coach: (_weight(room, coach), coach), default=None)


def _weight(room: str, coach: str) -> bytes:
    return blake2b(f"{coach}/{room}".encode(), digest_size=8).digest()
