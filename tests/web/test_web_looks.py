"""What holds for every page: it can be read, by people and by their tools, on any screen."""

import itertools
import time
from statistics import median

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from browsing import OpenPage
from live_site import Site

PAGES = ("/", "/routines", "/stretches", "/progress", "/sound", "/sayings", "/access")


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest, site: Site) -> str:
    chosen = str(request.param)
    if requests.get(site.url(chosen), timeout=10).status_code == 404:
        pytest.skip("this page is not there yet")
    return chosen


def test_a_page_has_no_barriers_and_fits_the_screen(path: str, idle_site: Site, open_page: OpenPage) -> None:
    page = open_page(idle_site.url(path))
    for width, theme in itertools.product((360, 1280), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, (width, theme, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_session_under_way_has_no_barriers_either(idle_site: Site, open_page: OpenPage) -> None:
    idle_site.order("start", stretch="one_knee_to_chest")
    idle_site.order("ready")
    page = open_page(idle_site.address)
    page.get_by_role("button", name="It hurts").wait_for()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    # What matters most is in sight of somebody who lies on the floor, without scrolling.
    assert page.get_by_role("button", name="It hurts").bounding_box()["y"] < 600  # type: ignore[index]


def test_pages_answer_at_once_while_a_session_runs_and_the_room_waits_for_none(idle_site: Site) -> None:
    idle_site.order("start", stretch="child_pose")
    idle_site.order("ready")
    session = requests.Session()
    for _ in range(10):  # meanwhile the room has said what it begins with
        session.get(idle_site.address, timeout=10)
    before = (time.monotonic(), idle_site.now()["countdown"]["left"])
    took = []
    for _ in range(40):
        began = time.perf_counter()
        session.get(idle_site.address, timeout=10).raise_for_status()
        took.append(time.perf_counter() - began)
    after = (time.monotonic(), idle_site.now()["countdown"]["left"])
    assert median(took) < 0.05
    # The room's clock counts what it has played: it would have fallen behind.
    assert before[1] - after[1] == pytest.approx(after[0] - before[0], abs=0.2)
