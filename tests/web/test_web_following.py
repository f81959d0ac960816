"""What goes on in the room, as it is followed from outside."""

import threading

from voiceskill.coaching.exercise import Exercise, Session
from voiceskill.coaching.facts import Outcome
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.stage import Stage, StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Side, Step, Stretch
from voiceskill.live.bulletin import Bulletin
from voiceskill.live.follower import Follower
from voiceskill.live.snapshot import Snapshot, after
from voiceskill.occurrences import (
    Commanded,
    Counted,
    CueBegan,
    Heard,
    Occurrence,
    SessionChanged,
    SessionOver,
    Silenced,
    StageBegan,
    StageResumed,
    StateChanged,
)

KNEE = Stretch(id="knee", name="one knee", instructions=("Lie.",), release="Let go.", sides=(Side.LEFT, Side.RIGHT))
SESSION = Session(
    name="back", exercises=(Exercise.of(Step(stretch="knee"), Library({"knee": KNEE}, {}), Habits(lead_time=5)),)
)


def stage(kind: StageKind, seconds: float) -> Stage:
    return Stage(number=1, kind=kind, seconds=seconds, cues=(), stretch="knee", side=Side.LEFT)


def seen(*occurrences: Occurrence) -> Snapshot:
    bulletin = Bulletin(Snapshot())
    for occurrence in occurrences:
        Follower(bulletin).watch(occurrence)
    return bulletin.latest.content


HOLDING = (
    StateChanged(9.9, State.HOLDING),
    SessionChanged(9.9, SESSION),
    StageBegan(10.0, stage(StageKind.HOLD, 30.0)),
)
PAUSED = (
    StateChanged(15.0, State.PAUSED),
    Silenced(14.98),
    StageBegan(15.0, stage(StageKind.WAIT, 180.0)),
)


def test_a_hold_runs_pauses_and_goes_on_with_what_was_left() -> None:
    clock = seen(*HOLDING).clock
    assert clock
    assert clock.left_at(14.0) == 26.0
    paused = seen(*HOLDING, *PAUSED).clock
    assert paused
    assert paused.left_at(99.0) == 30.0 - 4.98
    resumed = StageResumed(60.0, stage(StageKind.HOLD, 30.0), 4.98)
    clock = seen(*HOLDING, *PAUSED, StateChanged(60.0, State.HOLDING), resumed).clock
    assert clock
    assert clock.left_at(61.0) == 30.0 - 5.98


def test_a_longer_plan_moves_its_end() -> None:
    clock = seen(*HOLDING, StageResumed(20.0, stage(StageKind.HOLD, 40.0), 10.0)).clock
    assert clock
    assert (clock.seconds, clock.left_at(20.0)) == (40.0, 30.0)


def test_what_is_explained_or_waited_for_has_no_clock() -> None:
    assert seen(StageBegan(1.0, stage(StageKind.EXPLAIN, 0.0))).clock is None
    waiting = (StageBegan(1.0, stage(StageKind.POSITION, 30.0)), StageBegan(31.0, stage(StageKind.WAIT, 180.0)))
    assert seen(StateChanged(1.0, State.POSITIONING), *waiting).clock is None


def test_the_place_goes_with_the_session() -> None:
    place = seen(*HOLDING).place
    assert place
    assert (place.session, place.index, place.side, place.repetition, place.repetitions) == ("back", 0, Side.LEFT, 1, 3)
    over = seen(
        *HOLDING, StateChanged(40.0, State.IDLE), SessionChanged(40.0, None), SessionOver(40.0, Outcome.FINISHED)
    )
    assert (over.place, over.clock, over.outcome) == (None, None, Outcome.FINISHED)
    assert after(over, SessionChanged(50.0, SESSION)).outcome is None


def test_a_sentence_is_shown_with_what_it_means_and_a_button_without_words() -> None:
    heard = Heard(1.0, "pause", True, 1.0, 0.2, 0.8)  # noqa: FBT003 - as it is made
    hearing = seen(heard, Commanded(1.0, "pause", {})).hearing
    assert hearing
    assert (hearing.text, hearing.accepted, hearing.intent) == ("pause", True, "pause")
    pressed = seen(heard, Commanded(1.0, "pause", {}), Commanded(2.0, "stop", {})).hearing
    assert pressed
    assert (pressed.text, pressed.intent) == ("", "stop")
    other = seen(Heard(1.0, "nonsense", False, 1.0, 0.2, 0.8)).hearing  # noqa: FBT003
    assert other
    assert not other.accepted


def test_numbers_do_not_wipe_away_what_was_said() -> None:
    said = seen(CueBegan(1.0, "Hold for thirty seconds.", None, "hold"), CueBegan(9.0, "twenty", None, "count")).said
    assert said == "Hold for thirty seconds."
    silent = seen(Counted(1.0, stage(StageKind.HOLD, 30.0), 29))
    assert silent == Snapshot()


def test_a_slow_reader_gets_the_newest_and_nobody_waits_for_him() -> None:
    bulletin = Bulletin("first")
    for text in ("second", "third"):
        bulletin.post(text)
    issue = bulletin.wait(0, 0.0)
    assert issue
    assert issue.content == "third"
    assert bulletin.wait(issue.number, 0.0) is None


def test_who_waits_is_sent_away_at_the_end() -> None:
    bulletin = Bulletin("first")
    got: list[object] = []
    reader = threading.Thread(target=lambda: got.append(bulletin.wait(0, 60.0)))
    reader.start()
    bulletin.close()
    reader.join(10.0)
    assert got == [None]
    assert bulletin.closed
