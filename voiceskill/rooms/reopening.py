"""Opens the sound card again, for as long as it takes."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from voiceskill.backoff import delays
from voiceskill.complaint import Complaint
from voiceskill.rooms.card_pair import CardPair
from voiceskill.rooms.portaudio import leave_without_farewell, look_again

_log = logging.getLogger(__name__)

_LEAVE_S = 1.0
"""Seconds that the thread may take to end when nobody needs it any more."""


class Reopening:
    """Closes what has died, has PortAudio look again, and opens what is found, in a thread of its own.

    All that in one thread and in this order: PortAudio must not look while a stream is open, nor may two streams ask
    for what is played. A frozen sound server holds it up in any of the steps, and lets go when it is back or dead.
    """

    def __init__(self, dead: CardPair | None, open_pair: Callable[[], CardPair]) -> None:
        """Begin.

        Args:
            dead: What has to be closed first, if anything was open.
            open_pair: Finds the devices and opens them; raises a Complaint while they are not there.
        """
        self.pair: CardPair | None = None
        """What was opened; None until then."""
        self._dead = dead
        self._open_pair = open_pair
        self._surprised = False
        self._ready = threading.Event()
        self._given_up = threading.Event()
        self._handing_over = threading.Lock()
        self._thread: Final = threading.Thread(target=self._work, name="reopen the card", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> CardPair | None:
        """Wait for so long at most; return what was opened, or None where nothing was yet."""
        self._ready.wait(seconds)
        return self.pair

    def give_up(self) -> None:
        """End it, whatever it is doing, and close what was opened; never waits for long."""
        with self._handing_over:
            self._given_up.set()
            if self.pair:
                self.pair.leave()
        self._thread.join(_LEAVE_S)
        if self._thread.is_alive():
            leave_without_farewell()

    def _work(self) -> None:
        for delay in delays():
            if self._given_up.is_set():
                return
            if self._try():
                return
            self._given_up.wait(delay)

    def _try(self) -> bool:
        try:
            if self._dead:
                self._dead.close()  # does nothing from the second time on, even where the first has failed
            look_again()
            pair = self._open_pair()
        except Complaint as complaint:
            _log.debug("Not yet: %s", complaint)
            return False
        except Exception:  # noqa: BLE001 - whatever comes up while devices come and go, it is tried again
            _log.log(
                logging.DEBUG if self._surprised else logging.WARNING,
                "Opening the sound card has failed unexpectedly; it is tried again.",
                exc_info=True,
            )
            self._surprised = True
            return False
        with self._handing_over:
            if not self._given_up.is_set():
                self.pair = pair
                self._ready.set()
                return True
        pair.close()
        return True
