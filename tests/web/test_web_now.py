"""Following the room in the browser, and pressing buttons there."""

import math
import re
import time

import requests
from browsing import OpenPage
from live_site import Site
from playwright.sync_api import expect

# What happens in the room is in the event log at once; a page may lag behind that by this.
_LIVE_MS = 300


def test_two_browsers_follow_and_lead_in_step(idle_site: Site, open_page: OpenPage) -> None:
    phone, desk = open_page(idle_site.address), open_page(idle_site.address, width=1280)
    phone.get_by_text("A single stretch").click()
    phone.get_by_role("button", name="Child's pose").click()
    expect(desk.locator("#stretch")).to_have_text("Child's pose")
    desk.get_by_role("button", name="Go on").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Get into position")
    phone.get_by_role("button", name="I am ready").click()
    for page in (phone, desk):
        expect(page.get_by_role("heading", level=1)).to_have_text("Hold")
        expect(page.locator("#seconds")).to_have_text(re.compile(r"^\d+$"))
    desk.get_by_role("button", name="It hurts").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Stopped, because it hurt")
    assert idle_site.now()["state"] == "hurt"


def test_a_page_shows_within_300_ms_what_the_coach_does(idle_site: Site, open_page: OpenPage) -> None:
    page = open_page(idle_site.address)
    page.evaluate(
        """() => {
          window.changes = [];
          new MutationObserver(() => window.changes.push([title.textContent, Date.now()]))
            .observe(title, { childList: true, characterData: true, subtree: true });
        }"""
    )
    lags = []
    for intent, slots, title in (
        ("start", {"stretch": "child_pose"}, "How it is done"),
        ("ready", {}, "Hold"),
        ("pause", {}, "Paused"),
        ("go_on", {}, "Hold"),
        ("stop", {}, "Stopped"),
    ):
        began = time.time() * 1000
        requests.post(idle_site.url("/api/v1/commands"), json={"intent": intent, "slots": slots}, timeout=10)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        lags.append(page.evaluate("window.changes.at(-1)[1]") - began)
    # From the press on, through the coach, to what is read.
    assert max(lags) < _LIVE_MS, lags


def test_the_ring_stands_still_while_paused_and_goes_on_from_there(idle_site: Site, open_page: OpenPage) -> None:
    idle_site.order("start", stretch="child_pose")
    idle_site.order("ready")
    page = open_page(idle_site.address)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paused")
    paused = idle_site.now()["countdown"]
    assert not paused["running"]
    expect(page.locator("#seconds")).to_have_text(str(math.ceil(paused["left"] - 0.05)))
    assert idle_site.now()["countdown"] == paused
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hold")
    # What he does is told a moment before the clock goes on.
    running = next(clock for clock in iter(lambda: idle_site.now()["countdown"], None) if clock["running"])
    assert paused["left"] - 2.0 < running["left"] <= paused["left"]


def test_ten_more_seconds_are_seen_in_the_ring(idle_site: Site, open_page: OpenPage) -> None:
    idle_site.order("start", stretch="child_pose")
    idle_site.order("ready")
    page = open_page(idle_site.address)
    page.get_by_role("button", name="Ten more seconds").click()
    expect(page.locator("#seconds")).to_have_text(re.compile(r"^3[1-9]$"))


def test_without_javascript_the_buttons_work(idle_site: Site, open_page: OpenPage) -> None:
    page = open_page(idle_site.address, java_script_enabled=False)
    page.get_by_text("A single stretch").click()
    page.get_by_role("button", name="Child's pose").click()
    assert page.get_by_role("heading", level=1).text_content() == "How it is done"
    page.get_by_role("button", name="Pause").click()
    assert page.get_by_role("heading", level=1).text_content() == "Paused"
    page.get_by_role("button", name="Stop").click()
    assert idle_site.now()["state"] == "idle"


def test_the_answers_to_a_question_can_be_pressed(idle_site: Site, open_page: OpenPage) -> None:
    page = open_page(idle_site.address)
    page.get_by_role("button", name="The short routine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How is your back?")
    page.get_by_role("button", name="10").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How it is done")
    assert idle_site.now()["where"]["course"].startswith("The short routine: stretch 1 of")
