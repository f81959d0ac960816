"""When a recording counts as correct, missed or wrong."""

import pytest
from labelled_recordings import a_decision, a_label

from voiceskill.evaluating.judging import Outcome, judge, mix_ups
from voiceskill.evaluating.labels import Label
from voiceskill.evaluating.listener import Decision

FORTY = a_label("hold_for", {"seconds": 40})


@pytest.mark.parametrize(
    ("label", "decisions", "outcome"),
    [
        (FORTY, [a_decision("hold_for", {"seconds": 40})], Outcome.CORRECT),
        (FORTY, [a_decision("hold_for", {"seconds": 40, "side": "left"})], Outcome.CORRECT),
        (a_label("hold_for", {"seconds": "40.0"}), [a_decision("hold_for", {"seconds": 40})], Outcome.CORRECT),
        (a_label("order", {"drink": "Iced Coffee "}), [a_decision("order", {"drink": "iced coffee"})], Outcome.CORRECT),
        (FORTY, [], Outcome.MISSED),
        (FORTY, [a_decision("hold_for", {"seconds": 14})], Outcome.WRONG),
        (FORTY, [a_decision("hold_for")], Outcome.WRONG),
        (FORTY, [a_decision("more_seconds", {"seconds": 40})], Outcome.WRONG),
        (FORTY, [a_decision("hold_for", {"seconds": 40}), a_decision("stop")], Outcome.WRONG),
    ],
)
def test_a_recording_is_judged_by_intent_and_labelled_slots(
    label: Label, decisions: list[Decision], outcome: Outcome
) -> None:
    assert judge(label, decisions) is outcome


def test_mix_ups_tell_what_differs() -> None:
    order = a_label("order", {"drink": "latte", "size": "small"})
    assert [*mix_ups(order, [a_decision("order", {"drink": "latte", "size": "large"})])] == [
        ("size=small", "size=large")
    ]
    assert [*mix_ups(order, [a_decision("order", {"drink": "latte"})])] == [("size=small", "")]
    assert [*mix_ups(order, [])] == [("order drink=latte size=small", "")]
    assert [*mix_ups(a_label("stop"), [a_decision("no"), a_decision("rate", {"rating": 4})])] == [
        ("stop", "no, rate rating=4")
    ]
    told = a_label("hold_for", {"seconds": 40}, text="hold for forty seconds")
    heard = a_decision("hold_for", {"seconds": 14}, text="hold for fourteen seconds")
    assert [*mix_ups(told, [heard])] == [("hold for forty seconds", "hold for fourteen seconds")]
