"""The coach: a state machine that takes events and gives effects. It neither sleeps nor reads a clock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voiceskill.coaching import answers, staging
from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import (
    Answer,
    Asked,
    Effect,
    Event,
    Play,
    Record,
    Replan,
    SetRate,
    SetVolume,
    Silence,
    StageOver,
)
from voiceskill.coaching.exercise import Exercise, Session, clamp_hold
from voiceskill.coaching.facts import HoldEnded, Outcome, PainReported, SessionBegan, SessionEnded
from voiceskill.coaching.pace import Pace
from voiceskill.coaching.stage import Chime, Line, Stage, StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, Library, Step

_VOLUME_STEP = 0.1
_RATE_STEP = 20
_SLOWEST = 80
_FASTEST = 300


@dataclass(frozen=True, slots=True)
class Manner:
    """How the coach speaks."""

    volume: float = 0.8
    """0 to 1."""
    rate: int = 150
    """Words a minute, 80 to 300."""


_STATES = {
    StageKind.EXPLAIN: State.EXPLAINING,
    StageKind.POSITION: State.POSITIONING,
    StageKind.HOLD: State.HOLDING,
    StageKind.REST: State.RESTING,
    StageKind.CHANGE_SIDES: State.CHANGING_SIDES,
}

Effects = Iterator[Effect]
_Slots = Mapping[str, str | int]


class Coach:
    """Leads through stretches: explain, get into position, hold with count, release and rest, repeat, change sides.

    After each call of `handle`, `state` is what the coach is doing, and the effects are to be carried out in their
    order. A command that makes no sense in the present state has no effects.
    """

    def __init__(
        self,
        library: Library,
        *,
        pace: Pace | None = None,
        manner: Manner | None = None,
        examples: Callable[[State], Sequence[str]] = lambda _state: (),
    ) -> None:
        """Make a coach that is idle.

        Args:
            library: What can be asked for.
            pace: The times between the holds.
            manner: How the coach speaks at first.
            examples: What can be said in a state, in the user's words, for "what can I say".
        """
        self.state = State.IDLE
        self._library = library
        self._pace = pace or Pace()
        self._manner = manner or Manner()
        self._examples = examples
        self._session: Session | None = None
        self._stage: Stage | None = None
        self._elapsed = 0.0
        self._number = 0
        self._last: tuple[str, tuple[Exercise, ...]] | None = None
        self._always: dict[str, Callable[[_Slots], Effects]] = {
            "stop": self._stop,
            "hurt": self._hurt,
            "start": self._start,
            "again": self._again,
            "describe": self._describe,
            "list": lambda _: self._answer(answers.repertoire(self._library)),
            "help": lambda _: self._answer(Line("help", {"examples": list(self._examples(self.state))})),
            "louder": lambda _: self._set_volume("louder", _VOLUME_STEP),
            "quieter": lambda _: self._set_volume("quieter", -_VOLUME_STEP),
            "slower": lambda _: self._set_rate("slower", -_RATE_STEP),
            "faster": lambda _: self._set_rate("faster", _RATE_STEP),
        }
        self._in_session: dict[str, Callable[[Session, Stage, _Slots], Effects]] = {
            "ready": self._ready,
            "pause": self._pause,
            "go_on": self._go_on,
            "next": self._next,
            "back": self._back,
            "yes": self._yes,
            "no": self._no,
            "hold_for": self._hold_for,
            "more_seconds": self._more_seconds,
            "more_repetitions": lambda session, stage, slots: self._repeat(session, stage, int(slots["count"])),
            "fewer_repetitions": lambda session, stage, slots: self._repeat(session, stage, -int(slots["count"])),
            "time_left": lambda session, stage, _: self._answer(self._time_left(session, stage)),
            "count_left": lambda session, *_: self._answer(answers.count_left(session)),
            "which_side": lambda session, *_: self._answer(answers.which_side(session)),
        }

    def handle(self, event: Event) -> tuple[Effect, ...]:
        """Take an event and return what is to be done about it, in order."""
        if isinstance(event, Asked):
            return tuple(self._asked(event))
        if isinstance(event, StageOver):
            return tuple(self._stage_over(event.number))
        return tuple(self._deserted())

    def _asked(self, event: Asked) -> Effects:
        if self.state not in (State.PAUSED, State.HURT):
            self._elapsed = event.elapsed
        command = event.command
        if command.intent in self._always:
            yield from self._always[command.intent](command.slots)
        elif self._session and self._stage and command.intent in self._in_session:
            yield from self._in_session[command.intent](self._session, self._stage, command.slots)
        elif self.state is State.CHOOSING:
            yield from self._chosen(command)

    def _stage_over(self, number: int) -> Effects:
        stage, session = self._stage, self._session
        if not stage or stage.number != number:
            return
        if not session:
            self.state, self._stage = State.IDLE, None
        elif self.state is State.EXPLAINING:
            yield from self._position(session)
        elif self.state is State.HOLDING:
            yield from self._hold_over(session, stage)
        elif self.state in (State.POSITIONING, State.RESTING, State.CHANGING_SIDES):
            yield from self._hold(session)

    def _deserted(self) -> Effects:
        if self.state in (State.PAUSED, State.HURT, State.CHOOSING):
            yield from self._stop({})

    # What is always possible.

    def _stop(self, _: _Slots) -> Effects:
        yield Silence()
        yield from self._leave()

    def _hurt(self, _: _Slots) -> Effects:
        yield Silence()
        session, stage = self._session, self._stage
        if not session or not stage:
            self.state, self._stage = State.IDLE, None
            yield Answer((Line("hurt_idle"),))
            return
        yield from self._break_off()
        pain = PainReported(stage.stretch, stage.side, stage.repetition, str(self.state), self._elapsed)
        yield Record(pain)
        self.state = State.HURT
        come_out = staging.sentences((session.exercise.stretch.release,))
        more = session.at(session.index + 1) is not None
        yield Answer((Line("hurt"), *come_out, Line("hurt_question", {"more": more})))

    def _start(self, slots: _Slots) -> Effects:
        if "routine" in slots:
            routine = self._library.routines[str(slots["routine"])]
            yield from self._begin_steps(routine.id, routine.steps)
        elif "stretch" in slots:
            seconds = clamp_hold(int(slots["seconds"])) if "seconds" in slots else None
            step = Step(stretch=str(slots["stretch"]), hold=seconds, partner=bool(slots.get("partner")))
            yield from self._begin_steps(step.stretch, (step,))
        else:
            yield from self._leave()
            self.state = State.CHOOSING
            yield self._play(staging.question(self._next_number(), Line("choose", answers.names(self._library))))

    def _again(self, _: _Slots) -> Effects:
        if self.state is State.HURT and self._session:
            yield from self._return(self._session)
        elif self._session and self._stage:
            yield from self._repeat(self._session, self._stage, 1)
        elif self._last:
            yield from self._begin(*self._last)
        else:
            yield from self._answer(Line("nothing_yet"))

    def _describe(self, slots: _Slots) -> Effects:
        session = self._session
        if "stretch" in slots:
            yield from self._answer(*staging.sentences(self._library.stretches[str(slots["stretch"])].instructions))
        elif session and self.state in (State.EXPLAINING, State.POSITIONING):
            yield from self._explain(session)
        elif session:
            yield from self._answer(*staging.instructions(session.exercise))

    def _set_volume(self, key: str, step: float) -> Effects:
        volume = round(min(max(self._manner.volume + step, _VOLUME_STEP), 1.0), 2)
        changed = volume != self._manner.volume
        self._manner = replace(self._manner, volume=volume)
        yield SetVolume(volume)
        yield from self._answer(Line(key, {"changed": changed}))

    def _set_rate(self, key: str, step: int) -> Effects:
        rate = min(max(self._manner.rate + step, _SLOWEST), _FASTEST)
        changed = rate != self._manner.rate
        self._manner = replace(self._manner, rate=rate)
        yield SetRate(rate)
        yield from self._answer(Line(key, {"changed": changed}))

    def _chosen(self, command: Command) -> Effects:
        if command.intent == "yes":
            first = next(iter(self._library.routines.values()))
            yield from self._begin_steps(first.id, first.steps)
        elif command.intent == "no":
            yield from self._stop({})

    # What is possible in a session.

    def _ready(self, session: Session, stage: Stage, _: _Slots) -> Effects:
        if self.state is State.PAUSED:
            yield from self._resume(stage)
        elif self.state is State.HURT:
            yield from self._return(session)
        elif self.state is not State.HOLDING:
            yield from self._hold(session)

    def _pause(self, _session: Session, _stage: Stage, _: _Slots) -> Effects:
        if self.state not in (State.PAUSED, State.HURT):
            self.state = State.PAUSED
            yield Silence()
            yield from self._answer(Line("paused"))

    def _go_on(self, session: Session, stage: Stage, slots: _Slots) -> Effects:
        if self.state is State.EXPLAINING:
            yield from self._position(session)
        else:
            yield from self._ready(session, stage, slots)

    def _next(self, session: Session, _stage: Stage, _: _Slots) -> Effects:
        yield from self._break_off()
        yield from self._go_to(session, session.at(session.index + 1))

    def _back(self, session: Session, _stage: Stage, _: _Slots) -> Effects:
        at_its_start = session.fresh and self.state in (State.EXPLAINING, State.POSITIONING)
        place = session.at(max(session.index - at_its_start, 0))
        if place and place.index <= session.index:
            yield from self._break_off()
            yield from self._explain(place)
        else:
            yield from self._answer(Line("enough"))

    def _yes(self, session: Session, stage: Stage, slots: _Slots) -> Effects:
        if self.state is State.HURT:
            yield from self._next(session, stage, slots)
        elif self.state in (State.PAUSED, State.POSITIONING):
            yield from self._ready(session, stage, slots)

    def _no(self, _session: Session, _stage: Stage, _: _Slots) -> Effects:
        if self.state is State.HURT:
            yield from self._end()
            yield from self._answer(Line("hurt_end"))

    def _hold_for(self, session: Session, stage: Stage, slots: _Slots) -> Effects:
        seconds = clamp_hold(int(slots["seconds"]))
        self._session = session.with_exercise(replace(session.exercise, hold=seconds))
        if self._in_hold(stage):
            yield from self._lengthen(stage, max(seconds, self._elapsed))
        yield from self._answer(Line("hold_set", {"seconds": seconds}))

    def _more_seconds(self, session: Session, stage: Stage, slots: _Slots) -> Effects:
        seconds = int(slots["seconds"])
        if stage.kind is StageKind.EXPLAIN or self.state is State.HURT:
            hold = clamp_hold(session.exercise.hold + seconds)
            self._session = session.with_exercise(replace(session.exercise, hold=hold))
            yield from self._answer(Line("hold_set", {"seconds": hold}))
        else:
            total = max(stage.seconds, min(stage.seconds + seconds, MAX_HOLD_S))
            yield from self._lengthen(stage, total)
            yield from self._answer(Line("granted", {"seconds": round(total - stage.seconds)}))

    def _repeat(self, session: Session, stage: Stage, more: int) -> Effects:
        most = session.repetition + session.allowance - (not self._in_hold(stage))
        wanted = min(session.exercise.repetitions + more, most, MAX_REPETITIONS)
        repetitions = max(session.repetition, wanted)
        changed = repetitions != session.exercise.repetitions
        self._session = session.with_exercise(replace(session.exercise, repetitions=repetitions))
        left = repetitions - session.repetition
        yield from self._answer(Line("repetitions", {"left": left, "repetitions": repetitions, "changed": changed}))

    def _time_left(self, session: Session, stage: Stage) -> Line:
        if self.state is State.HURT or stage.kind is StageKind.EXPLAIN:
            return Line("time_to_come", {"seconds": session.exercise.hold})
        left = max(stage.seconds - self._elapsed, 0.0)
        return Line("time_left", {"kind": str(stage.kind), "seconds": round(left)})

    # The way through a session.

    def _begin_steps(self, name: str, steps: tuple[Step, ...]) -> Effects:
        yield from self._begin(name, tuple(Exercise.of(step, self._library, self._pace) for step in steps))

    def _begin(self, name: str, exercises: tuple[Exercise, ...]) -> Effects:
        yield from self._leave()
        self._last = (name, exercises)
        session = Session(name=name, exercises=exercises)
        yield Record(SessionBegan(name, tuple(exercise.planned for exercise in exercises)))
        yield from self._explain(session)

    def _explain(self, session: Session, *before: Chime | Line) -> Effects:
        self._session, self.state = session, State.EXPLAINING
        yield self._play(staging.explain(self._next_number(), session, before))

    def _position(self, session: Session) -> Effects:
        self._session, self.state = session, State.POSITIONING
        yield self._play(staging.position(self._next_number(), session, self._pace))

    def _hold(self, session: Session) -> Effects:
        self._session, self.state = session.with_hold_begun(), State.HOLDING
        yield self._play(staging.hold(self._next_number(), session))

    def _hold_over(self, session: Session, stage: Stage) -> Effects:
        yield Record(self._hold_ended(stage, stage.seconds, completed=True))
        session = replace(session, completed=session.completed + 1, held=session.held + stage.seconds)
        following = session.after_hold()
        if not following or following.index != session.index:
            yield from self._go_to(session, following, *staging.release(session.exercise))
            return
        self._session = following
        if following.turn == session.turn:
            self.state = State.RESTING
            yield self._play(staging.rest(self._next_number(), following))
        else:
            self.state = State.CHANGING_SIDES
            yield self._play(staging.change_sides(self._next_number(), following, self._pace))

    def _go_to(self, session: Session, place: Session | None, *before: Chime | Line) -> Effects:
        """Go on at a place of the session, or finish where there is none.

        Args:
            session: Where the user is.
            place: Where to go.
            before: What is said first when a hold has just ended; without it, something may still be sounding.
        """
        if place:
            yield from self._explain(place, *before)
        else:
            if not before:
                yield Silence()
            yield from self._end(Outcome.FINISHED)
            yield from self._answer(*before, Chime.DONE, answers.summary(session))

    def _return(self, session: Session) -> Effects:
        """Take up the hold that was broken off from its beginning, where one more is allowed."""
        if session.allowance > 0:
            yield from self._position(session)
        else:
            yield from self._go_to(session, session.at(session.index, session.turn))

    def _resume(self, stage: Stage) -> Effects:
        self.state = _STATES[stage.kind]
        start = 0.0 if stage.kind is StageKind.EXPLAIN else self._elapsed
        yield Play(stage, start)
        if start:
            left = max(stage.seconds - start, 0.0)
            yield from self._answer(Line("resumed", {"seconds": round(left)}))

    def _lengthen(self, stage: Stage, seconds: float) -> Effects:
        changed = staging.lengthened(self._next_number(), stage, seconds)
        self._stage = changed
        if self.state is not State.PAUSED:
            yield Replan(changed, self._elapsed)

    def _leave(self) -> Effects:
        """End the session wherever it is, if there is one."""
        yield from self._break_off()
        yield from self._end()

    def _end(self, outcome: Outcome = Outcome.STOPPED) -> Effects:
        """End the session, if there is one; one that ends after a report of pain has ended by it."""
        session = self._session
        if session:
            if self.state is State.HURT:
                outcome = Outcome.HURT
            yield Record(SessionEnded(outcome, session.exercise.stretch.id, session.repetition))
        self.state, self._session, self._stage = State.IDLE, None, None

    def _break_off(self) -> Effects:
        if self._stage and self._in_hold(self._stage):
            held = min(self._elapsed, self._stage.seconds)
            yield Record(self._hold_ended(self._stage, held, completed=False))

    def _in_hold(self, stage: Stage) -> bool:
        return stage.kind is StageKind.HOLD and self.state in (State.HOLDING, State.PAUSED)

    @staticmethod
    def _hold_ended(stage: Stage, held: float, *, completed: bool) -> HoldEnded:
        return HoldEnded(stage.stretch, stage.side, stage.repetition, stage.seconds, held, completed)

    @staticmethod
    def _answer(*sounds: Line | Chime) -> Effects:
        yield Answer(sounds)

    def _play(self, stage: Stage) -> Play:
        self._stage, self._elapsed = stage, 0.0
        return Play(stage)

    def _next_number(self) -> int:
        self._number += 1
        return self._number
