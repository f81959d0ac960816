"""Whatever is said in whatever order, the coach keeps its promises."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from voiceskill.coaching.coach import Coach
from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import (
    Answer,
    Asked,
    Deserted,
    Effect,
    Event,
    Play,
    Record,
    Replan,
    SetRate,
    SetVolume,
    StageOver,
)
from voiceskill.coaching.facts import HoldEnded, Outcome, PainReported, SessionBegan, SessionEnded
from voiceskill.coaching.stage import Stage, StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, Library, Routine, Side, Step, Stretch

STRETCHES = {
    "pose": Stretch(id="pose", name="pose", instructions=("Bend.",), release="Come up.", hold=30, repetitions=3),
    "knee": Stretch(
        id="knee",
        name="knee",
        instructions=("Lie down.",),
        release="Let go.",
        sides=(Side.LEFT, Side.RIGHT),
        hold=5,
        repetitions=11,
    ),
}
ROUTINE = Routine(
    id="both", name="both", steps=(Step(stretch="knee"), Step(stretch="pose"), Step(stretch="knee", hold=8))
)
LIBRARY = Library(STRETCHES, {"both": ROUTINE})

PLAIN = (
    "ready",
    "pause",
    "go_on",
    "next",
    "back",
    "again",
    "yes",
    "no",
    "time_left",
    "count_left",
    "which_side",
    "describe",
    "list",
    "help",
    "louder",
    "quieter",
    "slower",
    "faster",
)


class Coached(RuleBasedStateMachine):
    """A coach with a loudspeaker that plays stages in no time, and a user who says anything at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.coach = Coach(LIBRARY)
        self.before = self.coach.state
        self.stage: Stage | None = None
        self.elapsed = 0.0
        self.sounding = False
        self.holds: Counter[tuple[str, Side | None]] = Counter()
        self.expected_hold: float | None = None
        self.open_sessions = 0

    def tell(self, event: Event) -> tuple[Effect, ...]:
        self.before = self.coach.state
        effects = self.coach.handle(event)
        for effect in effects:
            match effect:
                case Play(stage, start) | Replan(stage, start):
                    self._play(stage, start, replanned=isinstance(effect, Replan))
                case Answer():
                    pass
                case Record(fact):
                    self._check(fact)
                case SetVolume(volume):
                    assert 0 < volume <= 1
                case SetRate(rate):
                    assert 80 <= rate <= 300
                case _:
                    self.sounding = False
        return effects

    def _play(self, stage: Stage, start: float, *, replanned: bool) -> None:
        assert start <= stage.seconds
        if stage.kind is StageKind.HOLD:
            assert 0 < stage.seconds <= MAX_HOLD_S
            if not start and not replanned:
                self.holds[stage.stretch, stage.side] += 1
                self.expected_hold = stage.seconds
            assert self.holds[stage.stretch, stage.side] <= MAX_REPETITIONS
        offsets = [cue.at for cue in stage.cues if cue.at is not None]
        assert offsets == sorted(offsets)
        assert stage.cues[0].at is not None
        self.stage, self.elapsed, self.sounding = stage, start, True

    def _check(self, fact: object) -> None:
        match fact:
            case SessionBegan(_, planned):
                assert self.open_sessions == 0
                self.open_sessions, self.holds = 1, Counter()
                assert all(stretch.repetitions <= MAX_REPETITIONS for stretch in planned)
            case HoldEnded(planned=planned, held=held, completed=completed):
                assert planned == self.expected_hold
                assert held == planned if completed else 0 <= held <= planned
            case PainReported():
                assert self.open_sessions == 1
            case SessionEnded(outcome):
                assert self.open_sessions == 1
                assert (outcome is Outcome.HURT) == (self.before is State.HURT)
                self.open_sessions = 0

    def ask(self, intent: str, **slots: str | int) -> None:
        self.tell(Asked(Command(intent, slots), self.elapsed))

    @rule(stretch=st.sampled_from(sorted(STRETCHES)), partner=st.booleans())
    def start_stretch(self, stretch: str, *, partner: bool) -> None:
        self.ask("start", stretch=stretch, **({"partner": 1} if partner else {}))
        assert self.coach.state is State.EXPLAINING

    @rule()
    def start_routine(self) -> None:
        self.ask("start", routine="both")

    @rule()
    def start_something(self) -> None:
        self.ask("start")
        assert self.coach.state is State.CHOOSING

    @rule(intent=st.sampled_from(PLAIN))
    def say(self, intent: str) -> None:
        self.ask(intent)

    @rule(seconds=st.integers(1, 300))
    def grant_seconds(self, seconds: int) -> None:
        holding = self.stage and self.stage.kind is StageKind.HOLD and self.coach.state in (State.HOLDING, State.PAUSED)
        if holding and self.expected_hold is not None:
            self.expected_hold = max(self.expected_hold, min(self.expected_hold + seconds, MAX_HOLD_S))
        self.ask("more_seconds", seconds=seconds)

    @rule(seconds=st.integers(1, 300))
    def set_hold(self, seconds: int) -> None:
        if self.stage and self.stage.kind is StageKind.HOLD and self.coach.state in (State.HOLDING, State.PAUSED):
            self.expected_hold = max(float(min(max(seconds, 5), 300)), self.elapsed)
        self.ask("hold_for", seconds=seconds)

    @rule(count=st.integers(1, 10), intent=st.sampled_from(("more_repetitions", "fewer_repetitions")))
    def change_repetitions(self, count: int, intent: str) -> None:
        self.ask(intent, count=count)

    @rule()
    def hurt(self) -> None:
        in_session = self.open_sessions
        self.ask("hurt")
        assert not self.sounding
        assert self.coach.state is (State.HURT if in_session else State.IDLE)

    @rule()
    def stop(self) -> None:
        effects = self.tell(Asked(Command("stop"), self.elapsed))
        assert self.coach.state is State.IDLE
        assert not any(isinstance(effect, Play | Answer) for effect in effects)
        assert not self.sounding
        assert not self.open_sessions

    @precondition(lambda self: self.sounding)
    @rule(share=st.floats(0, 1))
    def time_passes(self, share: float) -> None:
        assert self.stage
        self.elapsed += share * max(self.stage.seconds - self.elapsed, 0)

    @precondition(lambda self: self.sounding)
    @rule()
    def stage_ends(self) -> None:
        assert self.stage
        self.sounding = False
        self.elapsed = self.stage.seconds
        self.tell(StageOver(self.stage.number))

    @rule(number=st.integers(-3, 0))
    def stale_news(self, number: int) -> None:
        assert self.coach.handle(StageOver(number)) == ()

    @rule()
    def everyone_leaves(self) -> None:
        self.tell(Deserted())
        assert self.coach.state not in (State.PAUSED, State.HURT, State.CHOOSING)

    @invariant()
    def sound_and_state_agree(self) -> None:
        at_rest = self.coach.state in (State.IDLE, State.PAUSED, State.HURT)
        assert self.sounding == (not at_rest)
        assert (self.coach.state in (State.IDLE, State.CHOOSING)) == (self.open_sessions == 0)


TestCoached = Coached.TestCase
TestCoached.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
