"""What a satellite is still to be sent, the most urgent first, however often it goes and comes back."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from wyoming.event import Event

from voiceskill.satellite.messages import Lacking, Level, Message, Noted, Order, Piece, WhenAlone, to_event

_PIECE_BYTES: Final = 16 * 2**10
"""What of a clip is sent at once: an order to be silent never waits for more."""
_KNOWN: Final = 4096
"""Clips of which it is remembered that the satellite has them."""


@dataclass(slots=True)
class _Entry:
    """An order and all that it needs."""

    order: Order
    """The order."""
    clips: Mapping[str, bytes]
    """The samples of its clips by their names: 16 bits, mono."""
    sent: bool = False
    """Whether it is on its way."""


class Outbox:
    """Filled by the room's thread, emptied by the network's. Nothing here ever waits.

    An order is sent after the clips that it names, and kept until the satellite says that it was carried out.
    """

    def __init__(self) -> None:
        """Begin empty, with nobody connected."""
        self._lock = threading.Lock()
        self._wake: Callable[[], None] = lambda: None
        self._orders: list[_Entry] = []
        self._there: set[str] = set()
        self._half: tuple[str, int] = ("", 0)
        self._level: Level | None = None
        self._noted = Noted(happened=0)
        self._when_alone: tuple[WhenAlone, Mapping[str, bytes]] | None = None
        self._fresh: set[type[Message]] = set()

    def connect(self, done: int, noted: int, wake: Callable[[], None], *, anew: bool) -> None:
        """Begin to send to a satellite that has just come.

        Args:
            done: The last order that it has carried out.
            noted: Number of the last thing that happened there and is known.
            wake: Is called, from any thread, when there is something to send.
            anew: Whether it knows nothing of what was sent before.
        """
        with self._lock:
            if anew:
                self._there.clear()
            self._half = ("", 0)
            self._noted = Noted(happened=noted)
            self._forget_done(done)
            # What was to be played before the last stage, or the last silence, is no use any more.
            last = max((i for i, entry in enumerate(self._orders) if _is_anew(entry.order)), default=0)
            self._orders = self._orders[last:]
            for entry in self._orders:
                entry.sent = False
            self._fresh = {Level, WhenAlone, Noted}
            self._wake = wake
        wake()

    def disconnect(self) -> None:
        """Wake nobody any more."""
        with self._lock:
            self._wake = lambda: None

    def put(self, order: Order, clips: Mapping[str, bytes]) -> None:
        """Have an order sent; those that it makes needless, and that are not on their way, are not.

        Args:
            order: The order.
            clips: The samples of all clips that it names.
        """
        with self._lock:
            self._orders = [entry for entry in self._orders if entry.sent or not _is_needless(entry.order, order)]
            self._orders.append(_Entry(order, clips))
        self._wake()

    def set_level(self, level: Level) -> None:
        """Have the satellite as loud as this."""
        with self._lock:
            self._level = level
            self._fresh.add(Level)
        self._wake()

    def note(self, happened: int) -> None:
        """Tell the satellite that all that happened up to this number is known."""
        with self._lock:
            self._noted = Noted(happened=happened)
            self._fresh.add(Noted)
        self._wake()

    def live(self) -> None:
        """Send a sign of life."""
        with self._lock:
            self._fresh.add(Noted)
        self._wake()

    def teach(self, when_alone: WhenAlone, clips: Mapping[str, bytes]) -> None:
        """Have the satellite know what to say when the coach cannot be reached."""
        with self._lock:
            self._when_alone = when_alone, clips
            self._fresh.add(WhenAlone)
        self._wake()

    def done(self, number: int) -> None:
        """Forget the orders up to this number: they have been carried out."""
        with self._lock:
            self._forget_done(number)

    def lacks(self, lacking: Lacking) -> None:
        """Send again what the satellite has lost."""
        with self._lock:
            self._there.difference_update(lacking.clips)
            for entry in self._orders:
                entry.sent = entry.sent and entry.order.number != lacking.order
        self._wake()

    def next(self) -> Event | None:
        """Return what is to be sent next; None where there is nothing."""
        with self._lock:
            return self._next_state() or self._next_order() or self._next_words()

    def _next_state(self) -> Event | None:
        if Noted in self._fresh:
            self._fresh.remove(Noted)
            return to_event(self._noted)
        if Level in self._fresh and self._level:
            self._fresh.remove(Level)
            return to_event(self._level)
        return None

    def _next_order(self) -> Event | None:
        entry = next((entry for entry in self._orders if not entry.sent), None)
        if entry is None:
            return None
        if piece := self._next_piece(entry.clips):
            return piece
        entry.sent = True
        return to_event(entry.order)

    def _next_words(self) -> Event | None:
        if WhenAlone not in self._fresh or not self._when_alone:
            return None
        words, clips = self._when_alone
        if piece := self._next_piece(clips):
            return piece
        self._fresh.remove(WhenAlone)
        return to_event(words)

    def _forget_done(self, number: int) -> None:
        if self._orders and self._orders[0].order.number <= number:
            self._orders = [entry for entry in self._orders if entry.order.number > number]

    def _next_piece(self, clips: Mapping[str, bytes]) -> Event | None:
        """Return the next piece of the first of the clips that the satellite does not have."""
        for name, samples in clips.items():
            if name in self._there:
                continue
            begin = self._half[1] if self._half[0] == name else 0
            end = begin + _PIECE_BYTES
            if end < len(samples):
                self._half = name, end
            else:
                self._half = "", 0
                if len(self._there) >= _KNOWN:
                    self._there.clear()  # sent again where needed
                self._there.add(name)
            piece = Piece(clip=name, samples=len(samples) // 2, begin=begin // 2)
            return to_event(piece, samples[begin:end])
        return None


def _is_anew(order: Order) -> bool:
    return order.do in ("play", "silence")


def _is_needless(before: Order, after: Order) -> bool:
    """Say whether an order need not be carried out where another one follows."""
    return _is_anew(after) or before.do == after.do
