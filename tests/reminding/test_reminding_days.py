"""What the user is asked in the course of a day, at which times."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from voiceskill.reminding import Memory, Reminders, ReminderSettings

SUMMER = timezone(timedelta(hours=2))
WINTER = timezone(timedelta(hours=1))
WINTER_BEGINS = datetime(2026, 10, 25, 1, tzinfo=UTC)
TWICE_A_DAY = ReminderSettings(times=(time(10), time(16, 30)))
AFTER_3_HOURS = ReminderSettings(after_hours=3)


def at(clock: str, day: int = 1) -> datetime:
    return datetime.combine(datetime(2026, 6, day, tzinfo=SUMMER).date(), time.fromisoformat(clock), SUMMER)


def local(moment: datetime) -> datetime:
    return moment.astimezone(SUMMER if moment < WINTER_BEGINS else WINTER)


def asked(
    reminders: Reminders,
    begin: datetime,
    end: datetime,
    *,
    last_session: datetime | None = None,
    zone: Callable[[datetime], datetime] = lambda moment: moment,
) -> list[str]:
    """Let the time pass, minute by minute, and return when it was asked, by the clock on the wall."""
    times = []
    moment = begin
    while moment < end:
        if reminders.due(zone(moment), last_session=last_session, busy=False):
            reminders.asked(zone(moment))
            times.append(f"{zone(moment):%H:%M}")
        moment += timedelta(minutes=1)
    return times


def test_each_set_time_is_asked_once_a_day() -> None:
    reminders = Reminders(TWICE_A_DAY, at("00:00"))
    assert asked(reminders, at("00:00"), at("00:00", day=3)) == ["10:00", "16:30"] * 2


def test_without_settings_nothing_is_asked() -> None:
    assert asked(Reminders(ReminderSettings(), at("00:00")), at("00:00"), at("00:00", day=4)) == []


@pytest.mark.parametrize(("late", "due"), [("09:59:59", False), ("10:00", True), ("10:14:59", True), ("10:15", False)])
def test_a_time_that_was_missed_is_caught_up_for_a_quarter_of_an_hour(late: str, due: bool) -> None:  # noqa: FBT001 - a row of the table
    assert Reminders(TWICE_A_DAY, at(late)).due(at(late), last_session=None, busy=False) is due


@pytest.mark.parametrize(("over", "due"), [("10:10", True), ("10:20", False)])
def test_a_time_that_falls_into_a_session_is_asked_right_after_it(over: str, due: bool) -> None:  # noqa: FBT001 - as above
    reminders = Reminders(TWICE_A_DAY, at("09:00"))
    assert not reminders.due(at("10:00"), last_session=None, busy=True)
    assert reminders.due(at(over), last_session=at(over), busy=False) is due


def test_a_time_shortly_before_midnight_is_caught_up_after_it() -> None:
    reminders = Reminders(ReminderSettings(times=(time(23, 55),), quiet_from=None), at("20:00"))
    assert reminders.due(at("00:05", day=2), last_session=None, busy=False)
    reminders.asked(at("00:05", day=2))
    assert asked(reminders, at("00:05", day=2), at("12:00", day=2)) == []


def test_a_time_shortly_after_another_question_is_dropped() -> None:
    reminders = Reminders(ReminderSettings(times=(time(11, 5),), after_hours=3), at("08:00"))
    assert asked(reminders, at("08:00"), at("20:00")) == ["11:00"]


def test_times_a_quarter_of_an_hour_apart_are_all_asked() -> None:
    reminders = Reminders(ReminderSettings(times=(time(10, 15), time(10))), at("08:00"))
    assert asked(reminders, at("08:00"), at("20:00")) == ["10:00", "10:15"]


def test_so_many_hours_without_a_session_are_asked_for_once() -> None:
    reminders = Reminders(AFTER_3_HOURS, at("07:00"))
    assert asked(reminders, at("09:20"), at("21:00"), last_session=at("09:20")) == ["12:20"]
    assert asked(reminders, at("13:00"), at("21:00"), last_session=at("13:00").astimezone(UTC)) == ["16:00"]


def test_hours_begin_anew_with_each_morning_and_with_the_program() -> None:
    reminders = Reminders(AFTER_3_HOURS, at("09:30"))
    assert asked(reminders, at("09:30"), at("20:00", day=3), last_session=at("08:10")) == ["12:30", "11:00", "11:00"]


def test_without_quiet_hours_the_hours_are_those_since_the_last_session() -> None:
    reminders = Reminders(ReminderSettings(after_hours=30, quiet_from=None), at("08:00"))
    assert asked(reminders, at("08:00"), at("08:00", day=6), last_session=at("09:00")) == ["15:00"]


def test_a_question_for_any_reason_uses_the_hours_up() -> None:
    reminders = Reminders(ReminderSettings(times=(time(10),), after_hours=3), at("08:00"))
    assert asked(reminders, at("08:00"), at("21:00")) == ["10:00"]


@pytest.mark.parametrize(
    ("begin", "end", "quiet"),
    [
        (time(21), time(8), ["21:00", "23:59", "00:00", "07:59"]),
        (time(12), time(14), ["12:00", "13:59"]),
        (time(12), time(12), []),
        (None, time(8), []),
        (time(21), None, []),
    ],
)
def test_quiet_hours_include_their_beginning_and_exclude_their_end(
    begin: time | None, end: time | None, quiet: list[str]
) -> None:
    settings = ReminderSettings(quiet_from=begin, quiet_until=end)
    clocks = ["00:00", "07:59", "08:00", "11:59", "12:00", "13:59", "14:00", "20:59", "21:00", "23:59"]
    assert {clock for clock in clocks if settings.quiet_at(time.fromisoformat(clock))} == set(quiet)


def test_a_time_in_quiet_hours_is_not_caught_up_after_them() -> None:
    reminders = Reminders(ReminderSettings(times=(time(7, 50),)), at("00:00"))
    assert asked(reminders, at("00:00"), at("00:00", day=2)) == []


def test_a_snooze_asks_again_once() -> None:
    reminders = Reminders(TWICE_A_DAY, at("09:00"))
    assert asked(reminders, at("09:00"), at("10:01")) == ["10:00"]
    reminders.snooze(at("10:01"), 30)
    assert asked(reminders, at("10:01"), at("16:00")) == ["10:31"]


def test_a_set_time_during_a_snooze_waits_for_its_end() -> None:
    reminders = Reminders(ReminderSettings(times=(time(10), time(10, 25))), at("09:00"))
    assert asked(reminders, at("09:00"), at("10:01")) == ["10:00"]
    reminders.snooze(at("10:01"), 30)
    assert asked(reminders, at("10:01"), at("20:00")) == ["10:31"]


def test_a_snooze_that_ends_in_quiet_hours_is_dropped() -> None:
    reminders = Reminders(ReminderSettings(times=(time(20, 45),)), at("20:00"))
    assert asked(reminders, at("20:00"), at("20:46")) == ["20:45"]
    reminders.snooze(at("20:46"), 30)
    assert asked(reminders, at("20:46"), at("20:00", day=2)) == []


def test_a_session_settles_a_snooze() -> None:
    reminders = Reminders(TWICE_A_DAY, at("09:00"))
    reminders.snooze(at("11:00"), 30)
    assert asked(reminders, at("11:20"), at("16:00"), last_session=at("11:20")) == []


def test_a_snooze_that_was_missed_is_dropped() -> None:
    reminders = Reminders(TWICE_A_DAY, at("09:00"))
    reminders.snooze(at("11:00"), 30)
    assert asked(reminders, at("11:45"), at("16:00")) == []


def test_not_today_lasts_until_tomorrow() -> None:
    reminders = Reminders(ReminderSettings(times=(time(10), time(16, 30)), after_hours=3), at("08:00"))
    assert asked(reminders, at("08:00"), at("10:01")) == ["10:00"]
    reminders.snooze(at("10:01"), None)
    assert asked(reminders, at("10:01"), at("10:05", day=2)) == ["10:00"]


def test_a_time_of_a_declined_day_is_not_caught_up_on_the_next() -> None:
    reminders = Reminders(ReminderSettings(times=(time(23, 55),), quiet_from=None), at("20:00"))
    reminders.snooze(at("23:50"), None)
    assert asked(reminders, at("23:50"), at("12:00", day=2)) == []


def test_a_restart_neither_repeats_a_question_nor_forgets_an_answer() -> None:
    reminders = Reminders(TWICE_A_DAY, at("09:00"))
    assert asked(reminders, at("09:00"), at("10:01")) == ["10:00"]
    restarted = Reminders(TWICE_A_DAY, at("10:02"), reminders.memory)
    assert asked(restarted, at("10:02"), at("10:10")) == []
    restarted.snooze(at("10:10"), None)
    again = Reminders(TWICE_A_DAY, at("16:00"), restarted.memory)
    assert asked(again, at("16:00"), at("20:00")) == []


def test_the_hour_that_comes_twice_is_asked_for_once() -> None:
    reminders = Reminders(ReminderSettings(times=(time(2, 10), time(2, 50)), quiet_from=None), local(WINTER_BEGINS))
    begin = WINTER_BEGINS - timedelta(hours=3)
    assert asked(reminders, begin, begin + timedelta(hours=8), zone=local) == ["02:10", "02:50"]


def test_what_was_asked_in_the_hour_that_comes_twice_stays_asked_after_a_snooze() -> None:
    reminders = Reminders(ReminderSettings(times=(time(2, 50),), quiet_from=None), local(WINTER_BEGINS))
    begin = WINTER_BEGINS - timedelta(minutes=10)
    assert asked(reminders, begin, WINTER_BEGINS, zone=local) == ["02:50"]
    reminders.snooze(local(WINTER_BEGINS), 20)
    assert asked(reminders, WINTER_BEGINS, WINTER_BEGINS + timedelta(hours=8), zone=local) == ["02:20"]


def test_a_snooze_lasts_as_long_as_was_said_when_the_clock_is_put_back() -> None:
    reminders = Reminders(ReminderSettings(quiet_from=None), local(WINTER_BEGINS))
    begin = WINTER_BEGINS - timedelta(minutes=10)
    reminders.snooze(local(begin), 30)
    assert asked(reminders, begin, begin + timedelta(hours=8), zone=local) == ["02:20"]


def _berlin() -> tzinfo:
    try:
        return ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        pytest.skip("this machine has no time zone database")


def test_times_that_know_their_zone_by_name_do_as_well() -> None:
    berlin = _berlin()
    reminders = Reminders(ReminderSettings(after_hours=3, quiet_from=None), WINTER_BEGINS - timedelta(hours=9))
    last_session = (WINTER_BEGINS - timedelta(hours=1)).astimezone(berlin)
    begin = WINTER_BEGINS - timedelta(minutes=30)
    times = asked(
        reminders,
        begin,
        begin + timedelta(hours=5),
        last_session=last_session,
        zone=lambda moment: moment.astimezone(berlin),
    )
    assert times == ["04:00"]


def test_a_clock_that_is_put_back_repeats_nothing() -> None:
    reminders = Reminders(ReminderSettings(times=(time(10),), after_hours=3), at("08:00"))
    assert asked(reminders, at("09:00"), at("10:30")) == ["10:00"]
    assert asked(reminders, at("07:00"), at("21:00")) == []


def test_a_clock_that_is_put_back_by_most_of_a_day_repeats_nothing() -> None:
    reminders = Reminders(ReminderSettings(times=(time(10),)), at("08:00"))
    assert asked(reminders, at("08:00", day=2), at("10:01", day=2)) == ["10:00"]
    assert asked(reminders, at("12:00"), at("21:00", day=2)) == []


def test_a_day_that_was_declined_stays_so_when_the_clock_is_put_back_past_midnight() -> None:
    reminders = Reminders(ReminderSettings(times=(time(23, 30), time(10)), quiet_from=None), at("20:00"))
    reminders.snooze(at("00:10", day=2), None)
    assert asked(reminders, at("23:00"), at("23:00", day=2)) == []


def test_a_clock_that_was_years_ahead_does_not_silence_for_years() -> None:
    ahead = at("10:00") + timedelta(days=4000)
    reminders = Reminders(ReminderSettings(times=(time(10),), after_hours=1), ahead)
    reminders.asked(ahead)
    reminders.snooze(ahead, None)
    reminders.snooze(ahead, 30)
    assert asked(reminders, at("08:00"), at("21:00"), last_session=ahead) == ["09:00", "10:00"]
    assert reminders.memory == Memory(asked=datetime(2026, 6, 1, 10))  # noqa: DTZ001 - the wall's clock has no zone
    assert asked(reminders, at("08:00", day=2), at("08:59", day=2), last_session=ahead) == []
