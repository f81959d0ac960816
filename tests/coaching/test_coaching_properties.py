"""Whatever is said in whatever order, the coach keeps its promises."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from voiceskill.coaching.coach import Coach
from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import (
    Answer,
    Asked,
    Deserted,
    Effect,
    Event,
    Interrupted,
    Missed,
    Play,
    Record,
    Remind,
    Reminded,
    Replan,
    SetRate,
    SetVolume,
    Silence,
    StageOver,
    Unheard,
)
from voiceskill.coaching.exercise import Exercise
from voiceskill.coaching.facts import (
    BackRated,
    Fact,
    Happening,
    HoldEnded,
    Moment,
    Outcome,
    PainReported,
    PlannedStretch,
    SessionBegan,
    SessionEnded,
    SessionResumed,
)
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.history import History
from voiceskill.coaching.manner import Counting, Manner, Style
from voiceskill.coaching.stage import Line, Stage, StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, MIN_HOLD_S, Library, Routine, Side, Step, Stretch

POSE = Stretch(
    id="pose",
    name="pose",
    instructions=("Bend.",),
    easier=("Bend less.",),
    reminder="Bend down.",
    release="Come up.",
    hold=30,
    repetitions=3,
)
KNEE = Stretch(
    id="knee",
    name="knee",
    instructions=("Lie down.",),
    release="Let go.",
    sides=(Side.LEFT, Side.RIGHT),
    hold=5,
    repetitions=11,
)
STEPS = (
    Step(stretch="pose"),
    Step(stretch="pose", hold=8, repetitions=1, lead_time=10),
    Step(stretch="knee", repetitions=2),
    Step(stretch="knee", repetitions=2, sides=(Side.RIGHT,)),
)
LIBRARY = Library({"pose": POSE, "knee": KNEE}, {"both": Routine(id="both", name="both", steps=STEPS)})

NAMES = st.sampled_from(["pose", "knee", "pose knee"])
WORDS = st.sampled_from(
    [
        Command(intent)
        for intent in sorted(Coach(LIBRARY).intents)
        if intent not in {"stop", "hurt", "hold_for", "more_seconds", "shorter"}
        and intent not in {"fit_time", "later", "more_repetitions", "fewer_repetitions", "rate", "side_first"}
        and intent not in {"skip_stretch", "move"}
    ]
)
SENTENCES = st.one_of(
    NAMES.map(lambda name: Command("start", {"stretch": name})),
    NAMES.map(lambda name: Command("start", {"routine": "both", "without": name})),
    NAMES.map(lambda name: Command("skip_stretch", {"stretch": name})),
    NAMES.map(lambda name: Command("describe", {"stretch": name})),
    st.sampled_from(Side).map(lambda side: Command("side_first", {"side": str(side)})),
    st.integers(0, 10).map(lambda rating: Command("rate", {"rating": rating})),
    st.integers(1, 15).map(lambda minutes: Command("fit_time", {"minutes": minutes})),
    st.integers(1, 15).map(lambda minutes: Command("start", {"routine": "both", "minutes": minutes})),
    st.integers(1, 90).map(lambda minutes: Command("later", {"minutes": minutes})),
    st.integers(1, 300).map(lambda seconds: Command("start", {"stretch": "pose", "seconds": seconds, "partner": 1})),
    st.integers(1, 10).map(lambda count: Command("more_repetitions", {"count": count})),
    st.integers(1, 10).map(lambda count: Command("fewer_repetitions", {"count": count})),
    st.just(Command("start", {"routine": "both"})),
    st.just(Command("same_again", {"day": "yesterday"})),
    st.just(Command("length", {"routine": "both"})),
)
REPLIES = st.sampled_from(
    [
        Command(intent)
        for intent in ("yes", "no", "go_on", "ready", "next", "back", "again", "easier", "other_side", "fine")
    ]
)
WANTED = frozenset({"go_on", "ready", "again", "easier", "back", "other_side", "side_first"})
"""By these the user takes up again what hurt; by yes, where the easier way was offered."""
HELD = st.sampled_from([("pose", None), ("knee", Side.LEFT), ("knee", Side.RIGHT), ("gone", None)])
HAPPENINGS = st.one_of(
    st.builds(
        lambda at, repetition, completed: HoldEnded(
            at[0], at[1], repetition, 30.0, 30.0 if completed else 7.0, completed
        ),
        HELD,
        st.integers(1, MAX_REPETITIONS),
        st.booleans(),
    ),
    st.builds(lambda at, serious: PainReported(at[0], at[1], 1, "holding", 7.0, serious), HELD, st.booleans()),
    st.builds(BackRated, st.sampled_from(Moment), st.integers(0, 10)),
)
"""What a journal may have, in any order."""
QUESTIONS = frozenset({State.ASKING, State.RATING, State.CHOOSING})
WAITS = frozenset({State.PAUSED, State.HURT})


class Coached(RuleBasedStateMachine):
    """A coach with a loudspeaker that plays stages in no time, and a user who says anything at any moment."""

    @initialize(
        habits=st.builds(
            Habits,
            lead_time=st.sampled_from([None, 0, 20]),
            check_in=st.sampled_from([0, 180]),
            ask_rating=st.booleans(),
            day_limit=st.sampled_from([0, 30]),
        ),
        manner=st.builds(Manner, style=st.sampled_from(Style), counting=st.sampled_from(Counting)),
        history=st.builds(
            History,
            completed=st.sampled_from([{}, {"pose": 6, "knee": 5}]),
            hurt=st.sampled_from([frozenset(), frozenset({"pose"}), frozenset({"pose", "knee"})]),
            today_s=st.sampled_from([0.0, 60.0, 1800.0]),
            done_today=st.booleans(),
            streak=st.integers(0, 2),
            last=st.sampled_from([None, "both", "knee", "gone"]),
            yesterday=st.sampled_from([None, "pose"]),
        ),
    )
    def meet(self, habits: Habits, manner: Manner, history: History) -> None:
        self.habits = habits
        self.coach = Coach(LIBRARY, habits=habits, manner=manner, history=lambda: history)
        self.before = State.IDLE
        self.intent: str | None = None
        self.stage: Stage | None = None
        """The stage that is playing."""
        self.paused: Stage | None = None
        """The hold that is under way, playing or not."""
        self.elapsed = 0.0
        self.holds: Counter[tuple[str, Side | None]] = Counter()
        self.expected: float | None = None
        """Seconds planned and granted of the hold that is under way."""
        self.hurt_in = frozenset[str]()
        self.sore = ""
        """The stretch that hurt last."""
        self.offer: object = ""
        """What the coach offered then."""
        self.open_sessions = 0
        self.checked_in = False
        """Whether the coach has asked whether all is well, and nothing was said since."""
        self.replaced: list[int] = []
        """Numbers of the stages that were not played to their end."""

    def tell(self, event: Event) -> tuple[Effect, ...]:
        self.before = self.coach.state
        self.intent = event.command.intent if isinstance(event, Asked) else None
        if self.before is State.HURT and (self.intent in WANTED or (self.intent, self.offer) == ("yes", "easier")):
            self.hurt_in -= {self.sore}
        checked_in, self.checked_in = self.checked_in, self.checked_in and not self.intent
        effects = self.coach.handle(event)
        for effect in effects:
            self._carry_out(effect)
        # That all is well is no command to go on.
        assert self.coach.state is self.before or not (checked_in and self.intent == "yes")
        return effects

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Play(stage, start):
                self._play(stage, start, fresh=not start)
            case Replan(stage, start):
                assert self.stage
                assert (stage.kind, stage.stretch, stage.side) == (
                    self.stage.kind,
                    self.stage.stretch,
                    self.stage.side,
                )
                self._play(stage, start, fresh=False)
            case Record(fact):
                self._check(fact)
            case SetVolume(volume):
                assert 0 < volume <= 1
            case SetRate(rate):
                assert 80 <= rate <= 300
            case Silence():
                self._put_away()
            case Answer(sounds):
                assert sounds
                last = sounds[-1]
                if isinstance(last, Line):
                    self.offer = last.values["offer"] if last.key == "hurt_question" else self.offer
                    self.checked_in |= last.key == "all_well"
            case Remind():
                assert self.before is State.ASKING

    def _play(self, stage: Stage, start: float, *, fresh: bool) -> None:
        assert 0 <= start <= stage.seconds
        offsets = [cue.at for cue in stage.cues if cue.at is not None]
        assert offsets == sorted(offsets)
        assert all(cue.at is not None for cue in stage.cues[:1])
        assert all(offset <= stage.seconds or not stage.seconds for offset in offsets)
        if stage.kind is StageKind.WAIT:
            assert not stage.cues
        elif stage.kind is StageKind.HOLD:
            self._check_hold(stage, start, fresh=fresh)
        if stage.kind is not StageKind.WAIT or self.paused is None:
            self.elapsed = start
        self._put_away()
        self.stage = stage

    def _put_away(self) -> None:
        self.replaced += [self.stage.number] if self.stage else []
        self.stage = None

    def _check_hold(self, stage: Stage, start: float, *, fresh: bool) -> None:
        if fresh and self.expected is None:
            self.holds[stage.stretch, stage.side] += 1
            self.expected = stage.seconds
            assert stage.seconds >= MIN_HOLD_S
            assert stage.stretch not in self.hurt_in
            # Nothing but a word leads on from where the coach waits.
            assert self.before not in WAITS or self.intent
        assert self.holds[stage.stretch, stage.side] <= MAX_REPETITIONS
        assert 0 < stage.seconds <= MAX_HOLD_S
        assert start <= stage.seconds == self.expected
        self.paused = stage

    def _check(self, fact: Fact) -> None:
        match fact:
            case SessionBegan(_, planned):
                assert self.open_sessions == 0
                self.open_sessions, self.holds, self.hurt_in = 1, Counter(), frozenset()
                assert planned
                assert all(self._allowed(stretch) for stretch in planned)
            case SessionResumed():
                assert self.open_sessions == 0
                self.open_sessions, self.holds, self.hurt_in = 1, Counter(), frozenset()
            case HoldEnded(stretch, side, planned=planned, held=held, completed=completed):
                assert self.open_sessions == 1
                assert self.paused
                assert (stretch, side) == (self.paused.stretch, self.paused.side)
                assert planned == self.expected
                assert held == planned if completed else 0 <= held <= planned
                self.expected = self.paused = None
            case PainReported(stretch):
                assert self.open_sessions == 1
                self.sore = stretch
                self.hurt_in |= {stretch}
            case BackRated(moment, rating):
                assert self.open_sessions == 1
                assert self.before is State.RATING
                assert moment in Moment
                assert 0 <= rating <= 10
            case SessionEnded(outcome):
                assert self.open_sessions == 1
                # Each hold that was begun has been recorded by now.
                assert self.expected is None
                assert (outcome is Outcome.HURT) == (self.before is State.HURT)
                self.open_sessions, self.checked_in = 0, False

    @staticmethod
    def _allowed(planned: PlannedStretch) -> bool:
        return MIN_HOLD_S <= planned.hold <= MAX_HOLD_S and 1 <= planned.repetitions <= MAX_REPETITIONS

    def obey(self, command: Command) -> tuple[Effect, ...]:
        return self.tell(Asked(command, self.elapsed))

    @rule(command=st.one_of(WORDS, SENTENCES))
    def say(self, command: Command) -> None:
        self.obey(command)

    @precondition(lambda self: self.coach.state in QUESTIONS | WAITS)
    @rule(command=REPLIES)
    def reply(self, command: Command) -> None:
        self.obey(command)

    @precondition(lambda self: self.coach.state is State.IDLE)
    @rule(slots=st.sampled_from([{"stretch": "pose"}, {"stretch": "knee"}, {"routine": "both"}]))
    def get_going(self, slots: dict[str, str]) -> None:
        self.obey(Command("start", slots))
        while self.coach.state in QUESTIONS:
            self.obey(Command("yes" if self.coach.state is State.ASKING else "no"))

    @precondition(lambda self: self.open_sessions and self.coach.state not in QUESTIONS | WAITS)
    @rule()
    def hold(self) -> None:
        self.obey(Command("ready"))
        assert self.coach.state is State.HOLDING

    @precondition(lambda self: self.open_sessions and self.coach.state not in QUESTIONS | WAITS)
    @rule(times=st.integers(1, 11), intent=st.sampled_from(["back", "other_side", "hurt"]))
    def do_it_over_and_over(self, times: int, intent: str) -> None:
        for _ in range(times):
            self.obey(Command("ready"))
            self.obey(Command(intent))

    @precondition(lambda self: self.coach.state is State.HOLDING)
    @rule(share=st.floats(0, 1))
    def pause(self, share: float) -> None:
        self.let_pass(share)
        self.obey(Command("pause"))

    @precondition(lambda self: self.coach.state is not State.IDLE)
    @rule(
        share=st.floats(0, 1),
        seconds=st.integers(1, 300),
        intent=st.sampled_from(["more_seconds", "hold_for", "shorter"]),
    )
    def change_the_hold(self, share: float, seconds: int, intent: str) -> None:
        self.let_pass(share)
        expected = self.expected
        if expected is not None:
            if intent == "more_seconds":
                self.expected = min(expected + seconds, MAX_HOLD_S)
            else:
                wanted = seconds if intent == "hold_for" else int(expected) - 10
                self.expected = max(min(max(wanted, MIN_HOLD_S), MAX_HOLD_S), self.elapsed)
        self.obey(Command(intent, {} if intent == "shorter" else {"seconds": seconds}))

    @precondition(lambda self: self.coach.state is not State.IDLE)
    @rule(share=st.floats(0, 1), serious=st.booleans())
    def hurt(self, share: float, *, serious: bool) -> None:
        in_session = self.open_sessions
        self.let_pass(share)
        effects = self.obey(Command("hurt", {"pain": "serious"} if serious else {}))
        assert effects[0] == Silence()
        assert all(effect.stage.kind is StageKind.WAIT for effect in effects if isinstance(effect, Play | Replan))
        assert self.coach.state is (State.HURT if in_session else State.IDLE)

    @precondition(lambda self: self.open_sessions)
    @rule(share=st.floats(0, 1), command=REPLIES)
    def hurt_and_reply(self, share: float, command: Command) -> None:
        self.hurt(share, serious=False)
        self.obey(command)
        self.obey(Command("ready"))

    @precondition(lambda self: self.coach.state is not State.IDLE)
    @rule()
    def stop(self) -> None:
        effects = self.obey(Command("stop"))
        assert effects[0] == Silence()
        assert not any(isinstance(effect, Play | Replan | Answer) for effect in effects)
        assert self.coach.state is State.IDLE
        assert not self.open_sessions

    def let_pass(self, share: float) -> None:
        if self.stage and self.stage.kind is not StageKind.WAIT:
            self.elapsed += share * max(self.stage.seconds - self.elapsed, 0)

    @precondition(lambda self: self.stage)
    @rule()
    def stage_ends(self) -> None:
        self.end_stage()

    def end_stage(self) -> None:
        assert self.stage
        ended, self.stage = self.stage, None
        if ended.kind is not StageKind.WAIT:
            self.elapsed = ended.seconds
        effects = self.tell(StageOver(ended.number))
        # A question, and a silence, always lead on.
        assert effects or (self.coach.state is State.IDLE and self.before in QUESTIONS)
        if self.before is State.HURT:
            assert not self.stage or self.stage.kind is StageKind.WAIT

    @precondition(lambda self: self.coach.state is not State.IDLE)
    @rule()
    def little_happens(self) -> None:
        """Take old news, a reminder out of time and words that are no command, which leave everything as it is."""
        state = self.coach.state
        assert not any(self.tell(StageOver(number)) for number in (0, *self.replaced[-3:]))
        assert self.tell(Reminded()) == ()
        assert all(isinstance(effect, Answer) for effect in self.tell(Missed()))
        assert self.tell(Missed()) == ()
        assert state in WAITS | {State.POSITIONING} or self.tell(Deserted()) == ()
        assert self.coach.state is state

    @precondition(lambda self: self.coach.state is State.IDLE)
    @rule()
    def it_is_time(self) -> None:
        self.tell(Reminded())
        assert self.coach.state is State.ASKING

    @precondition(lambda self: self.coach.state is State.IDLE)
    @rule(happened=st.lists(HAPPENINGS, max_size=12), name=st.sampled_from(["both", "pose", "gone"]))
    def the_power_comes_back(self, happened: list[Happening], name: str) -> None:
        planned = tuple(Exercise.of(step, LIBRARY, self.habits).planned for step in STEPS)
        interrupted = Interrupted(number=1, began=SessionBegan(name, planned), happened=tuple(happened))
        assert bool(self.tell(interrupted)) == (self.coach.state is State.ASKING)

    @precondition(lambda self: self.coach.state in WAITS)
    @rule()
    def everyone_leaves(self) -> None:
        self.tell(Deserted())
        assert self.coach.state is State.IDLE

    @rule()
    def the_sound_goes(self) -> None:
        """When it is back, hours later, nobody answers; nothing goes on for that."""
        state = self.coach.state
        self.tell(Unheard())
        assert self.coach.state is state
        assert self.tell(Unheard()) == (), "it comes with every block"
        if state in QUESTIONS:
            self.end_stage()
            assert self.coach.state is State.IDLE

    @precondition(lambda self: self.coach.state is not State.IDLE)
    @rule()
    def silence_falls(self) -> None:
        """Nobody says anything any more, and the room, should the coach wait for ever, is closed at last."""
        for _ in range(500):
            if self.stage:
                self.end_stage()
            elif self.coach.state is State.IDLE:
                break
            else:
                assert not self.habits.check_in
                self.tell(Deserted())
        assert self.coach.state is State.IDLE

    @invariant()
    def sound_and_state_agree(self) -> None:
        state, stage = self.coach.state, self.stage
        if state is State.IDLE:
            assert stage is None
        elif state in WAITS or (state is State.POSITIONING and (stage is None or stage.kind is StageKind.WAIT)):
            assert bool(stage) == bool(self.habits.check_in)
            assert not stage or stage.kind is StageKind.WAIT
            assert state in WAITS or self.habits.lead_time is None
        else:
            assert stage
            assert (stage.kind is StageKind.QUESTION) == (state in QUESTIONS)
            assert (stage.kind is StageKind.HOLD) == (state is State.HOLDING)

    @invariant()
    def a_session_is_open_while_there_is_something_to_do(self) -> None:
        state = self.coach.state
        assert self.open_sessions == 0 if state in (State.IDLE, State.CHOOSING) else True
        assert self.open_sessions == 1 if state not in {State.IDLE, *QUESTIONS} else True
        assert (self.expected is not None) <= (state in (State.HOLDING, State.PAUSED))


TestCoached = Coached.TestCase
TestCoached.settings = settings(max_examples=300, stateful_step_count=50, deadline=None)
