"""Routines are made, changed, copied, deleted, put back and heard in the browser, and the settings file stays whole."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from live_site import CHECKOUT, Site, open_site
from playwright.sync_api import Page, expect
from spoken import write_recording

OpenPage = Callable[..., Page]

OURS = (CHECKOUT / "config.yaml").read_text("utf-8")
_ROOM_S = 300
"""Seconds that the room of a test lasts in which something is said."""
BRIDGE = {"steps.0.stretch": "bridge", "steps.0.hold": "10"}


@pytest.fixture
def kept(site: Site) -> Iterator[Site]:
    """The site; what a test does to its settings is put back."""
    before = api(site, "GET", "/versions").json()["revision"]
    yield site
    if api(site, "GET", "/versions").json()["revision"] != before:
        assert api(site, "POST", f"/versions/{before}/restore", {}).ok


def api(site: Site, method: str, path: str, body: object = None) -> requests.Response:
    json_type = {"Content-Type": "application/json"}
    data = None if body is None else json.dumps(body)
    return requests.request(method, site.url(f"/api/v1{path}"), data=data, headers=json_type, timeout=120)


def post(site: Site, path: str, **form: str) -> requests.Response:
    return requests.post(site.url(path), data=form, timeout=120)


def revision(site: Site) -> str:
    return str(api(site, "GET", "/routines").json()["revision"])


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not lead to {selector}")


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def names(page: Page) -> list[str]:
    return page.locator(".step h3").all_inner_texts()


def say_from_now_on(site: Site, sentence: str) -> None:
    """Have somebody in the room say a sentence again and again: what the recording has still to come is overwritten."""
    room = site.folder / "room.wav"
    said = [(float(moment), sentence) for moment in range(0, _ROOM_S - 5, 7)]
    spoken = write_recording(site.folder / "spoken.wav", said, _ROOM_S).read_bytes()
    assert len(spoken) == room.stat().st_size
    with room.open("r+b") as file:
        file.write(spoken)


def test_a_routine_is_made_by_keyboard_alone_and_said(tmp_path: Path, open_page: OpenPage) -> None:
    with open_site(tmp_path, seconds=_ROOM_S) as site:
        page = open_page(site.url("/routines"))
        press(page, "a[href='/routines/new']")
        page.wait_for_url("**/new")
        tab_to(page, "#name")
        page.keyboard.type("banana pancakes")
        for stretch in ("Shoulder bridge", "Sphinx pose"):
            tab_to(page, "#add")
            page.keyboard.type(stretch)
            press(page, "button[value='add']")
            expect(page.locator(".step h3").last).to_have_text(stretch)
        press(page, "button[value='up.1']")
        expect(page.locator("#moved")).to_have_text("sphinx pose is number 1 of 2 now.")
        assert names(page) == ["Sphinx pose", "Shoulder bridge"]
        tab_to(page, "[id='steps.0.hold']")
        page.keyboard.type("25")
        press(page, ".save button")
        page.wait_for_url("**/routines")
        expect(page.get_by_role("status")).to_contain_text("Say “start banana pancakes”")
        assert site.config.read_text("utf-8") == OURS + (
            "\n  banana_pancakes:\n    name: banana pancakes\n    steps:\n"
            "      - stretch: sphinx\n        hold: 25\n      - stretch: bridge\n"
        )
        say_from_now_on(site, "start banana pancakes")
        page.goto(site.url("/"))
        expect(page.locator("#session")).to_contain_text("Banana pancakes", timeout=60_000)
        assert site.now()["where"]["session"]["id"] == "banana_pancakes"
        page.goto("about:blank")


def test_stretches_are_dragged_into_order_and_the_time_follows(kept: Site, open_page: OpenPage) -> None:
    page = open_page(kept.url("/routines/short"), width=1280)
    first, second = names(page)
    before = page.locator("#total").inner_text()
    page.locator("[id='steps.1.repetitions']").fill("11")
    expect(page.locator("#total")).not_to_have_text(before)
    handle, target = page.locator(".handle").first.bounding_box(), page.locator(".step").last.bounding_box()
    assert handle
    assert target
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(target["x"] + 50, target["y"] + target["height"] - 5, steps=5)
    page.mouse.up()
    assert names(page) == [second, first]
    expect(page.locator("[id='steps.0.repetitions']")).to_have_value("11")
    page.locator(".save button").first.click()
    page.wait_for_url("**/routines")
    steps = api(kept, "GET", "/routines/short").json()["steps"]
    assert [(step["stretch"], step["repetitions"]) for step in steps] == [
        ("child_pose", 11),
        ("both_knees_to_chest", 1),
    ]


def test_a_name_that_sounds_like_another_is_warned_about(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url("/routines/new"))
    page.locator("#name").fill("the mourning routine")
    expect(page.locator("#name-check")).to_contain_text("may be taken for “the morning routine”")
    page.locator("#name").fill("the sunday routine")
    expect(page.locator("#name-check")).to_contain_text("suhn-day")


def test_without_a_script_the_buttons_do_all_of_it(kept: Site) -> None:
    two = {**BRIDGE, "steps.7.stretch": "sphinx", "name": "mine", "revision": revision(kept)}
    shown = post(kept, "/routines/new", **two, action="up.1").text
    assert shown.index('value="sphinx"') < shown.index('value="bridge"')
    shown = post(kept, "/routines/new", **two, action="add", add="cat_cow").text
    assert 'name="steps.2.stretch" value="cat_cow"' in shown
    assert 'name="steps.1.stretch"' not in post(kept, "/routines/new", **two, action="remove.0").text
    assert post(kept, "/routines/new", **two).url == kept.url("/routines")
    assert [step["stretch"] for step in api(kept, "GET", "/routines/mine").json()["steps"]] == ["bridge", "sphinx"]


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(kept: Site) -> None:
    answer = post(kept, "/routines/short", **BRIDGE | {"steps.0.hold": "half"}, name="***", revision=revision(kept))
    assert answer.status_code == 422
    assert (
        '<p class="wrong" id="wrong-steps.0.hold">The hold in step 1 of &#34;short&#34; is &#34;half&#34;'
        in answer.text
    )
    assert 'value="half"' in answer.text
    assert 'value="***"' in answer.text
    answer = post(kept, "/routines/short", **BRIDGE, name="***", revision=revision(kept))
    assert 'id="wrong-name">&#34;***&#34; cannot be said' in answer.text
    assert "This is not saved yet" in post(kept, "/routines/short", name="empty", revision=revision(kept)).text
    assert kept.config.read_text("utf-8") == OURS


def test_who_saves_second_is_told_and_may_save_again(kept: Site) -> None:
    seen = revision(kept)
    api(kept, "PUT", "/routines/back", {"name": "the first routine", "steps": [{"stretch": "bridge"}]})
    answer = post(kept, "/routines/short", **BRIDGE, name="the second routine", revision=seen)
    assert answer.status_code == 409
    assert "the name of &#34;back&#34; is &#34;the first routine&#34;, was &#34;the back routine&#34;" in answer.text
    assert 'value="the second routine"' in answer.text
    assert f'name="revision" value="{revision(kept)}"' in answer.text
    refused = api(kept, "PUT", "/routines/short", {"name": "x", "steps": [{"stretch": "bridge"}], "revision": seen})
    assert refused.status_code == 409
    assert post(kept, "/routines/short", **BRIDGE, name="the second routine", revision=revision(kept)).ok
    assert api(kept, "GET", "/routines/back").json()["name"] == "the first routine"


def test_what_is_deleted_is_put_back_to_the_letter(kept: Site, open_page: OpenPage) -> None:
    page = open_page(kept.url("/routines"))
    page.get_by_role("button", name="Delete the morning routine").click()
    expect(page.get_by_role("heading", name="The morning routine")).to_have_count(0)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("heading", name="The morning routine")).to_have_count(1)
    assert kept.config.read_text("utf-8") == OURS


def test_a_copy_has_a_name_of_its_own_and_earlier_settings_come_back(kept: Site, open_page: OpenPage) -> None:
    page = open_page(kept.url("/routines"))
    page.get_by_role("button", name="Copy the back routine").click()
    expect(page.locator("#name")).to_have_value("the back second routine")
    page.goto(kept.url("/versions"))
    expect(page.locator("main li").first).to_contain_text('The routine "the_back_second_routine" is new')
    page.get_by_role("button", name="Put back").first.click()
    expect(page.get_by_role("status")).to_contain_text("as they were then")
    assert kept.config.read_text("utf-8") == OURS


def test_a_routine_is_heard_and_another_takes_its_place(site: Site) -> None:
    first = requests.get(site.url("/api/v1/routines/full/recording"), stream=True, timeout=60)
    pieces: Iterator[Any] = first.iter_content(1 << 16)
    assert next(pieces).startswith(b"RIFF\xff\xff\xff\xffWAVE")
    whole = requests.get(site.url("/api/v1/routines/short/recording"), timeout=60)
    assert whole.headers["Content-Type"] == "audio/wav"
    assert 100 < len(whole.content) / 2 / 22_050 < 300
    rest = threading.Thread(target=lambda: [*pieces])
    rest.start()
    rest.join(10)
    assert not rest.is_alive()


@pytest.mark.parametrize("path", ["/routines/morning", "/routines/new", "/versions"])
def test_inner_pages_have_no_barriers_and_fit_the_screen(site: Site, open_page: OpenPage, path: str) -> None:
    page = open_page(site.url(path))
    for width, theme in ((360, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/routines/nothing", None),
        ("DELETE", "/routines/nothing", None),
        ("POST", "/routines/nothing/copy", {"name": "x"}),
        ("POST", "/routines/back/put-back", {"version": "nothing"}),
        ("GET", "/routines/nothing/recording", None),
        ("POST", "/versions/..%2f..%2fconfig/restore", {}),
    ],
)
def test_what_is_not_there_is_not_found(site: Site, method: str, path: str, body: object) -> None:
    assert api(site, method, path, body).status_code == 404
