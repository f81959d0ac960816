"""What Home Assistant is told of the rooms and of the house, so that it finds them by itself.

Source: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voiceskill import __version__
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Side
from voiceskill.config import HERE
from voiceskill.mqtt.buttons import BUTTONS
from voiceskill.mqtt.room_state import NO_ROUTINE
from voiceskill.mqtt.topics import Topics

_Component = dict[str, Any]

_ORIGIN = {"name": "voiceskill", "sw_version": __version__}
_THERE = "{{ 'online' if value else 'offline' }}"
"""Of the topic that is emptied when the coach has gone."""
_WITHOUT_TROUBLE = "{{ 'offline' if value_json.trouble else 'online' }}"


@dataclass(frozen=True, slots=True)
class Device:
    """What is found as one."""

    topic: str
    """Where it is announced, retained."""
    text: str
    """The announcement; empty: there is no such thing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """Announces what a coach has."""

    prefix: str
    """What the names of Home Assistant's discovery topics begin with."""
    topics: Topics
    """The topics of the house."""
    identity: str
    """Which coach it is."""

    def house(self) -> Device:
        """Return the house with its figures."""
        sensors = {
            "streak": _sensor("Streak", "streak", unit="d", icon="mdi:calendar-check"),
            "pain": _sensor("Pain", "pain", icon="mdi:human-handsdown"),
            "minutes_today": _sensor("Minutes today", "minutes", unit="min", icon="mdi:yoga"),
        }
        for sensor in sensors.values():
            sensor["state_topic"] = self.topics.figures
            sensor["state_class"] = "measurement"
        return self._device(
            self._house_id, "stretching", {"name": "Stretching"}, sensors, [self._availability_of_coach()]
        )

    def room(self, key: str, name: str, routines: Sequence[str]) -> Device:
        """Return a room with what is told of it and what can be asked for there.

        Args:
            key: The room's key.
            name: What it is called; empty where it has no name.
            routines: Names of the routines that can be begun there.
        """
        of_room = {"state_topic": self.topics.state(key)}
        reports = {part: report | of_room for part, report in _reports().items()}
        # It is there to tell why the others are not.
        reports["trouble"] |= {
            "availability": [self._availability_of_coach()],
            "json_attributes_topic": self.topics.state(key),
        }
        buttons = {
            intent: {
                "platform": "button",
                "name": button.label,
                "icon": button.icon,
                "command_topic": self.topics.order(key, "press"),
                "payload_press": intent,
            }
            for intent, button in BUTTONS.items()
        }
        routine = of_room | {
            "platform": "select",
            "name": "Routine",
            "icon": "mdi:playlist-play",
            "options": [NO_ROUTINE, *(each for each in routines if each != NO_ROUTINE)],
            "value_template": "{{ value_json.routine }}",
            "command_topic": self.topics.order(key, "start"),
        }
        say = {
            "platform": "notify",
            "name": "Say",
            "icon": "mdi:bullhorn",
            "command_topic": self.topics.order(key, "say"),
        }
        about = {"name": f"Coach {name}".strip(), "via_device": self._house_id}
        if name:
            about["suggested_area"] = name[:1].upper() + name[1:]
        return self._device(
            self._room_id(key),
            "coach" if key == HERE else f"coach_{key}",
            about,
            reports | buttons | {"routine": routine, "say": say},
            [
                self._availability_of_coach(),
                {"topic": self.topics.state(key), "value_template": _WITHOUT_TROUBLE},
            ],
        )

    def without_room(self, key: str) -> Device:
        """Return what tells that there is no such room any more."""
        return Device(self._topic(self._room_id(key)), "")

    @property
    def _house_id(self) -> str:
        return self.topics.base.replace("/", "-")

    def _room_id(self, key: str) -> str:
        return f"{self._house_id}-{key}"

    def _topic(self, identity: str) -> str:
        return f"{self.prefix}/device/{identity}/config"

    def _availability_of_coach(self) -> Mapping[str, str]:
        return {"topic": self.topics.coach(self.identity), "value_template": _THERE}

    def _device(
        self,
        identity: str,
        entity: str,
        about: Mapping[str, str],
        components: Mapping[str, _Component],
        availability: Sequence[Mapping[str, str]],
    ) -> Device:
        """Return a device.

        Args:
            identity: Its id, and the beginning of those of its parts.
            entity: What the ids of its entities begin with.
            about: What is to be known of it.
            components: Its parts, by what their ids end with.
            availability: What all has to be so that it is there.
        """
        for part, component in components.items():
            component["unique_id"] = f"{identity}-{part}"
            component["default_entity_id"] = f"{component['platform']}.{entity}_{part}"
        document = {
            "device": {
                "identifiers": [identity],
                "manufacturer": "voiceskill",
                "sw_version": __version__,
                **about,
            },
            "origin": _ORIGIN,
            "availability": availability,
            "availability_mode": "all",
            "components": components,
        }
        return Device(self._topic(identity), json.dumps(document, ensure_ascii=False))


def _reports() -> dict[str, _Component]:
    """Return the parts of a room that tell something."""
    return {
        "activity": _sensor(
            "Activity", "activity", device_class="enum", options=[*map(str, State)], icon="mdi:account-voice"
        ),
        "session": {
            "platform": "binary_sensor",
            "name": "Session",
            "device_class": "running",
            "value_template": "{{ 'ON' if value_json.stretch else 'OFF' }}",
        },
        "stretch": _sensor("Stretch", "stretch", icon="mdi:yoga"),
        "side": _sensor("Side", "side", device_class="enum", options=[*map(str, Side)], icon="mdi:swap-horizontal"),
        "repetition": _sensor("Repetition", "repetition", icon="mdi:repeat"),
        "seconds_left": _sensor("Seconds left", "left", device_class="duration", unit="s"),
        "trouble": {
            "platform": "binary_sensor",
            "name": "Trouble",
            "device_class": "problem",
            "entity_category": "diagnostic",
            "value_template": "{{ 'ON' if value_json.trouble else 'OFF' }}",
            "json_attributes_template": "{{ {'what': value_json.trouble} | tojson }}",
        },
    }


def _sensor(
    name: str,
    field: str,
    *,
    device_class: str | None = None,
    options: Sequence[str] | None = None,
    unit: str | None = None,
    icon: str | None = None,
) -> _Component:
    """Return a sensor of a field of the JSON that is published."""
    further = {
        "device_class": device_class,
        "options": options,
        "unit_of_measurement": unit,
        "icon": icon,
    }
    return {
        "platform": "sensor",
        "name": name,
        "value_template": f"{{{{ value_json.{field} }}}}",
        **{key: value for key, value in further.items() if value is not None},
    }
