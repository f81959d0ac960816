"""Opens and closes the rooms of one coach as others come and go."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from voiceskill.complaint import Complaint
from voiceskill.mqtt.broker import Broker, Connected, Disconnected, Message, News, NobodyThere
from voiceskill.mqtt.topics import last_level
from voiceskill.sharing.allotment import Act, Allotment, Claim, Close, Open, Release, Terms

_log = logging.getLogger(__name__)

_TICK_S: Final = 0.25
"""Seconds from one look at what is to be done to the next."""
_BEATS: Final = 4
"""How often in the time of a lease the broker is asked whether it hears."""
_FAREWELL_S: Final = 30.0
"""Seconds for the rooms to be closed at the end."""
_IDENTITY: Final = 8
"""Characters of a coach's name."""


class Sharing:
    """Shares rooms with all coaches who use the same topic at the same broker, and have the same rooms."""

    def __init__(
        self,
        broker: Broker,
        rooms: Iterable[str],
        *,
        open_room: Callable[[str], None],
        close_room: Callable[[str], None],
        busy: Callable[[str], bool],
        terms: Terms | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Follow a broker, which is not connected yet; as a context manager it works until the context is left.

        Args:
            broker: The way to the broker.
            rooms: The keys of the rooms that are shared.
            open_room: Opens one; called on a thread of its own, as are the others. May raise a `Complaint`: then it is
                called again later.
            close_room: Closes one, and returns once nothing goes on in it.
            busy: Tells whether a session is under way in one that is open. Must not wait.
            terms: How long to wait for what; the usual where None. The same for all coaches.
            clock: Gives the time, in seconds as of `time.monotonic`.
        """
        self._broker = broker
        self._topics = broker.topics
        self._open_room = open_room
        self._close_room = close_room
        self._busy = busy
        self._clock = clock
        self._beat = self._topics.beat(broker.identity)
        self._terms = terms or Terms()
        self._allotment = Allotment(broker.identity, rooms, self._terms)
        self._deciding = threading.Lock()
        self._awake = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sharing", daemon=True)
        self._heart = threading.Thread(target=self._keep_beating, name="sharing beat", daemon=True)
        broker.follow(self._take, self._topics.coaches, self._topics.owners, self._beat)

    def __enter__(self) -> Self:
        self._thread.start()
        self._heart.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._awake.set()
        self._thread.join(_FAREWELL_S)
        self._heart.join()

    def _work(self) -> None:
        while not self._over.is_set():
            self._awake.wait(_TICK_S)
            self._awake.clear()
            try:
                while not self._over.is_set() and (act := self._next()):
                    self._do(act)
            except Exception:  # noqa: BLE001 - whatever it was, the rooms of others are still to be taken over
                _log.exception("The rooms could not be shared.")
        for room in sorted(self._allotment.open):
            self._close(room)
            self._broker.publish(self._topics.owner(room), "", retain=True)

    def _next(self) -> Act | None:
        with self._deciding:
            return self._allotment.decide(self._clock(), self._busy)

    def _keep_beating(self) -> None:
        # On a thread of its own, as it may take seconds to open a room.
        while not self._over.wait(self._terms.lease / _BEATS):
            self._send_beat()

    def _send_beat(self) -> None:
        self._broker.publish(self._beat, repr(self._clock()))

    def _take(self, news: News) -> None:
        with self._deciding:
            self._heed(self._clock(), news)
        self._awake.set()

    def _heed(self, now: float, news: News) -> None:
        match news:
            case Connected():
                self._allotment.connected(now)
                self._send_beat()
            case Disconnected():
                self._allotment.disconnected()
            case NobodyThere():
                self._allotment.assured(now)
            case Message(topic=topic, text=text) if topic == self._beat:
                # All that was retained has come before it.
                self._allotment.informed()
                with suppress(ValueError):
                    self._allotment.assured(min(float(text), now))
            case Message(topic=topic, text=text) if topic.startswith(self._topics.coach("")):
                if len(coach := last_level(topic)) == _IDENTITY:
                    self._allotment.coach(coach, now, there=bool(text))
            case Message(topic=topic, text=text):
                room = last_level(topic, -2)
                if claim := _claim(room, text):
                    self._allotment.claimed(claim, now)
                else:
                    self._allotment.released(room)

    def _do(self, act: Act) -> None:
        match act:
            case Open(room):
                try:
                    self._open_room(room)
                except Exception as error:  # noqa: BLE001 - whatever it was, nobody is to take the room for open
                    if isinstance(error, Complaint):
                        _log.warning("%s Until then, the room %s stays closed.", error, room)
                    else:
                        _log.exception("The room %s stays closed for now.", room)
                    with self._deciding:
                        self._allotment.failed(room, self._clock())
            case Close(room):
                self._close(room)
            case Claim(room, coach, busy):
                claim = json.dumps({"coach": coach, "busy": busy})
                self._broker.publish(self._topics.owner(room), claim, retain=True)
            case Release(room):
                self._broker.publish(self._topics.owner(room), "", retain=True)

    def _close(self, room: str) -> None:
        try:
            self._close_room(room)
        except Complaint as complaint:
            _log.warning("%s", complaint)
        except Exception:  # noqa: BLE001 - whatever it was, the other rooms are to be closed as well
            _log.exception("The room %s could not be closed in order.", room)


def _claim(room: str, text: str) -> Claim | None:
    with suppress(ValueError):
        match json.loads(text):
            case {"coach": str(coach), "busy": bool(busy)} if len(coach) == _IDENTITY:
                return Claim(room, coach, busy)
    return None
