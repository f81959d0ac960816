"""Brings the rooms together with home automation, over the broker."""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Full, Queue
from types import TracebackType
from typing import Final, Self

from voiceskill.coaching.command import Command
from voiceskill.complaint import Complaint
from voiceskill.config import HERE, Config
from voiceskill.mat import Mat
from voiceskill.mqtt.broker import Broker, Connected, Message, News
from voiceskill.mqtt.discovery import Announcer, Device
from voiceskill.mqtt.figures import Figures
from voiceskill.mqtt.orders import order_of
from voiceskill.mqtt.room_state import RoomState, counts, room_state, seconds_left
from voiceskill.repertoire import Repertoire

_log = logging.getLogger(__name__)

_PACE_S: Final = 1.0
"""Seconds from one message about a room to the next, at least."""
_GLANCE_S: Final = 1.0
"""Seconds from one look at which rooms there are, and what can be asked for in them, to the next."""
_FIGURES_S: Final = 60.0
"""Seconds from one look at the figures to the next; midnight changes them, too."""
_RECORDED_S: Final = 2.0
"""Seconds after a session's end within which the journal knows of it."""
_GREETING_S: Final = 3.0
"""Seconds within which Home Assistant is told everything anew once it has started: at once it has much to do."""
_WAITING: Final = 200
"""Messages that wait to be looked at; what comes beyond that is ignored."""
_ORDERS: Final = 20
_ORDERS_S: Final = 10.0
"""How many orders are taken for a room in how many seconds; what comes beyond that is ignored."""
_URGENT: Final = frozenset({"hurt", "stop"})
"""What is taken however much came before; nothing begins by it."""


@dataclass(slots=True)
class _Shown:
    """What has been published of a room."""

    mat: Mat
    repertoire: Repertoire | None = None
    """By which it was announced; None: not yet on this connection."""
    device: Device | None = None
    """How it was announced; None: not yet on this connection."""
    state: RoomState | None = None
    """What was said of it last; None: nothing yet on this connection."""
    moment: float = 0.0
    """When, in seconds as of `time.monotonic`."""
    orders: deque[float] = field(default_factory=lambda: deque(maxlen=_ORDERS))
    """When the last orders came."""


class MqttLink:
    """Publishes what goes on in the rooms, and has what is ordered done there.

    The rooms, the connection and this link have threads of their own, and none of them waits for another: a room only
    wakes this one, which looks at what is newest. Nor does it wait for the journal, whose server may be away: "that
    hurts" could come meanwhile.
    """

    def __init__(
        self,
        broker: Broker,
        *,
        discovery: str,
        mats: Callable[[], Mapping[str, Mat]],
        figures: Callable[[], Figures],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Follow a broker, which is not connected yet; as a context manager it works until the context is left.

        Args:
            broker: The way to the broker.
            discovery: What the names of Home Assistant's discovery topics begin with.
            mats: Returns the rooms that are open, by their keys.
            figures: Returns the figures of the house; may raise a `Complaint`, and take its time.
            clock: Gives the time, in seconds as of `time.monotonic`.
        """
        self._broker = broker
        self._announcer = Announcer(prefix=discovery, topics=broker.topics, identity=broker.identity)
        self._mats = mats
        self._figures = figures
        self._clock = clock
        self._birth = f"{discovery}/status"
        self._news: Queue[Message] = Queue(_WAITING)
        self._awake = threading.Event()
        self._over = threading.Event()
        self._shown: dict[str, _Shown] = {}
        self._closed: set[str] = set()
        self._greet_at = float("inf")
        self._figures_at = float("inf")
        self._looking_up: threading.Thread | None = None
        self._thread = threading.Thread(target=self._work, name="mqtt", daemon=True)
        broker.follow(self._take, broker.topics.order("+", "+"), broker.topics.coaches, self._birth)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._awake.set()
        for thread in filter(None, (self._thread, self._looking_up)):
            thread.join(_GREETING_S)

    def _take(self, news: News) -> None:
        if isinstance(news, Connected):
            self._greet_at = float("-inf")
        elif isinstance(news, Message):
            with suppress(Full):
                self._news.put_nowait(news)
        self._awake.set()

    def _work(self) -> None:
        while not self._over.is_set():
            self._awake.clear()
            try:
                self._heed()
                again = min(self._look(), self._report_figures(), self._greet_at)
            except Exception:  # noqa: BLE001 - whatever it was, the next change is still to be told
                _log.exception("Home automation could not be told what goes on.")
                again = self._clock() + _GLANCE_S
            self._awake.wait(max(again - self._clock(), 0.0))

    def _heed(self) -> None:
        """Do what has come from the broker."""
        without = False
        for _ in range(self._news.qsize()):
            message = self._news.get_nowait()
            if ordered := self._broker.topics.ordered(message.topic):
                if not message.retained:  # one that is would be obeyed again with each connection
                    self._obey(*ordered, message.text)
            elif message.topic != self._birth:
                without = without or not message.text
            elif message.text == "online":
                # Not all coaches of a house at once.
                soon = self._clock() + random.uniform(0, _GREETING_S)  # noqa: S311 - nothing secret
                self._greet_at = min(self._greet_at, soon)
        if self._clock() >= self._greet_at:
            self._greet()
        elif without:
            # Another coach has gone; the house, which may have been announced as his, is still there.
            self._publish(self._announcer.house())

    def _greet(self) -> None:
        """Tell everything anew."""
        self._greet_at = float("inf")
        self._publish(self._announcer.house())
        self._figures_at = self._clock()
        for shown in self._shown.values():
            shown.repertoire = shown.device = shown.state = None

    def _obey(self, room: str, kind: str, text: str) -> None:
        shown, now = self._shown.get(room), self._clock()
        if shown is None:
            return
        if len(shown.orders) == _ORDERS and now - shown.orders[0] < _ORDERS_S and text not in _URGENT:
            return
        repertoire = shown.mat.repertoire()
        order = order_of(kind, text, repertoire)
        if order is None:
            return
        shown.orders.append(now)
        hindrance = shown.mat.live.latest.content.hindrance
        if hindrance and text not in _URGENT:
            _log.warning(
                "What home automation asks for in the room %s is not done. %s", shown.mat.name or room, hindrance
            )
        elif not isinstance(order, Command):
            shown.mat.announce(order.text)
        elif repertoire.knows(order):
            shown.mat.ask(order)

    def _look(self) -> float:
        """Publish what is new of the rooms; return when to look again, if nothing happens before."""
        now, mats = self._clock(), self._mats()
        for key in [key for key, shown in self._shown.items() if mats.get(key) is not shown.mat]:
            del self._shown[key]
            self._closed.add(key)
        for key in mats.keys() - self._shown.keys():
            self._shown[key] = _Shown(mats[key])
            mats[key].live.follow(lambda _issue: self._awake.set())
        if not self._broker.connected:
            return now + _GLANCE_S
        self._withdraw(mats)
        return min((self._show(shown, now) for shown in self._shown.values()), default=now + _GLANCE_S)

    def _withdraw(self, mats: Mapping[str, Mat]) -> None:
        """Tell that rooms are there no more which the settings do not have; others may be open at another coach."""
        self._closed -= mats.keys()
        # The other rooms may come to know of changed settings a little later.
        settings = [mat.repertoire().config for mat in mats.values()]
        for key in [key for key in self._closed if settings and not any(_has(each, key) for each in settings)]:
            self._closed.remove(key)
            self._publish(self._announcer.without_room(key))
            self._broker.publish(self._broker.topics.state(key), "", retain=True)

    def _show(self, shown: _Shown, now: float) -> float:
        """Publish what is new of a room; return when to look at it again."""
        mat, issue, repertoire = shown.mat, shown.mat.live.latest, shown.mat.repertoire()
        if repertoire is not shown.repertoire:
            routines = [routine.name for routine in repertoire.library.routines.values()]
            device = self._announcer.room(mat.key, mat.name, routines)
            if device != shown.device:
                self._publish(device)
            shown.repertoire, shown.device = repertoire, device
        state = room_state(issue, repertoire, now)
        if state != shown.state:
            if shown.state and now - shown.moment < _PACE_S:
                return shown.moment + _PACE_S
            if shown.state and shown.state.stretch and not state.stretch:
                self._figures_at = now + _RECORDED_S
            self._broker.publish(self._broker.topics.state(mat.key), state.text, retain=True)
            shown.state, shown.moment = state, now
        left = seconds_left(issue, now)
        if left is None or not counts(issue):
            return now + _GLANCE_S
        # Just after the next whole second of what is counted.
        return max(now + left % 1 + 0.005, shown.moment + _PACE_S)

    def _report_figures(self) -> float:
        """Have the figures published if it is time; return when it is again."""
        now = self._clock()
        if self._broker.connected and now >= self._figures_at:
            if self._looking_up and self._looking_up.is_alive():  # what it finds may be of before
                self._figures_at = now + _GLANCE_S
            else:
                self._figures_at = now + _FIGURES_S
                self._looking_up = threading.Thread(target=self._publish_figures, name="mqtt figures", daemon=True)
                self._looking_up.start()
        return self._figures_at

    def _publish_figures(self) -> None:
        try:
            figures = self._figures()
        except Complaint:  # who keeps the journal says what is wrong with it
            return
        except Exception:  # noqa: BLE001 - whatever it was, they are looked up again
            _log.exception("Home automation could not be told the figures.")
            return
        self._broker.publish(self._broker.topics.figures, figures.text, retain=True)

    def _publish(self, device: Device) -> None:
        self._broker.publish(device.topic, device.text, retain=True)


def _has(config: Config, room: str) -> bool:
    return room in config.rooms or (room == HERE and config.sound_card)
