"""What the coach has to say of a disk, he says where it cuts off nothing that matters."""

from collections.abc import Callable
from pathlib import Path

import pytest
from served_room import served_room

from voiceskill.coaching.effects import Interrupted
from voiceskill.coaching.facts import Fact, HoldEnded, PainReported, PlannedStretch, SessionBegan, SessionResumed
from voiceskill.occurrences import CueBegan, Occurrence, StageBegan
from voiceskill.rooms.typed import Script, TypedRoom

SETTINGS = """\
language: en
coaching: {lead_time: 2, rest: 10, check_in: 0}
stretches:
  pose:
    name: the pose
    instructions: [Bend down.]
    release: Come up.
    hold: 40
    repetitions: 2
"""
REMARK = "The disk is full."


def _perform(
    folder: Path, typed: list[tuple[float, str]], *, remark_at: type[Fact], interrupted: Interrupted | None = None
) -> list[Occurrence]:
    """Run a session in no time, with a remark to make when a fact is recorded; return what happened."""
    path = folder / "config.yaml"
    path.write_text(SETTINGS, encoding="utf-8")
    room = TypedRoom(Script(typed), pace=lambda: lambda _: None)
    happened: list[Occurrence] = []
    remark: Callable[[str], None]

    def record(fact: Fact) -> None:
        if isinstance(fact, remark_at):
            remark(REMARK)

    with served_room(room, path, happened, record=record, interrupted=interrupted) as service:
        remark = service.remark
        service.run(duration=typed[-1][0] + 15)
    return happened


def _said(happened: list[Occurrence]) -> list[str]:
    return [occurrence.text for occurrence in happened if isinstance(occurrence, CueBegan) and occurrence.text]


def _began(happened: list[Occurrence], text: str) -> float:
    return next(occurrence.t for occurrence in happened if isinstance(occurrence, CueBegan) and text in occurrence.text)


def test_in_the_midst_of_a_hold(tmp_path: Path) -> None:
    happened = _perform(tmp_path, [(1.0, "start the pose"), (90.0, "stop")], remark_at=HoldEnded)
    second = [
        occurrence.t
        for occurrence in happened
        if isinstance(occurrence, StageBegan) and occurrence.stage.kind == "hold"
    ][1]
    assert second + 4 <= _began(happened, REMARK) <= second + 25
    assert "And release." in _said(happened)


def test_not_before_all_is_said_about_what_hurts(tmp_path: Path) -> None:
    happened = _perform(
        tmp_path, [(1.0, "start the pose"), (20.0, "that hurts"), (60.0, "stop")], remark_at=PainReported
    )
    said = _said(happened)
    assert said.index(REMARK) == said.index("Shall we end here? Say yes, or stop.") + 1


@pytest.mark.parametrize(
    ("typed", "offered"), [([(10.0, "yes")], True), ([(0.5, "start the pose"), (30.0, "stop")], False)]
)
def test_the_offer_waits_for_its_turn_and_gives_way_to_another_session(
    tmp_path: Path, typed: list[tuple[float, str]], *, offered: bool
) -> None:
    interrupted = Interrupted(number=1, began=SessionBegan("pose", (PlannedStretch("pose", (), 40, 2),)), happened=())
    happened = _perform(tmp_path, typed, remark_at=SessionResumed, interrupted=interrupted)
    offers = [said for said in _said(happened) if said.startswith("We were at the pose, hold one of two.")]
    assert len(offers) == offered
