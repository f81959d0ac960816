"""The library of stretches in the browser: looking one up, and making one's own."""

from xml.etree import ElementTree as ET

import pytest
import requests
from browsing import OpenPage
from live_site import Site
from playwright.sync_api import expect

_PATIENCE_S = 60
"""For a change of names, of which grammars are made anew, on a machine that has other things to do."""
_OWN = {
    "name": "sleepy lion",
    "instructions": "Lie on your side.\nBreathe slowly.",
    "release": "Roll onto your back.",
    "hold": "20",
    "repetitions": "2",
    "sides": "right left",
}


def _post(site: Site, path: str, form: dict[str, str]) -> requests.Response:
    return requests.post(site.url(path), form, allow_redirects=False, timeout=_PATIENCE_S)


def _form(stretch: str, **other: str) -> dict[str, str]:
    return _OWN | {"name": stretch} | other


def test_a_stretch_is_found_while_it_is_typed(idle_site: Site, open_page: OpenPage) -> None:
    page = open_page(idle_site.url("/stretches"))
    assert page.locator("#library > li").count() >= 21
    page.get_by_label("Find a stretch").fill("kneel cat")
    expect(page.get_by_role("status").first).to_have_text("No stretches found.")
    page.get_by_label("Find a stretch").fill("chair neck")
    expect(page.get_by_role("listitem").filter(has_text="Chin tuck")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("1 stretch found.")


def test_all_of_it_works_without_scripts(idle_site: Site, open_page: OpenPage) -> None:
    page = open_page(idle_site.url("/stretches"), java_script_enabled=False)
    page.get_by_label("Find a stretch").fill("pigeon")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#library > li")).to_have_count(1)
    page.get_by_role("link", name="Show all stretches").click()
    page.get_by_role("link", name="Make your own").click()
    page.get_by_label("Name", exact=True).fill("Sleepy lion")
    page.get_by_label("How to get into it").fill("Lie on your side.\nBreathe slowly.")
    page.get_by_label("How to come out of it").fill("Roll onto your back.")
    page.set_default_timeout(_PATIENCE_S * 1000)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sleepy lion")
    page.get_by_role("button", name="Start it").click()
    expect(page.locator("#stretch")).to_have_text("Sleepy lion")
    idle_site.order("stop")
    said = requests.post(idle_site.url("/api/v1/commands"), json={"say": "start sleepy lion"}, timeout=_PATIENCE_S)
    assert said.json()["where"]["stretch"]["name"] == "Sleepy lion"
    idle_site.order("stop")
    page.goto(idle_site.url("/stretches/sleepy_lion"))
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Seconds of a hold").fill("45")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".about")).to_contain_text("45 seconds, 3 times")
    page.get_by_role("button", name="Delete it").click()
    assert "sleepy_lion" not in idle_site.config.read_text("utf-8")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".about")).to_contain_text("45 seconds, 3 times")
    page.get_by_role("button", name="Delete it").click()


def test_each_sentence_stands_beside_its_drawing(idle_site: Site, open_page: OpenPage) -> None:
    page = open_page(idle_site.url("/stretches/figure_four"))
    steps = page.locator(".steps > li")
    expect(steps).to_have_count(4)
    expect(steps.nth(1)).to_contain_text("Lay the ankle")
    expect(steps.nth(1).get_by_role("img")).to_have_accessible_name("One ankle across the other thigh")
    expect(steps.nth(2).get_by_role("img")).to_have_count(0)
    right = steps.nth(1).locator("svg g").get_attribute("transform")
    page.get_by_role("link", name="Left side").click()
    assert steps.nth(1).locator("svg g").get_attribute("transform") != right


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(idle_site: Site) -> None:
    before = idle_site.config.read_bytes()
    for form, field, told in (
        (_form("pigeon pose"), "name", "spoken for both"),
        (_form("sleepy lion", instructions=" \n"), "instructions", "at least 1 item"),
        (_form("sleepy lion", hold="4"), "hold", "greater than or equal to 5"),
    ):
        answer = _post(idle_site, "/stretches/new", form)
        assert answer.status_code == 422
        assert told in answer.text
        assert f'aria-describedby="{field}-told"' in answer.text
        assert answer.text.count('aria-invalid="true"') == 1
        assert "Roll onto your back." in answer.text
    # It is no field's own fault.
    answer = _post(idle_site, "/stretches/new", _form("the pigeon pose"))
    assert answer.status_code == 422
    assert "It is not saved yet." in answer.text
    assert "pigeon" in answer.text.split('role="alert"')[1].split("</p>")[0]
    assert idle_site.config.read_bytes() == before


def test_who_comes_second_is_told_what_has_changed(idle_site: Site) -> None:
    own, api = "/stretches/happy_baby/change", idle_site.url("/api/v1/stretches")
    library = requests.get(api, timeout=_PATIENCE_S).json()
    before = requests.get(f"{api}/happy_baby", timeout=_PATIENCE_S).json()
    texts = {key: "\n".join(told) if isinstance(told, list) else str(told) for key, told in before.items()}
    del texts["id"], before["id"]
    form = texts | {"revision": library["revision"], "hold": "33"}
    assert _post(idle_site, own, form).status_code == 303
    second = _post(idle_site, own, form | {"hold": "44"})
    assert second.status_code == 409
    assert "Somebody has changed the settings meanwhile" in second.text
    assert 'value="44"' in second.text
    assert requests.get(f"{api}/happy_baby", timeout=_PATIENCE_S).json()["hold"] == 33
    requests.put(f"{api}/happy_baby", json=before, timeout=_PATIENCE_S).raise_for_status()


def test_a_stretch_that_a_routine_needs_is_not_deleted(idle_site: Site) -> None:
    answer = requests.delete(idle_site.url("/api/v1/stretches/pigeon"), timeout=_PATIENCE_S)
    assert answer.status_code == 409
    assert "the long routine" in answer.json()["detail"]


def test_a_program_changes_deletes_and_puts_back_a_stretch(idle_site: Site) -> None:
    one = idle_site.url("/api/v1/stretches/happy_baby")
    before = requests.get(one, timeout=_PATIENCE_S).json()
    body = {key: value for key, value in before.items() if key != "id"}
    assert requests.put(one, json=body | {"feel": "Happy."}, timeout=_PATIENCE_S).json() == before | {"feel": "Happy."}
    requests.put(one, json=body, timeout=_PATIENCE_S).raise_for_status()
    content = idle_site.config.read_bytes()
    deleted = requests.delete(one, timeout=_PATIENCE_S).json()
    assert requests.get(one, timeout=_PATIENCE_S).status_code == 404
    assert requests.post(f"{one}/restore", json={"revision": "0" * 16}, timeout=_PATIENCE_S).status_code == 422
    assert requests.post(f"{one}/restore", json={"revision": deleted["revision"]}, timeout=_PATIENCE_S).json() == before
    assert idle_site.config.read_bytes() == content


@pytest.mark.parametrize("name", ["bell \x07", "two\nlines", "\ufeff", " "])
def test_a_name_is_one_line_of_text(idle_site: Site, name: str) -> None:
    body = {"name": name, "instructions": ["Lie on your side."], "release": "Roll onto your back."}
    answer = requests.post(idle_site.url("/api/v1/stretches"), json=body, timeout=_PATIENCE_S)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["name"]


def test_the_drawings_are_listed_and_served(idle_site: Site) -> None:
    api = idle_site.url("/api/v1/stretches/child_pose")
    listed = requests.get(f"{api}/drawings", timeout=_PATIENCE_S).json()["drawings"]
    assert [each["sentence"] for each in listed] == [0, 1, 2]
    drawn = requests.get(f"{api}/drawing", {"frame": 1}, timeout=_PATIENCE_S)
    assert drawn.headers["Content-Type"].startswith("image/svg+xml")
    assert ET.fromstring(drawn.text)[0].text == listed[1]["caption"]  # noqa: S314 - our own
    assert requests.get(f"{api}/drawing", {"frame": 7}, timeout=_PATIENCE_S).status_code == 404
