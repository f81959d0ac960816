"""Looking back in the browser: figures, exports, the printed sheet, and deleting."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from browsing import OpenPage
from filled_journal import HELD, recorded, session, twelve_weeks
from live_site import Site
from playwright.sync_api import expect

from voiceskill.journal import Journal

NOW = datetime.now(UTC).astimezone()
TODAY = NOW.date()


@pytest.fixture
def diary(idle_site: Site) -> Iterator[Journal]:
    """The site's journal, empty before and after."""
    path = idle_site.folder / "XDG_DATA_HOME" / "voiceskill" / "journal.sqlite3"
    with Journal(path) as journal:
        journal.forget_everything()
        yield journal
        journal.forget_everything()


@pytest.fixture
def filled(idle_site: Site, diary: Journal) -> Site:
    """The site with twelve weeks of sessions, and one of this very minute."""
    path = idle_site.folder / "XDG_DATA_HOME" / "voiceskill" / "journal.sqlite3"
    recorded(path, [*twelve_weeks(NOW - timedelta(days=3)), *session(NOW - timedelta(minutes=8), before=3, after=2)])
    assert diary.history().done_today
    return idle_site


def _progress(site: Site) -> dict[str, object]:
    answer = requests.get(site.url("/api/v1/progress"), timeout=10)
    answer.raise_for_status()
    return dict(answer.json())


def test_a_beginner_is_welcome(idle_site: Site, diary: Journal, open_page: OpenPage) -> None:
    assert diary.sessions() == ()
    page = open_page(idle_site.url("/progress"))
    expect(page.get_by_text("The first is the one to begin with.")).to_be_visible()
    expect(page.get_by_role("img", name="Minutes held in each week")).to_be_visible()
    expect(page.get_by_text("Nothing, in the last 12 weeks.")).to_be_visible()


def test_charts_and_tables_say_the_same(filled: Site, open_page: OpenPage) -> None:
    page = open_page(filled.url("/progress"))
    for chart in (
        "Minutes held in each week",
        "Days with a stretch",
        "How your back was",
        "How often each stretch hurt",
    ):
        expect(page.get_by_role("img", name=chart)).to_be_visible()
    page.locator("summary").first.click()
    rows = page.locator("#minutes ~ details tbody tr")
    expect(rows).to_have_count(12)
    shown = page.locator("#minutes ~ figure text").all_text_contents()
    table = [cell for row in rows.all() for cell in row.locator("th, td").all_text_contents()[:2]]
    assert sorted(shown) == sorted(table)
    expect(page.get_by_role("paragraph").filter(has_text="Your back hurts less before sessions")).to_be_visible()


def test_a_day_is_deleted_without_javascript(filled: Site, open_page: OpenPage) -> None:
    assert _progress(filled)["done_today"]
    page = open_page(filled.url("/progress"), java_script_enabled=False)
    page.locator(".month [aria-current] a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{TODAY.day} {TODAY:%B %Y}")
    expect(page.get_by_text("Back: 3 before, 2 after.")).to_be_visible()
    page.get_by_role("button", name="for good").click()
    expect(page.get_by_text("is deleted: 1 session.")).to_be_visible()
    assert not _progress(filled)["done_today"]
    assert page.locator(".month [aria-current] a").count() == 0


def test_everything_is_deleted_only_when_that_is_meant(filled: Site, diary: Journal, open_page: OpenPage) -> None:
    page = open_page(filled.url("/progress"))
    page.get_by_role("link", name="Delete everything").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("Tick this to delete everything.")).to_be_visible()
    assert diary.sessions()
    page.get_by_label("I am sure").check()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("Everything is deleted")).to_be_visible()
    assert diary.sessions() == ()


def test_nothing_is_deleted_while_a_session_is_under_way(filled: Site, diary: Journal) -> None:
    filled.order("start", stretch="child_pose")
    for path in ("/api/v1/journal", f"/api/v1/journal/days/{TODAY}"):
        answer = requests.delete(filled.url(path), timeout=10)
        assert (answer.status_code, answer.json()["detail"]) == (
            409,
            "A session is under way. Delete when it is over.",
        )
    assert len(diary.sessions()) > 40
    filled.order("stop")
    assert requests.delete(filled.url(f"/api/v1/journal/days/{TODAY}"), timeout=10).json() == {"sessions": 2}


def test_exports(filled: Site, diary: Journal) -> None:
    table = requests.get(filled.url("/progress/journal.csv"), timeout=10)
    assert table.headers["Content-Disposition"] == 'attachment; filename="voiceskill-journal.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    sessions = diary.sessions()
    assert sum(row["kind"] == "hold" for row in rows) == len(HELD) * len(sessions)
    for path in ("/progress/journal.json", "/api/v1/journal"):
        exported = requests.get(filled.url(path), timeout=10).json()
        assert [each["began"] for each in exported["sessions"]] == [each.began.isoformat() for each in sessions]


def test_the_sheet_is_one_page(idle_site: Site, diary: Journal, open_page: OpenPage) -> None:
    assert diary.sessions() == ()
    path = idle_site.folder / "XDG_DATA_HOME" / "voiceskill" / "journal.sqlite3"
    facts = [
        fact
        for days in range(1, 28)
        for fact in session(NOW - timedelta(days=days), before=5, after=4, hurts=HELD[days % len(HELD)][0])
    ]
    recorded(path, facts)
    page = open_page(idle_site.url("/progress/sheet?weeks=8"), width=1280)
    assert page.locator("article tbody tr").count() == 2 + 26, "as many rows as there are at most"
    expect(page.get_by_role("button", name="Print this page")).to_be_visible()
    (pages,) = re.findall(rb"/Type /Pages\s[^>]*?/Count (\d+)", page.pdf(prefer_css_page_size=True))
    assert int(pages) == 1


@pytest.mark.parametrize(
    "path", ["/progress/2026-02-30", "/progress/yesterday", "/progress/0001-01-01", "/progress?month=2026-13"]
)
def test_no_such_day(idle_site: Site, path: str) -> None:
    assert requests.get(idle_site.url(path), timeout=10).status_code == 404
