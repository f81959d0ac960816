"""Home Assistant finds what it is told of, and the guide tells the truth about it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from mats import repertoire
from ruamel.yaml import YAML

from voiceskill.coaching.state import State
from voiceskill.config import Mqtt
from voiceskill.mqtt.discovery import Announcer, Device
from voiceskill.mqtt.topics import Topics

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "home-assistant.md").read_text(encoding="utf-8")
ANNOUNCER = Announcer(prefix="homeassistant", topics=Topics("voiceskill"), identity="0123abcd")
ROUTINES = [routine.name for routine in repertoire().library.routines.values()]
DEVICES = {
    "house": ANNOUNCER.house(),
    "bedroom": ANNOUNCER.room("bedroom", "bedroom", ROUTINES),
    "here": ANNOUNCER.room("here", "", ROUTINES),
}
NEEDED = {
    "sensor": {"state_topic"},
    "binary_sensor": {"state_topic"},
    "select": {"command_topic", "options"},
    "button": {"command_topic"},
    "notify": {"command_topic"},
}
"""What the integration insists on, by the platform."""


def components() -> Iterator[Mapping[str, Any]]:
    for device in DEVICES.values():
        yield from json.loads(device.text)["components"].values()


def entities() -> set[str]:
    return {component["default_entity_id"] for component in components()}


def blocks(language: str) -> list[str]:
    return [
        re.sub(r"^ {3}", "", block, flags=re.MULTILINE) if indent else block
        for indent, block in re.findall(rf"^( *)```{language}\n(.*?)^ *```$", GUIDE, re.MULTILINE | re.DOTALL)
    ]


def test_each_part_has_what_its_platform_needs_and_an_id_of_its_own() -> None:
    ids = [component["unique_id"] for component in components()]
    assert len(ids) == len(set(ids)) == len(entities())
    for component in components():
        assert NEEDED[component["platform"]] <= component.keys()
        assert component["default_entity_id"].startswith(f"{component['platform']}.")
        if component.get("device_class") == "enum":
            assert component["options"]
            assert not component.keys() & {"state_class", "unit_of_measurement"}
        if "json_attributes_template" in component:
            assert "json_attributes_topic" in component


@pytest.mark.parametrize("device", DEVICES.values(), ids=DEVICES)
def test_each_device_can_be_announced(device: Device) -> None:
    document = json.loads(device.text)
    assert re.fullmatch(r"homeassistant/device/[A-Za-z0-9_-]+/config", device.topic)
    assert document["device"]["identifiers"]
    assert document["origin"]["name"]
    assert document["availability"]
    assert len(device.text) < 16_384


def test_the_guide_names_all_entities_and_no_others() -> None:
    named = set(re.findall(r"\b(?:[a-z_]+)\.(?:coach|stretching)_[a-z_]+\b", GUIDE))
    assert named <= entities()
    assert entities() - named == {each for each in entities() if ".coach_" in each and "bedroom" not in each} - named


def test_the_guides_settings_and_automations_can_be_used() -> None:
    documents = [YAML(typ="safe").load(block) for block in blocks("yaml")]
    settings, _recorder, *automations = documents
    assert settings["mqtt"].keys() <= {field.name for field in fields(Mqtt)}
    assert len(automations) == 5
    for automation in automations:
        assert automation.keys() == {"alias", "triggers", "conditions", "actions", "mode"}
    options = re.findall(r"option: (.+)", GUIDE)
    assert options
    assert set(options) <= set(ROUTINES)
    assert all(f"`{state}`" in GUIDE for state in State)
