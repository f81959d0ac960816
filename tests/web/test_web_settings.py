"""The coach goes by the settings as they are, whoever has changed them, without a new start."""

import time
from pathlib import Path
from typing import Any

import requests
from browsing import OpenPage
from live_site import Site, open_site
from playwright.sync_api import Page, expect

_GARDEN = """
  lawn: {name: the lawn, instructions: [Lie down.], release: Get up.}
routines:
  garden:
    name: the garden routine
    steps:
      - {stretch: lawn, hold: 10, repetitions: 1}
"""
_PATIENCE_S = 20.0


def test_a_change_by_hand_is_noticed(idle_site: Site) -> None:
    before = idle_site.config.read_text("utf-8")
    kept, _, _ = before.partition("\nroutines:")
    idle_site.config.write_text(kept + _GARDEN, "utf-8")
    try:
        _list_until_seen(idle_site, "garden")
        assert _say_until_obeyed(idle_site, "start the garden routine")["where"]["session"]["id"] == "garden"
    finally:
        idle_site.order("stop")
        idle_site.config.write_text(before, "utf-8")
    _say_until_obeyed(idle_site, "start the back routine")


def test_what_has_just_been_saved_can_be_begun_at_once(idle_site: Site) -> None:
    # Again and again: the coach gets what he is to learn and what he is to do within the same fiftieth of a second.
    steps: list[Any] = [{"stretch": "child_pose", "hold": 10}]
    before = requests.get(idle_site.url("/api/v1/routines"), timeout=10).json()["revision"]
    try:
        for name in ("the lawn routine", "the moss routine", "the fern routine"):
            revision = requests.get(idle_site.url("/api/v1/routines"), timeout=10).json()["revision"]
            made = requests.post(
                idle_site.url("/api/v1/routines"), json={"name": name, "steps": steps, "revision": revision}, timeout=60
            )
            made.raise_for_status()
            routine = made.json()["id"]
            assert idle_site.order("start", routine=routine)["where"]["session"]["id"] == routine
            idle_site.order("stop")
    finally:
        idle_site.order("stop")
        requests.post(idle_site.url(f"/api/v1/versions/{before}/restore"), json={}, timeout=60).raise_for_status()


def test_a_voice_that_nobody_has_is_refused(idle_site: Site) -> None:
    before = idle_site.config.read_text("utf-8")
    change = {
        "revision": requests.get(idle_site.url("/api/v1/settings"), timeout=10).json()["revision"],
        "values": {"voice.name": "nosuchvoice"},
    }
    answer = requests.patch(idle_site.url("/api/v1/settings"), json=change, timeout=10)
    assert answer.status_code == 422
    assert 'no voice \\"nosuchvoice\\"' in answer.text
    assert idle_site.config.read_text("utf-8") == before


def test_a_routine_made_by_keyboard_alone_is_said_and_runs(tmp_path: Path, open_page: OpenPage) -> None:
    # Said again and again, since nobody knows when it will be saved; before that it is nobody's name.
    said = [(float(moment), "start the garden routine") for moment in range(9, 170, 5)]
    with open_site(tmp_path, said=said, seconds=175.0) as site:
        page = open_page(site.url("/routines"))
        _tab_to(page, "Make a routine")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Make a routine")
        _tab_to(page, "Name")
        page.keyboard.type("the garden routine")
        _tab_to(page, "Add a stretch")
        page.keyboard.type("Child's")
        _tab_to(page, "Add")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Child's pose")).to_be_visible()
        _tab_to(page, "Times")
        page.keyboard.type("1")
        _tab_to(page, "Save")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="The garden routine")).to_be_visible()
        page.goto(site.address)
        expect(page.locator("#stretch")).to_have_text("Child's pose")
        expect(page.locator("#heard")).to_contain_text("start the garden routine")
        spoken = [event for event in site.events() if event["event"] == "heard" and event["accepted"]]
        assert spoken[-1]["text"] == "start the garden routine"
        commands = [event for event in site.events() if event["event"] == "command"]
        assert commands[-1]["slots"] == {"routine": "the_garden_routine"}
        page.close()


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(_NAME_OF_FOCUSED) == name:
            return
    raise AssertionError(f"{name} cannot be reached by the keyboard")


_NAME_OF_FOCUSED = """() => {
  const focused = document.activeElement;
  return (focused.labels?.[0]?.textContent || focused.textContent).trim();
}"""


def _list_until_seen(site: Site, routine: str) -> None:
    """List the routines until one is among them; meanwhile, and before the coach goes by it, that never fails."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        answer = requests.get(site.url("/api/v1/routines"), timeout=10)
        answer.raise_for_status()
        if routine in [each["id"] for each in answer.json()["routines"]]:
            requests.get(site.url("/routines"), timeout=10).raise_for_status()
            requests.get(site.url(f"/routines/{routine}"), timeout=10).raise_for_status()
            return
    raise AssertionError(f"{routine!r} is not listed after {_PATIENCE_S} s")


def _say_until_obeyed(site: Site, sentence: str) -> dict[str, Any]:
    """Say it until it is known what is meant; then it is obeyed at once."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        answer = requests.post(site.url("/api/v1/commands"), json={"say": sentence}, timeout=10)
        if answer.status_code == 202:
            return dict(answer.json())
    raise AssertionError(f"{sentence!r} is not understood after {_PATIENCE_S} s")
