"""Several rooms on the page: one is chosen, and what is pressed is meant for that one."""

from collections.abc import Iterator

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from browsing import OpenPage
from live_site import Site, open_site
from playwright.sync_api import expect

ROOMS = """\
here: living room
rooms:
  bedroom: {name: bedroom, satellite: "tcp://127.0.0.1:1", routines: [back]}
  mat_3: {name: the third mat in the practice, satellite: "tcp://127.0.0.1:1", guests: true}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with three rooms, of which the satellites of two are away."""
    with open_site(tmp_path_factory.mktemp("house"), settings=ROOMS) as opened:
        yield opened


def test_the_interface_tells_the_rooms_and_what_goes_on_in_each(house: Site) -> None:
    rooms = requests.get(house.url("/api/v1/rooms"), timeout=10).json()["rooms"]
    assert [(room["key"], room["name"], bool(room["trouble"])) for room in rooms] == [
        ("here", "living room", False),
        ("bedroom", "bedroom", True),
        ("mat_3", "the third mat in the practice", True),
    ]
    now = requests.get(house.url("/api/v1/now?room=bedroom"), timeout=10).json()
    assert "satellite of bedroom" in now["trouble"]
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


def test_one_goes_from_room_to_room(house: Site, open_page: OpenPage) -> None:
    page = open_page(house.address)
    switch = page.get_by_role("navigation", name="Rooms")
    expect(switch.locator("[aria-current=page]")).to_contain_text("Living room")
    switch.get_by_role("link", name="Bedroom").click()
    expect(page.get_by_role("alert").first).to_contain_text("The satellite of bedroom")
    expect(switch.locator("[aria-current=page]")).to_contain_text("Bedroom")
    expect(page.locator("[data-kind=routine]")).to_have_count(1)
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
