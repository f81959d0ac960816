"""Several rooms on the page: one is chosen, and what is pressed is meant for that one."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from browsing import OpenPage
from live_site import Site, open_site
from playwright.sync_api import expect
from standard_satellite import StandardSatellite, free_port

ROOMS = """\
here: living room
rooms:
  bedroom: {{name: bedroom, satellite: "{satellite}", routines: [back]}}
  mat_3: {{name: the third mat in the practice, satellite: "tcp://127.0.0.1:1", guests: true}}
"""
AWAY = "The satellite of the third mat in the practice at tcp://127.0.0.1:1 cannot be reached: "


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with three rooms, of which one has a satellite that is there, and one a satellite that is away."""
    satellite = StandardSatellite(free_port())
    settings = ROOMS.format(satellite=satellite.uri)
    with satellite.switched_on(), open_site(tmp_path_factory.mktemp("house"), settings=settings) as opened:
        # They are connected to while the page is there already.
        follow(opened, "bedroom", lambda now: not now["trouble"])
        follow(opened, "mat_3", lambda now: AWAY in now["trouble"])
        yield opened


def follow(house: Site, room: str, wanted: Callable[[dict[str, Any]], bool]) -> None:
    """Follow a room until what is wanted goes on there."""
    end = time.monotonic() + 60
    with requests.get(house.url(f"/api/v1/events?room={room}"), stream=True, timeout=30) as events:
        for line in events.iter_lines():  # there is one every ten seconds at least
            if line.startswith(b"data: ") and wanted(json.loads(line.removeprefix(b"data: "))):
                return
            assert time.monotonic() < end, room
    raise AssertionError(f"{room} is closed")


def test_the_interface_tells_the_rooms_and_what_goes_on_in_each(house: Site) -> None:
    rooms = requests.get(house.url("/api/v1/rooms"), timeout=10).json()["rooms"]
    assert [(room["key"], room["name"], bool(room["trouble"])) for room in rooms] == [
        ("here", "living room", False),
        ("bedroom", "bedroom", False),
        ("mat_3", "the third mat in the practice", True),
    ]
    now = requests.get(house.url("/api/v1/now?room=mat_3"), timeout=10).json()
    assert now["trouble"].startswith(AWAY)
    assert not house.now()["trouble"]


@pytest.mark.parametrize("path", ["/", "/routines", "/api/v1/now", "/api/v1/events"])
@pytest.mark.parametrize("room", ["attic", ""])
def test_a_room_that_there_is_not(house: Site, path: str, room: str) -> None:
    answer = requests.get(house.url(f"{path}?room={room}"), timeout=10)
    assert answer.status_code == 404
    assert "There is no such room" in answer.text


def test_a_command_is_for_the_room_that_is_named_and_for_what_can_be_begun_there(house: Site) -> None:
    def start(routine: str) -> requests.Response:
        url = house.url("/api/v1/commands?room=bedroom")
        return requests.post(url, json={"intent": "start", "slots": {"routine": routine}}, timeout=10)

    assert start("morning").status_code == 422
    assert start("back").json()["where"]["session"]["id"] == "back"
    assert requests.delete(house.url("/api/v1/journal"), timeout=10).status_code == 409
    assert house.now()["state"] == "idle"
    requests.post(house.url("/api/v1/commands?room=bedroom"), json={"intent": "stop"}, timeout=10)


def test_where_the_satellite_is_away_nothing_is_begun_and_the_answer_tells_why(house: Site) -> None:
    answer = requests.post(house.url("/api/v1/commands?room=mat_3"), json={"say": "start child's pose"}, timeout=10)
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith(f"Nothing can be begun here just now. {AWAY}")
    stopped = requests.post(house.url("/api/v1/commands?room=mat_3"), json={"intent": "stop"}, timeout=10)
    assert (stopped.status_code, stopped.json()["state"]) == (202, "idle")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_button_tells_why_nothing_begins(house: Site, open_page: OpenPage, *, java_script_enabled: bool) -> None:
    page = open_page(house.url("/?room=mat_3"), java_script_enabled=java_script_enabled)
    expect(page.get_by_role("alert").first).to_contain_text(AWAY)
    expect(page.get_by_role("heading", level=1)).to_have_text("Out of reach")
    expect(page.locator("#hindered")).to_have_text("Nothing can be begun here until the coach can hear and be heard.")
    page.get_by_role("button", name="The back routine").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing can be begun here just now. The satellite of the third")
    if not java_script_enabled:
        page.get_by_role("link", name="Back to the coach").click()
    expect(page).to_have_url(house.url("/?room=mat_3"))


def test_one_goes_from_room_to_room(house: Site, open_page: OpenPage) -> None:
    page = open_page(house.address)
    switch = page.get_by_role("navigation", name="Rooms")
    expect(switch.locator("[aria-current=page]")).to_contain_text("Living room")
    switch.get_by_role("link", name="Bedroom").click()
    expect(switch.locator("[aria-current=page]")).to_contain_text("Bedroom")
    expect(page.locator("[data-kind=routine]")).to_have_count(1)
    expect(page.locator("#hindered")).to_be_hidden()
    page.get_by_role("button", name="The back routine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How is your back?")
    assert house.now()["state"] == "idle"
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stopped")


def test_a_page_shows_what_goes_on_in_the_other_rooms(house: Site, open_page: OpenPage) -> None:
    page = open_page(house.url("/?room=bedroom"))
    living = page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Living room")
    house.order("start", stretch="child_pose")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(living).to_contain_text("How it is done")
    house.order("stop")


def test_the_rooms_leave_what_matters_in_sight(house: Site, open_page: OpenPage) -> None:
    house.order("start", stretch="one_knee_to_chest")
    house.order("ready")
    page = open_page(house.address)
    page.get_by_role("button", name="It hurts").wait_for()
    assert page.get_by_role("button", name="It hurts").bounding_box()["y"] < 650  # type: ignore[index]
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page)
        assert found.violations_count == 0, (width, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    house.order("stop")
