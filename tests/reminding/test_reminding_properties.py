"""However the days go, and whatever the clock does, the reminders keep their promises."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from voiceskill.reminding import Reminders, ReminderSettings

WINTER_BEGINS = datetime(2026, 10, 25, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
PUT_BACK = timedelta(hours=23)

minutes_past = st.sampled_from((0, 5, 10, 15, 30, 45, 55))
times_of_day = st.builds(time, st.integers(0, 23), minutes_past)
quiet_ends = st.tuples(times_of_day, times_of_day) | st.just((None, None))


@st.composite
def reminder_settings(draw: st.DrawFn, first_hour: int, hours: st.SearchStrategy[float | None]) -> ReminderSettings:
    begin, end = draw(quiet_ends)
    times = draw(st.lists(st.builds(time, st.integers(first_hour, 23), minutes_past), max_size=6))
    return ReminderSettings(times=tuple(times), after_hours=draw(hours), quiet_from=begin, quiet_until=end)


def local(moment: datetime) -> datetime:
    return moment.astimezone(timezone(timedelta(hours=2 if moment < WINTER_BEGINS else 1)))


def in_quiet_hours(chosen: ReminderSettings, moment: time) -> bool:
    """Walk through the quiet hours minute by minute."""
    if chosen.quiet_from is None or chosen.quiet_until is None:
        return False
    begin, end, now = (60 * clock.hour + clock.minute for clock in (chosen.quiet_from, chosen.quiet_until, moment))
    return (now - begin) % (24 * 60) < (end - begin) % (24 * 60)


class Days(RuleBasedStateMachine):
    """A few days around the end of daylight saving, with sessions, answers, and a clock that is not to be relied on."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = self.furthest = WINTER_BEGINS
        self.session = False
        self.last_session: datetime | None = None
        self.snooze: tuple[datetime, datetime] | None = None
        self.declined: set[date] = set()
        self.served: set[datetime] = set()

    @initialize(
        chosen=reminder_settings(0, st.none() | st.sampled_from((0.5, 3.0))), begin=st.integers(-36 * 12, 12 * 12)
    )
    def begin(self, chosen: ReminderSettings, begin: int) -> None:
        self.settings = chosen
        self.moment = self.furthest = WINTER_BEGINS + timedelta(minutes=5 * begin)
        self.reminders = Reminders(chosen, self.now)

    @property
    def now(self) -> datetime:
        return local(self.moment)

    @rule(
        minutes=st.integers(0, 20), answer=st.sampled_from(("", "yes", "not today", "later")), late=st.integers(1, 90)
    )
    def pass_time(self, minutes: int, answer: str, late: int) -> None:
        self.moment += timedelta(minutes=minutes)
        self.attend(answer, late)

    @rule(hours=st.integers(1, 30), answer=st.sampled_from(("", "yes", "not today", "later")), late=st.integers(1, 90))
    def suspend(self, hours: int, answer: str, late: int) -> None:
        self.moment += timedelta(hours=hours)
        self.attend(answer, late)

    @rule(minutes=st.integers(1, 12 * 60))
    def put_the_clock_back(self, minutes: int) -> None:
        self.furthest = max(self.moment, self.furthest)
        self.moment = max(self.moment - timedelta(minutes=minutes), self.furthest - PUT_BACK)

    @rule()
    def restart(self) -> None:
        self.reminders = Reminders(self.settings, self.now, self.reminders.memory)

    @precondition(lambda self: not self.session)
    @rule()
    def begin_session(self) -> None:
        self.session = True

    @precondition(lambda self: self.session)
    @rule(minutes=st.integers(1, 40))
    def end_session(self, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)
        assert not self.reminders.due(self.now, last_session=self.last_session, busy=True)
        self.session, self.last_session = False, self.now
        if self.snooze and self.snooze[0] < self.moment:
            self.snooze = None
        self.attend("", 1)

    def attend(self, answer: str, late: int) -> None:
        if not self.reminders.due(self.now, last_session=self.last_session, busy=self.session):
            return
        assert not self.session
        assert not in_quiet_hours(self.settings, self.now.time())
        assert self.now.date() not in self.declined
        self.explain()
        self.reminders.asked(self.now)
        assert not self.reminders.due(self.now, last_session=self.last_session, busy=False)
        match answer:
            case "yes":
                self.session = True
            case "not today":
                self.reminders.snooze(self.now, None)
                self.declined.add(self.now.date())
            case "later":
                self.reminders.snooze(self.now, late)
                self.snooze = self.moment, self.moment + timedelta(minutes=late)

    def explain(self) -> None:
        """Find the reason for the question: one that has not been a reason before."""
        if self.snooze:
            (_, until), self.snooze = self.snooze, None
            assert self.moment >= until
            if self.moment - until < QUARTER:
                return
        if self.settings.after_hours is not None:
            return
        wall = self.now.replace(tzinfo=None)
        moments = {
            datetime.combine(wall.date() - timedelta(days=ago), set_time)
            for set_time in self.settings.times
            for ago in (0, 1)
        }
        reasons = {moment for moment in moments if timedelta() <= wall - moment < QUARTER} - self.served
        assert reasons
        self.served |= reasons


TestDays = Days.TestCase
TestDays.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


@given(chosen=reminder_settings(1, st.none()))
@settings(max_examples=40, deadline=None)
def test_on_an_undisturbed_day_all_times_are_asked_that_may_be(chosen: ReminderSettings) -> None:
    begin = datetime(2026, 6, 1, 0, 15, tzinfo=timezone(timedelta(hours=2)))
    reminders = Reminders(chosen, begin)
    asked = []
    for minute in range(0, 23 * 60 + 45, 5):
        now = begin + timedelta(minutes=minute)
        if reminders.due(now, last_session=None, busy=False):
            reminders.asked(now)
            asked.append(now.time())
    expected: list[time] = []
    for moment in sorted(set(chosen.times)):
        too_soon = expected and (moment.hour - expected[-1].hour) * 60 + moment.minute - expected[-1].minute < 15
        if not too_soon and not in_quiet_hours(chosen, moment):
            expected.append(moment)
    assert asked == expected
