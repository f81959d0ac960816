"""Decides when to ask whether to stretch."""

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone

from voiceskill.reminding.memory import Memory, Snooze
from voiceskill.reminding.settings import ReminderSettings

LATENESS = timedelta(minutes=15)
"""What could not be asked for so long is not asked any more; and a set time this soon after a question is dropped."""
FAR = timedelta(days=2)
"""What lies so far in the future comes from a clock that was wrong. More than the longest memory, of a day, and than a
clock is put back by daylight saving or travel."""
NOTHING_YET = Memory()


class Reminders:
    """When to ask whether to stretch.

    It has no clock of its own: the caller gives the date and time, as aware datetimes, local by their offset, as of
    ``datetime.now().astimezone()``. He asks `due` every few seconds; where it is, he puts the question and says so by
    `asked`, and passes an answer on by `snooze`.

    Set times and days are those of the clock on the wall, so that a clock that is put back, be it by daylight saving,
    travel or a time server, shows no time that was asked for before. Lengths of time are those that truly pass.
    """

    def __init__(self, settings: ReminderSettings, started: datetime, memory: Memory = NOTHING_YET) -> None:
        """Begin to watch.

        Args:
            settings: When to ask.
            started: The present.
            memory: Of a run before, so that a restart neither repeats a question nor forgets an answer.
        """
        self._settings = settings
        self._started = started
        self._memory = memory

    @property
    def memory(self) -> Memory:
        """What a later run should know."""
        return self._memory

    def due(self, now: datetime, *, last_session: datetime | None, busy: bool) -> bool:
        """Return whether to ask now.

        That is so at each set time, at the end of a snooze, and once the set hours have passed without a session. These
        hours begin anew with each session, with the program, and at the end of the quiet hours; a question for any
        reason uses them up. It is never so in quiet hours, while the user has put the question off, or on a day on
        which he wants to hear no more of it. What falls into quiet hours is dropped, and so is a set time or the end of
        a snooze that is `LATENESS` ago.

        Args:
            now: The present.
            last_session: When the last session ended, aware; None if there was none.
            busy: Whether the coach is doing anything, be it a session or a question.
        """
        now = _with_fixed_offset(now)
        self._forget_the_impossible(now)
        if busy or not self._allowed(_wall(now)):
            return False
        snooze = self._snooze(last_session)
        if snooze and now < snooze.until:
            return False
        if snooze and self._fresh(_wall(snooze.until.astimezone(now.tzinfo)), _wall(now)):
            return True
        return self._set_time_due(_wall(now), last_session) or self._hours_over(now, last_session)

    def asked(self, now: datetime) -> None:
        """Take note that the question is put.

        Args:
            now: The present.
        """
        asked = max(moment for moment in (_wall(now), self._memory.asked) if moment)
        self._memory = replace(self._memory, asked=asked, snooze=None)

    def snooze(self, now: datetime, minutes: int | None) -> None:
        """Take note of an answer other than yes.

        Args:
            now: The present.
            minutes: Minutes after which to ask again, up to a day; None: not today.
        """
        if minutes is None:
            self._memory = replace(self._memory, snooze=None, declined=now.date())
        else:
            now = _with_fixed_offset(now)
            self._memory = replace(self._memory, snooze=Snooze(now, now + timedelta(minutes=minutes)))

    def _snooze(self, last_session: datetime | None) -> Snooze | None:
        snooze = self._memory.snooze
        done_meanwhile = snooze and last_session and last_session > snooze.since
        return None if done_meanwhile else snooze

    def _set_time_due(self, wall: datetime, last_session: datetime | None) -> bool:
        moments = (_latest(set_time, wall) for set_time in self._settings.times)
        asked = self._memory.asked
        # Who has just stretched is not asked whether to. An end in the future comes from a clock that was wrong.
        done = _wall(last_session.astimezone()) if last_session else None
        return any(
            self._fresh(moment, wall)
            and (not asked or moment >= asked + LATENESS)
            and (not done or done > wall or moment > done)
            for moment in moments
        )

    def _hours_over(self, now: datetime, last_session: datetime | None) -> bool:
        if self._settings.after_hours is None:
            return False
        beginning = self._beginning(now, last_session)
        used_up = self._memory.asked and self._memory.asked >= _wall(beginning.astimezone(now.tzinfo))
        return not used_up and now - beginning >= timedelta(hours=self._settings.after_hours)

    def _beginning(self, now: datetime, last_session: datetime | None) -> datetime:
        """Return since when there could have been a session, and was none."""
        moments = [moment for moment in (self._started, last_session) if moment and moment - now < FAR]
        if quiet_hours := self._settings.quiet_hours:
            moments.append(_latest(quiet_hours[1], _wall(now)).replace(tzinfo=now.tzinfo))
        return max(moments, default=now)

    def _fresh(self, moment: datetime, wall: datetime) -> bool:
        return timedelta() <= wall - moment < LATENESS and self._allowed(moment)

    def _allowed(self, wall: datetime) -> bool:
        declined = self._memory.declined
        return not self._settings.quiet_at(wall.time()) and (declined is None or wall.date() > declined)

    def _forget_the_impossible(self, now: datetime) -> None:
        asked, snooze, declined = self._memory.asked, self._memory.snooze, self._memory.declined
        self._memory = Memory(
            asked=asked if asked and asked - _wall(now) < FAR else None,
            snooze=snooze if snooze and snooze.until - now < FAR else None,
            declined=declined if declined and declined - now.date() < FAR else None,
        )


def _with_fixed_offset(moment: datetime) -> datetime:
    """Return the same moment such that the difference from another is the time that truly passes between them."""
    return moment.astimezone(timezone(moment.utcoffset() or timedelta()))


def _wall(moment: datetime) -> datetime:
    """Return what the clock on the wall shows."""
    return moment.replace(tzinfo=None)


def _latest(time_of_day: time, wall: datetime) -> datetime:
    """Return when the clock on the wall showed a time of day last."""
    today = datetime.combine(wall.date(), time_of_day)
    return today if today <= wall else today - timedelta(days=1)
