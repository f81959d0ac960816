"""The figures say what the journal holds."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from filled_journal import NOW, ZONE, recorded, session, twelve_weeks
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceskill.coaching.stretch import Side
from voiceskill.journal import HoldRecord, SessionRecord
from voiceskill.progress import Period, look_back, physiotherapist_sheet
from voiceskill.progress.days import days
from voiceskill.progress.practice import practice
from voiceskill.progress.weeks import weeks

TODAY = NOW.date()


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionRecord, ...]:
    """Return twelve weeks of sessions."""
    return recorded(tmp_path_factory.mktemp("journal") / "journal.sqlite3", twelve_weeks())


def test_periods() -> None:
    twelve = Period.weeks(TODAY, 12)
    assert (twelve.first, twelve.last, len(twelve)) == (date(2026, 8, 31), TODAY, 81)
    assert twelve.first.isoweekday() == 1
    february = Period.month(date(2028, 2, 10))
    assert (february.first, february.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert Period.month(date(2026, 12, 31)).last == date(2026, 12, 31)


def test_twelve_weeks(sessions: tuple[SessionRecord, ...]) -> None:
    progress = look_back(sessions, Period.weeks(TODAY, 12))
    assert [week.sessions for week in progress.weeks] == [4] * 11 + [3]
    assert [week.days for week in progress.weeks] == [4] * 11 + [3]
    assert sum(week.seconds for week in progress.weeks) == sum(session.seconds_held for session in sessions)
    assert [week.monday for week in progress.rated_weeks] == [week.monday for week in progress.weeks]
    assert all(week.before == (week.after or 0) + 1 for week in progress.rated_weeks)
    assert progress.before is not None
    assert progress.before.clear
    assert progress.before.per_week == pytest.approx(-4 / 11, abs=0.06)
    (knee,) = progress.hurts
    assert (knee.stretch, knee.of_sessions) == ("knee_to_chest", 47)
    assert knee.reports == knee.left + knee.right == 2 * knee.sessions == sum(len(each.pains) for each in sessions)


def test_what_happens_after_midnight_is_of_the_next_day(tmp_path: Path) -> None:
    late = datetime(2026, 11, 15, 23, 58, tzinfo=ZONE)
    sessions = recorded(tmp_path / "journal.sqlite3", session(late, before=4, after=2, hurts="cat"))
    week = look_back(sessions, Period.weeks(date(2026, 11, 15), 1))
    after = look_back(sessions, Period(date(2026, 11, 16), date(2026, 11, 16)))
    assert [(day.sessions, day.holds, day.hurts) for day in week.days[-2:]] == [(0, 0, 0), (1, 0, 0)]
    assert [(day.sessions, day.holds, day.hurts) for day in after.days] == [(0, 3, 1)]
    assert (week.rated_weeks[0].before, week.rated_weeks[0].after) == (4, None)
    assert (after.rated_weeks[0].before, after.rated_weeks[0].after) == (None, 2)


def test_practice_keeps_the_sides_of_a_stretch_beside_each_other(sessions: tuple[SessionRecord, ...]) -> None:
    knee_left, knee_right, *others = practice(sessions, Period.weeks(TODAY, 12))
    assert (knee_left.stretch, knee_left.side, knee_right.side) == ("knee_to_chest", Side.LEFT, Side.RIGHT)
    assert knee_left.holds + knee_left.broken_off == 47
    assert knee_left.usual in (20, 30, 60)
    assert {other.stretch for other in others} == {"cat", "childs_pose"}


def test_sheet(sessions: tuple[SessionRecord, ...]) -> None:
    sheet = physiotherapist_sheet(sessions, Period.weeks(TODAY, 12))
    assert (sheet.sessions, sheet.days) == (47, 47)
    assert sheet.before is not None
    assert (sheet.before.number, sheet.before.highest > sheet.before.median > sheet.before.lowest) == (47, True)
    assert [report.time for report in sheet.reports] == sorted((report.time for report in sheet.reports), reverse=True)
    assert len(sheet.reports) + sheet.reports_left_out == sum(len(each.pains) for each in sessions)


def test_sheet_of_a_period_without_anything() -> None:
    sheet = physiotherapist_sheet((), Period.weeks(TODAY, 4))
    assert (sheet.sessions, sheet.seconds, sheet.before, sheet.practice, sheet.reports) == (0, 0, None, (), ())


@pytest.mark.parametrize(("stretches", "reports", "rows"), [(40, 0, 26), (40, 3, 23), (40, 60, 18), (4, 60, 4)])
def test_sheet_has_room_for_one_page(tmp_path: Path, stretches: int, reports: int, rows: int) -> None:
    facts = session(NOW)[:1]
    facts += [fact for number in range(reports) for fact in session(NOW, hurts="cat")[4:5]]
    (only,) = recorded(tmp_path / "journal.sqlite3", facts)
    holds = tuple(_hold(NOW, f"stretch_{number}", 30.0) for number in range(stretches))
    busy = SessionRecord(
        number=1,
        name="",
        began=NOW,
        ended=None,
        outcome=None,
        planned=(),
        holds=holds,
        pains=only.pains,
        ratings=(),
    )
    sheet = physiotherapist_sheet([busy], Period.month(TODAY))
    assert len(sheet.practice) == rows
    assert len(sheet.practice) + len(sheet.reports) <= 26
    assert (len(sheet.practice) + sheet.practice_left_out, len(sheet.reports) + sheet.reports_left_out) == (
        stretches,
        reports,
    )


def _hold(time: datetime, stretch: str, held: float) -> HoldRecord:
    return HoldRecord(
        time=time, stretch=stretch, side=None, repetition=1, planned=30.0, held=held, completed=held == 30.0
    )


_HOLDS = st.lists(
    st.tuples(
        st.integers(-30 * 24 * 60, 30 * 24 * 60), st.sampled_from(["cat", "twist"]), st.sampled_from([0.0, 12.5, 30.0])
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(_HOLDS, st.integers(1, 6))
def test_totals_agree_with_the_holds_and_with_each_other(holds: list[tuple[int, str, float]], count: int) -> None:
    records = tuple(_hold(NOW + timedelta(minutes=minutes), stretch, held) for minutes, stretch, held in holds)
    one = SessionRecord(
        number=1, name="", began=NOW, ended=None, outcome=None, planned=(), holds=records, pains=(), ratings=()
    )
    period = Period.weeks(TODAY, count)
    within = [hold for hold in records if period.first <= hold.time.date() <= period.last]
    of_days = days([one], period)
    of_weeks = weeks(of_days)
    done = practice([one], period)
    assert [day.date for day in of_days] == list(period)
    assert len(of_weeks) == count
    for total in (of_days, of_weeks, done):
        assert sum(each.seconds for each in total) == sum(hold.held for hold in within)
        assert sum(each.holds for each in total) == sum(hold.completed for hold in within)
    assert sum(each.holds + each.broken_off for each in done) == len(within)
    assert sum(week.days for week in of_weeks) == len({hold.time.date() for hold in within if hold.completed})
