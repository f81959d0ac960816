"""Keeps what was made of a few things, and lets go of what was made of those that were used longest ago."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Thing = TypeVar("_Thing", bound=Hashable)
_Made = TypeVar("_Made")

_LIMIT = 6
"""How many are kept: a few more than one coach listens for in all that he does; PocketSphinx needs 16 MB for some."""


class Latest(Generic[_Thing, _Made]):
    """Makes something of each thing when it is first asked for."""

    def __init__(self, make: Callable[[_Thing], _Made], let_go: Callable[[_Made], object] = lambda _made: None) -> None:
        """Begin with nothing.

        Args:
            make: Makes it; may take a while.
            let_go: Is given what is no longer kept.
        """
        self._make = make
        self._let_go = let_go
        self._made: dict[_Thing, _Made] = {}
        """In the order of their use, the latest last."""

    def of(self, thing: _Thing) -> _Made:
        """Return what was made of a thing."""
        made = self._made.pop(thing) if thing in self._made else self._make(thing)
        self._made[thing] = made
        while len(self._made) > _LIMIT:
            self._let_go(self._made.pop(next(iter(self._made))))
        return made
