"""Brings the reminders together with the clock on the wall and with what goes on in the room."""

from collections.abc import Callable
from datetime import UTC, datetime

from voiceskill.occurrences import Occurrence, SessionOver
from voiceskill.reminding.reminders import Reminders
from voiceskill.reminding.settings import ReminderSettings


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class Watch:
    """Tells one room when to ask."""

    def __init__(
        self, settings: ReminderSettings, last_session: datetime | None, clock: Callable[[], datetime] = _now
    ) -> None:
        """Begin to watch.

        Args:
            settings: When to ask.
            last_session: When the last session before ended, aware; None if there was none.
            clock: Gives the date and time, aware and local.
        """
        self._clock = clock
        self._last_session = last_session
        self._reminders = Reminders(settings, clock())

    def adopt(self, settings: ReminderSettings) -> None:
        """Go by other settings from now on; what was put off, or asked for already, stays so."""
        self._reminders = Reminders(settings, self._clock(), self._reminders.memory)

    def watch(self, occurrence: Occurrence) -> None:
        """Take note of a session's end."""
        if isinstance(occurrence, SessionOver):
            self._last_session = self._clock()

    def strikes(self) -> bool:
        """Return whether to ask now, while the coach is idle; it is taken to be asked then."""
        now = self._clock()
        due = self._reminders.due(now, last_session=self._last_session, busy=False)
        if due:
            self._reminders.asked(now)
        return due

    def put_off(self, minutes: int | None) -> None:
        """Take the answer: in so many minutes; None: not today."""
        self._reminders.snooze(self._clock(), minutes)
