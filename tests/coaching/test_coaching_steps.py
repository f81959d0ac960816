"""What a step of a routine says of its own goes before the stretch's and the coach's usual."""

from told_coach import KNEE, LIBRARY, PATIENT, POSE, Told

from voiceskill.coaching.facts import HoldEnded
from voiceskill.coaching.stage import StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Routine, Side, Step

STEPS = (Step(stretch="knee", sides=(Side.LEFT,), lead_time=15), Step(stretch="pose"))
OWN = Library(LIBRARY.stretches, {"own": Routine(id="own", name="own", steps=STEPS)})


def test_a_step_has_sides_and_a_lead_time_of_its_own() -> None:
    told = Told(PATIENT, library=OWN)
    told.ask("start", routine="own")
    told.until(State.POSITIONING)
    assert (told.stage.kind, told.stage.seconds) == (StageKind.POSITION, 15)
    told.until(State.HOLDING)
    assert told.stage.side is Side.LEFT
    told.over()
    assert (told.state(), told.stage.stretch) == (State.EXPLAINING, POSE.id)
    assert [fact.side for fact in told.facts if isinstance(fact, HoldEnded)] == [Side.LEFT]


def test_other_steps_have_the_usual() -> None:
    told = Told(PATIENT, library=OWN)
    told.ask("start", stretch="knee")
    told.until(State.POSITIONING)
    told.over()
    assert told.state() is State.POSITIONING
    assert told.stage.kind is StageKind.WAIT
    told.ask("ready")
    assert told.stage.side is KNEE.sides[0]
