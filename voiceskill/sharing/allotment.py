"""Decides which rooms one coach opens and gives up, by what he sees of the others. Neither a clock nor a network in it.

What is kept to:

* A room falls to the coach that `heir` names among those who are there. One that another coach has already stays with
  him as long as a session is under way in it.
* Who has a room says so (a claim). Who wants one that is free claims it, and opens it only when his claim has stood as
  the last one for `Terms.confirmation`: the broker brings all claims to all coaches in the same order.
* Who can no longer be sure that the broker hears him closes his idle rooms `Terms.lease` after the last moment when
  he could. The others wait for `Terms.grace`, which is longer, from when they see him gone. So a room is closed here
  before it is opened there, provided that this takes no longer than the difference, and messages no longer than
  `Terms.confirmation`.
* A broker at whose port nobody listens is down for everybody, so that nobody can be told to take rooms over: all keep
  what they have for as long as that lasts. Who comes while it is down has to wait for it.
* A session is never ended for any of that. A room in which one is under way may therefore be open twice until the
  broker is back, whereupon the room with the session stays, and the other one is closed. Its satellite is connected to
  one coach alone all the while.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from voiceskill.sharing.heir import heir

_UNANSWERED_S: Final = 3.0
"""Seconds after which a claim of which nothing has come back is made again."""
_AGAIN_S: Final = 30.0
"""Seconds after which a room that could not be opened is tried again."""
_MOST: Final = 256
"""Coaches that are taken note of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long coaches wait; the same for all who share rooms."""

    lease: float = 4.0
    """Seconds for which a coach keeps idle rooms after the broker last heard him."""
    grace: float = 6.0
    """Seconds for which the rooms of a coach who has gone without giving them up, and those of which nothing is known,
    are left alone."""
    confirmation: float = 0.5
    """Seconds after which a claim that nobody has gainsaid holds."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a coach says of a room that he has, or wants."""

    room: str
    """The room's key."""
    coach: str
    """The coach."""
    busy: bool
    """Whether a session is under way there."""


@dataclass(frozen=True, slots=True)
class Release:
    """A room is free."""

    room: str
    """The room's key."""


@dataclass(frozen=True, slots=True)
class Open:
    """A room is to be opened."""

    room: str
    """The room's key."""


@dataclass(frozen=True, slots=True)
class Close:
    """A room is to be closed; that it is free is told only after that."""

    room: str
    """The room's key."""


Act = Claim | Release | Open | Close


@dataclass(slots=True)
class _Pending:
    """A claim of this coach's own on a room that he has not opened yet."""

    made: float
    """When he made it."""
    standing: float | None = None
    """Since when it has been the last one; None: it has not come back yet."""


class Allotment:
    """What one coach knows. All times are in seconds on one clock that never goes back."""

    def __init__(self, coach: str, rooms: Iterable[str], terms: Terms) -> None:
        """Know nothing yet.

        Args:
            coach: Who he is.
            rooms: The keys of the rooms that are shared.
            terms: How long to wait.
        """
        self._coach = coach
        self._terms = terms
        self._rooms = tuple(rooms)
        self._open: set[str] = set()
        self._unable: dict[str, float] = {}
        self._connected = float("inf")
        self._assured = float("-inf")
        self._forget()

    @property
    def open(self) -> frozenset[str]:
        """The rooms that this coach has open, by what he was told to do."""
        return frozenset(self._open)

    def connected(self, now: float) -> None:
        """Take note that the broker is there, and begins to tell what others do."""
        self._forget()
        self._connected = now

    def informed(self) -> None:
        """Take note that all has been told that others did before."""
        self._informed = True

    def disconnected(self) -> None:
        """Take note that nothing is told any more."""
        self._forget()

    def assured(self, moment: float) -> None:
        """Take note that at a moment the broker heard this coach, or was down for everybody."""
        self._assured = max(self._assured, moment)

    def coach(self, coach: str, now: float, *, there: bool) -> None:
        """Take note that a coach is there, or has gone."""
        if not there:
            self._others.discard(coach)
            self._gone[coach] = now
        elif coach != self._coach and len(self._others) < _MOST:
            self._others.add(coach)
            self._gone.pop(coach, None)
        while len(self._gone) > _MOST:
            del self._gone[next(iter(self._gone))]

    def claimed(self, claim: Claim, now: float) -> None:
        """Take note of a claim, in the order in which the broker brings them."""
        if claim.room not in self._rooms and claim.coach != self._coach:
            return
        self._claims[claim.room] = claim
        self._heard[claim.room] = now
        self._released.discard(claim.room)
        pending = self._pending.get(claim.room)
        if pending is None:
            return
        if claim.coach == self._coach:
            pending.standing = now
        elif pending.standing is not None:  # before that, the own claim is still on its way, and comes after this one
            del self._pending[claim.room]

    def released(self, room: str) -> None:
        """Take note that a room was given up."""
        self._claims.pop(room, None)
        if room in self._rooms:
            self._released.add(room)

    def failed(self, room: str, now: float) -> None:
        """Take note that a room that was to be opened is not open."""
        self._open.discard(room)
        self._unable[room] = now + _AGAIN_S

    def decide(self, now: float, busy: Callable[[str], bool]) -> Act | None:
        """Return what is to be done next, which is taken to be done; None where there is nothing.

        Args:
            now: The moment.
            busy: Tells whether a session is under way in a room that is open.
        """
        return next(self._acts(now, busy), None)

    def _acts(self, now: float, busy: Callable[[str], bool]) -> Iterator[Act]:
        if now - self._assured > self._terms.lease:
            yield from (self._close(room) for room in sorted(self._open) if not busy(room))
        elif self._informed:
            mine = {room for room, claim in self._claims.items() if claim.coach == self._coach}
            for room in sorted({*self._rooms, *self._open, *mine}):
                yield from self._keep(room, busy=busy(room)) if room in self._open else self._take(room, now)

    def _keep(self, room: str, *, busy: bool) -> Iterator[Act]:
        """Yield what is to be done with a room that is open."""
        claim, mine = self._claims.get(room), Claim(room, self._coach, busy)
        elsewhere = claim is not None and claim.coach in self._others  # each was cut off from the other for a while
        if not busy and (elsewhere or self._heir(room) != self._coach):
            yield self._close(room)
        elif claim != mine and not (elsewhere and claim and claim.busy):
            self._claims[room] = mine
            yield mine

    def _take(self, room: str, now: float) -> Iterator[Act]:
        """Yield what is to be done with a room that is not open here."""
        pending, claim = self._pending.get(room), self._claims.get(room)
        if pending:
            if pending.standing is None and now - pending.made > _UNANSWERED_S:
                del self._pending[room]
            elif pending.standing is not None and now - pending.standing >= self._terms.confirmation:
                del self._pending[room]
                self._open.add(room)
                yield Open(room)
        elif claim and claim.coach == self._coach:  # it was open here, or claimed, before
            del self._claims[room]
            yield Release(room)
        elif self._heir(room) == self._coach and self._is_free(room, now):
            self._pending[room] = _Pending(now)
            yield Claim(room, self._coach, busy=False)

    def _is_free(self, room: str, now: float) -> bool:
        claim = self._claims.get(room)
        if now < self._unable.get(room, now) or (claim and claim.coach in self._others):
            return False
        if claim is None and room in self._released:
            return True
        moments = [self._connected]
        if claim:  # of who has gone, or has come so lately that it is not known yet
            moments += [self._heard[room], self._gone.get(claim.coach, self._connected)]
        return now - max(moments) >= self._terms.grace

    def _heir(self, room: str) -> str | None:
        return heir(room, {*self._others, self._coach}) if room in self._rooms else None

    def _close(self, room: str) -> Close:
        self._open.discard(room)
        return Close(room)

    def _forget(self) -> None:
        """Know nothing of the others."""
        self._informed = False
        self._others: set[str] = set()
        self._gone: dict[str, float] = {}
        self._claims: dict[str, Claim] = {}
        self._heard: dict[str, float] = {}
        self._released: set[str] = set()
        self._pending: dict[str, _Pending] = {}
