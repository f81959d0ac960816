"""What programs can ask of the coach: in words, or by intents, in any state."""

import pytest
import requests
from live_site import Site

from voiceskill.belongings import belonging
from voiceskill.understanding.sentence_file import read_sentences
from voiceskill.web.commanding import _NEEDED

_VALUES: dict[str, str | int] = {
    "seconds": 20,
    "minutes": 3,
    "count": 2,
    "rating": 4,
    "side": "left",
    "stretch": "cat_cow",
    "room": "bedroom",
}


def _send(site: Site, body: dict[str, object]) -> requests.Response:
    return requests.post(site.url("/api/v1/commands"), json=body, timeout=30)  # type: ignore[arg-type]


def test_a_sentence_is_obeyed_and_the_answer_tells_what_goes_on_then(idle_site: Site) -> None:
    answer = _send(idle_site, {"say": "Start the back routine, please!"})
    assert answer.status_code == 202
    assert answer.json()["where"]["session"]["name"] == "the back routine"
    assert answer.json()["state"] == "rating"
    assert _send(idle_site, {"say": "four"}).json()["state"] == "explaining"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"say": "ten more seconds"}, "say"),
        ({"say": "what a day"}, "say"),
        ({"intent": "dance"}, "intent"),
        ({"intent": "rate"}, "slots.rating"),
        ({"intent": "rate", "slots": {"rating": 11}}, "slots.rating"),
        ({"intent": "start", "slots": {"routine": "nowhere"}}, "slots.routine"),
        ({"intent": "start", "slots": {"dance": "tango"}}, "slots.dance"),
        ({"intent": "stop", "say": "stop"}, ""),
        ({}, ""),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(idle_site: Site, body: dict[str, object], field: str) -> None:
    answer = _send(idle_site, body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_every_intent_can_come_at_any_time(idle_site: Site) -> None:
    intents = read_sentences(belonging("intents/en/sentences.yaml")).intents
    for begin in ("stop", "start", "ready"):
        idle_site.order(begin, **({"stretch": "one_knee_to_chest"} if begin == "start" else {}))
        for intent in intents:
            slots = {slot: _VALUES[slot] for slot in [_NEEDED.get(intent)] if slot}
            there_is_no_other_room = intent == "move"
            expected = 422 if there_is_no_other_room else 202
            assert _send(idle_site, {"intent": intent, "slots": slots}).status_code == expected
    assert idle_site.order("stop")["state"] == "idle"


def test_a_button_that_came_too_late_is_told(idle_site: Site) -> None:
    assert requests.post(idle_site.address, {"action": "ten_more"}, timeout=10).status_code == 409
    assert requests.post(idle_site.address, {"start": "../etc"}, timeout=10).status_code == 404
