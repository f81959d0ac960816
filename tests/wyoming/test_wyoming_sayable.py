"""Which sentences are listened for in what other programs send."""

from dataclasses import replace

from wyoming_house import House, shipped_repertoire

from voiceskill.coaching.state import State
from voiceskill.live.snapshot import Snapshot
from voiceskill.wyoming.sayable import Sayable


def test_what_any_room_listens_for_with_the_name_of_a_room_or_without() -> None:
    house = House()
    house.open_room("here", "living room")
    house.open_room("upstairs", "bedroom 2", State.RATING)
    graph = Sayable(lambda: house.mats).graph()
    for sentence in (
        "start child's pose",
        "start child's pose in the living room",
        "pause in my bedroom two",
        "seven",
        "seven in bedroom two",
    ):
        assert graph.accepts(sentence.split()), sentence
    for sentence in ("start child's pose in the", "in the living room", "seven in the kitchen", ""):
        assert not graph.accepts(sentence.split()), sentence


def test_follows_what_goes_on_and_stays_the_same_while_nothing_does() -> None:
    house = House()
    house.open_room("here")
    sayable = Sayable(lambda: house.mats)
    usual = sayable.graph()
    assert usual is shipped_repertoire().grammars[State.IDLE]
    house.open_room("upstairs", "bedroom")
    named = sayable.graph()
    assert named is not usual
    assert sayable.graph() is named
    for mat in house.mats.values():
        mat.live.post(replace(Snapshot(), state=State.ASKING))
    question = sayable.graph()
    assert question.accepts(["yes", "in", "the", "bedroom"])
    assert not question.accepts(["ready"])
