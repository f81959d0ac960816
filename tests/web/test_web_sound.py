"""The page about sound and voice: level, trial, settings."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from browsing import OpenPage
from live_site import CHECKOUT, Site
from playwright.sync_api import expect

from voiceskill.config import load_config
from voiceskill.rooms.portaudio import look_again, portaudio
from voiceskill.web.settings_form import SETTINGS

ORIGINAL = (CHECKOUT / "config.yaml").read_text("utf-8")


@pytest.fixture
def own_site(idle_site: Site) -> Iterator[Site]:
    """The site; its settings are put back as they were."""
    before = idle_site.config.read_text("utf-8")
    yield idle_site
    idle_site.config.write_text(before, "utf-8")
    requests.delete(idle_site.url("/api/v1/sound/trial"), timeout=10)


def _changed(site: Site) -> list[str]:
    return [line.strip() for line in site.config.read_text("utf-8").splitlines() if line not in ORIGINAL.splitlines()]


def test_settings_are_saved_and_nothing_else_changes(own_site: Site, open_page: OpenPage) -> None:
    page = open_page(own_site.url("/sound"))
    page.get_by_label("Speed").fill("130")
    page.get_by_label("Volume").fill("0.5")
    page.get_by_label("Voice", exact=True).select_option("English (Scotland)")
    page.get_by_label("Time to get into position").fill("20")
    page.get_by_label("Ask how your back is").select_option("No")
    page.get_by_label("Times of day").fill("10:00, 16:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert _changed(own_site) == [
        "name: en-gb-scotland",
        "rate: 130",
        "volume: 0.5",
        "lead_time: 20",
        "ask_rating: false",
        'times: ["10:00", "16:30"]',
    ]
    expect(page.get_by_label("Times of day")).to_have_value("10:00, 16:30")
    page.get_by_label("Times of day").fill("")
    page.get_by_label("Time to get into position").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert _changed(own_site) == ["name: en-gb-scotland", "rate: 130", "volume: 0.5", "ask_rating: false"]


def test_what_is_wrong_is_said_at_its_field_and_what_was_filled_in_stays(own_site: Site, open_page: OpenPage) -> None:
    page = open_page(own_site.url("/sound"), java_script_enabled=False)
    page.get_by_label("Speed").fill("900")
    page.get_by_label("Times of day").fill("10:00, 25:00")
    page.get_by_label("Rest between two holds").fill("15")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Speed")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#voice-rate-wrong")).to_contain_text("80 to 300")
    expect(page.locator("#reminders-times-wrong")).to_contain_text("16:30")
    expect(page.get_by_label("Rest between two holds")).to_have_value("15")
    assert _changed(own_site) == []


def test_what_is_wrong_with_the_whole_file_is_said_too(own_site: Site) -> None:
    shared = ORIGINAL.replace("rate: 150", "rate: &shared 150").replace("hold: 30", "hold: *shared", 1)
    own_site.config.write_text(shared, "utf-8")
    requests.get(own_site.url("/sound"), timeout=10)  # which takes it over
    revision = requests.get(own_site.url("/api/v1/settings"), timeout=10).json()["revision"]
    form = {"revision": revision, "seen.voice.rate": "150", "voice.rate": "130"}
    answer = requests.post(own_site.url("/sound"), form, timeout=10)
    assert answer.status_code == 422
    assert "another place" in answer.text
    assert own_site.config.read_text("utf-8") == shared


def test_who_saves_second_is_told_and_loses_nothing(own_site: Site, open_page: OpenPage) -> None:
    first, second = open_page(own_site.url("/sound")), open_page(own_site.url("/sound"))
    first.get_by_label("Speed").fill("130")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_text("Saved.")).to_be_visible()
    second.get_by_label("Rest between two holds").fill("15")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("somebody has changed the settings meanwhile")).to_be_visible()
    expect(second.get_by_label("Rest between two holds")).to_have_value("15")
    assert _changed(own_site) == ["rate: 130"]
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("Saved.")).to_be_visible()
    assert _changed(own_site) == ["rate: 130", "rest: 15"]


@pytest.mark.parametrize("key", ["microphone", "loudspeaker"])
def test_while_the_devices_cannot_be_listed_the_form_says_so_and_keeps_the_present_one(key: str) -> None:
    config = replace(load_config(CHECKOUT / "config.yaml"), microphone="USB", loudspeaker="USB")
    portaudio()._lib.Pa_Terminate()
    try:
        default, present = SETTINGS[key].choices(config)
    finally:
        look_again()
    assert (default.value, present.value) == ("", "USB")
    assert "PortAudio knows of no devices" in default.label
    assert default.label.endswith("restart the machine's sound service)")


def test_a_trial_is_begun_and_ended(own_site: Site, open_page: OpenPage) -> None:
    page = open_page(own_site.url("/sound"))
    expect(page.locator("#level-words")).to_have_text("silent")
    page.get_by_role("button", name="Floor test").click()
    expect(page.locator("#asked")).to_have_text("Say: start both knees to chest")
    page.get_by_role("button", name="End").click()
    expect(page.locator("#asked")).to_be_empty()
    own_site.order("start", stretch="child_pose")
    page.get_by_role("button", name="One sentence").click()
    expect(page.get_by_text("The coach is busy.")).to_be_visible()


def test_a_trial_without_javascript(own_site: Site, open_page: OpenPage) -> None:
    page = open_page(own_site.url("/sound"), java_script_enabled=False)
    page.get_by_role("button", name="One sentence").click()
    page.get_by_role("link", name="I have said it").click()
    expect(page.locator("#asked")).to_have_text("Say: start both knees to chest")
    page.get_by_role("button", name="End").click()


def test_models(own_site: Site) -> None:
    answer = requests.get(own_site.url("/api/v1/models"), timeout=10).json()
    assert answer["recognizer"].startswith("PocketSphinx")
    assert len(answer["models"]) >= 6
    assert answer["fetching"] is None
    assert requests.put(own_site.url("/api/v1/models/none"), timeout=10).status_code == 404


def test_programs_change_settings_too(own_site: Site) -> None:
    def patch(revision: str, values: dict[str, Any]) -> requests.Response:
        return requests.patch(
            own_site.url("/api/v1/settings"), json={"revision": revision, "values": values}, timeout=10
        )

    before = requests.get(own_site.url("/api/v1/settings"), timeout=10).json()
    assert (before["values"]["voice.rate"], before["values"]["reminders.times"]) == (150, [])
    changed = patch(before["revision"], {"voice.rate": 130, "reminders.times": ["10:00"], "microphone": "USB"}).json()
    assert (changed["values"]["voice.rate"], changed["values"]["reminders.times"]) == (130, ["10:00"])
    assert _changed(own_site) == ["microphone: USB", "rate: 130", 'times: ["10:00"]']
    assert patch(before["revision"], {"voice.rate": 120}).status_code == 409
    for values, field in (({"voice.rate": 900}, "voice.rate"), ({"routines": None}, "values.routines")):
        wrong = patch(changed["revision"], values)
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, field)
