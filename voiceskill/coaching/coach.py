"""The coach: a state machine that takes events and gives effects. It neither sleeps nor reads a clock."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from voiceskill.coaching import answers, staging
from voiceskill.coaching.course import Course
from voiceskill.coaching.effects import (
    Answer,
    Asked,
    Deserted,
    Effect,
    Event,
    Interrupted,
    Missed,
    Move,
    Remind,
    SetRate,
    SetVolume,
    Silence,
    StageOver,
    Taught,
    Unheard,
)
from voiceskill.coaching.exercise import Exercise, Session, clamp_hold
from voiceskill.coaching.facts import Outcome, PainReported
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.history import History
from voiceskill.coaching.length import fitted, seconds_of
from voiceskill.coaching.manner import Counting, Manner, Style
from voiceskill.coaching.question import Effects, Question, Slots
from voiceskill.coaching.recovering import place_in
from voiceskill.coaching.stage import Chime, Line, Stage, StageKind
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import MAX_HOLD_S, MAX_REPETITIONS, Library, Side, Step

_VOLUME_STEP = 0.1
_RATE_STEP = 20
_SLOWEST = 80
_FASTEST = 300
_SHORTER_S = 10

_Plan = tuple[str, tuple[Exercise, ...]]
"""Name of a session, and what it is made of."""


class Coach:
    """Leads through stretches: explain, get into position, hold with count, release and rest, repeat, change sides.

    After each call of `handle`, `state` is what the coach is doing, and the effects are to be carried out in their
    order. A command that makes no sense in the present state has no effects.
    """

    def __init__(
        self,
        library: Library,
        *,
        habits: Habits | None = None,
        manner: Manner | None = None,
        history: Callable[[], History] = History,
        examples: Callable[[State], Sequence[str]] = lambda _state: (),
    ) -> None:
        """Make a coach that is idle.

        Args:
            library: What can be asked for; at least one stretch.
            habits: What is waited for, and asked.
            manner: How the coach speaks at first.
            history: Gives what is known of the past, as of now.
            examples: What can be said in a state, in the user's words, for "what can I say".
        """
        self._library = library
        self._examples = examples
        self._course = Course(habits or Habits(), manner or Manner(), history)
        self._last: _Plan | None = None
        self._pardoned = False
        self._always: dict[str, Callable[[Slots], Effects]] = {
            "stop": self._stop,
            "hurt": self._hurt,
            "start": self._start,
            "again": self._again,
            "same_again": self._same_again,
            "fit_time": self._fit_time,
            "describe": self._describe,
            "length": self._length,
            "list": lambda _: self._course.say(Line("list", answers.names(self._library))),
            "help": lambda _: self._course.say(Line("help", {"examples": list(self._examples(self.state))})),
            "repeat_words": lambda _: self._course.say(*(self._course.said or (Line("nothing_said"),))),
            "louder": lambda _: self._set_volume("louder", _VOLUME_STEP),
            "quieter": lambda _: self._set_volume("quieter", -_VOLUME_STEP),
            "slower": lambda _: self._set_rate("slower", -_RATE_STEP),
            "faster": lambda _: self._set_rate("faster", _RATE_STEP),
            "skip_talking": lambda _: self._set_style(Style.SHORT),
            "talk_more": lambda _: self._set_style(Style.FULL),
            "only_chimes": lambda _: self._set_style(Style.CHIMES),
            "count_breaths": lambda _: self._set_counting(Counting.BREATHS),
            "count_seconds": lambda _: self._set_counting(Counting.SECONDS),
        }
        self._in_session: dict[str, Callable[[Session, Stage, Slots], Effects]] = {
            "ready": self._ready,
            "pause": self._pause,
            "go_on": self._go_on,
            "next": self._next,
            "back": self._back,
            "yes": self._yes,
            "no": self._no,
            "fine": self._fine,
            "easier": self._easier,
            "move": self._move,
            "skip_stretch": self._skip_stretch,
            "side_first": self._side_first,
            "other_side": self._other_side,
            "hold_for": self._hold_for,
            "more_seconds": self._more_seconds,
            "shorter": self._shorter,
            "more_repetitions": lambda session, _, slots: self._repeat(session, int(slots["count"])),
            "fewer_repetitions": lambda session, _, slots: self._repeat(session, -int(slots["count"])),
            "time_left": self._time_left,
            "count_left": lambda session, *_: self._course.say(answers.count_left(session)),
            "which_side": lambda session, *_: self._course.say(answers.which_side(session)),
            "whats_next": lambda session, *_: self._course.say(answers.whats_next(session)),
        }

    @property
    def state(self) -> State:
        """What the coach is doing."""
        return self._course.state

    @property
    def session(self) -> Session | None:
        """Where the user is in what; None without a session."""
        return self._course.session

    @property
    def intents(self) -> frozenset[str]:
        """All intents that mean something to the coach in some state."""
        return frozenset({*self._always, *self._in_session, "rate", "later", "not_today"})

    def handle(self, event: Event) -> tuple[Effect, ...]:
        """Take an event and return what is to be done about it, in order."""
        return tuple(self._effects(event))

    def _effects(self, event: Event) -> Effects:
        match event:
            case Asked(command, elapsed):
                self._pardoned = False
                self._course.hear(elapsed)
                yield from self._asked(command.intent, command.slots)
                self._course.checked_in = False
            case StageOver(number):
                yield from self._course.stage_over(number)
            case Unheard():
                yield from self._course.ask_anew()
            case Missed():
                yield from self._missed()
            case Deserted():
                if self._course.waiting:
                    yield from self._stop({})
            case Taught():
                yield from self._taught(event)
            case Interrupted():
                yield from self._interrupted(event)
            case _:
                yield from self._reminded()

    def _asked(self, intent: str, slots: Slots) -> Effects:
        course = self._course
        if course.question and intent in course.question.answers:
            answer, course.question = course.question.answers[intent], None
            yield Silence()
            yield from answer(slots)
        elif intent in self._always:
            yield from self._always[intent](slots)
        elif course.session and course.stage and not course.question and intent in self._in_session:
            yield from self._in_session[intent](course.session, course.stage, slots)

    def _missed(self) -> Effects:
        if self.state is not State.IDLE and not self._pardoned:
            self._pardoned = True
            # Not by the course: what is said again on demand are the words before it.
            yield Answer((Line("pardon"),))

    def _reminded(self) -> Effects:
        if self.state is not State.IDLE:
            return

        def not_today(_: Slots) -> Effects:
            yield Remind(None)
            yield from self._quit(Line("not_today"))

        def later(slots: Slots) -> Effects:
            yield Remind(int(slots["minutes"]))
            yield from self._quit(Line("later", {"minutes": slots["minutes"]}))

        yield from self._course.ask(
            Question(
                State.ASKING,
                (Chime.BEGIN, Line("reminder")),
                unanswered=self._quit,
                answers={
                    "yes": lambda _: self._begin(self._usual()),
                    "no": not_today,
                    "not_today": not_today,
                    "later": later,
                },
            )
        )

    def _interrupted(self, interrupted: Interrupted) -> Effects:
        began, happened = interrupted.began, interrupted.happened
        place = place_in(began, happened, self._library, self._course.habits)
        if self.state is not State.IDLE or not place or not self._knows(began.name):
            return
        self._last = (began.name, place.exercises)
        latest = happened[-1] if happened else None
        sore = self._name(latest.stretch) if isinstance(latest, PainReported) and self._knows(latest.stretch) else None
        yield from self._course.offer_to_go_on(interrupted.number, place, sore, interrupted.patience)

    def _taught(self, taught: Taught) -> Effects:
        course = self._course
        self._library, self._examples, course.habits = taught.library, taught.examples, taught.habits
        # What was done last may be another thing now, or nothing any more.
        self._last = self._plan(self._last[0], {}) if self._last and self._knows(self._last[0]) else None
        if taught.manner:
            course.manner = taught.manner
            yield SetVolume(taught.manner.volume)
            yield SetRate(taught.manner.rate)

    # What is always possible.

    def _stop(self, _: Slots) -> Effects:
        yield Silence()
        yield from self._course.leave()

    def _hurt(self, slots: Slots) -> Effects:
        yield Silence()
        session, stage = self._course.session, self._course.stage
        if session and stage:
            yield from self._course.hurt(session, stage, serious="pain" in slots)
        else:
            yield from self._quit(Line("serious") if "pain" in slots else Line("hurt_idle"))

    def _start(self, slots: Slots) -> Effects:
        ids = str(slots.get("routine") or slots.get("stretch") or "").split()
        if len(ids) == 1:
            yield from self._begin(self._plan(ids[0], slots))
            return
        yield from self._course.leave()
        choices = [self._name(key) for key in ids] or [
            *answers.names(self._library)["routines"],
            *answers.names(self._library)["stretches"],
        ]
        only = {} if ids else {"yes": lambda _: self._begin(self._usual())}
        yield from self._course.ask(
            Question(
                State.CHOOSING,
                (Line("choose", {"names": choices, "some": bool(ids)}),),
                unanswered=self._quit,
                answers={"no": lambda _: self._quit(), **only},
            )
        )

    def _again(self, _: Slots) -> Effects:
        session = self._course.session
        if self.state is State.HURT and session:
            yield from self._course.take_up(session)
        elif session and not self._course.question:
            yield from self._repeat(session, 1)
        elif self._last:
            yield from self._begin(self._last)
        else:
            yield from self._course.say(Line("nothing_yet"))

    def _same_again(self, slots: Slots) -> Effects:
        history = self._course.history()
        name = history.yesterday if "day" in slots else history.last
        if name and self._knows(name):
            yield from self._begin(self._plan(name, {}))
        else:
            yield from self._course.say(Line("nothing_yet"))

    def _fit_time(self, slots: Slots) -> Effects:
        course, session = self._course, self._course.session
        seconds = 60.0 * int(slots["minutes"])
        if not session:
            name, exercises = self._usual()
            yield from self._begin((name, fitted(exercises, seconds, course.habits, course.manner)))
        elif not course.question:
            left = (session.exercise, *session.to_come)
            now, *rest = fitted(left, seconds, course.habits, course.manner)
            now = replace(now, repetitions=max(now.repetitions, session.repetition))
            course.session = replace(session, exercises=(*session.exercises[: session.index], now, *rest))
            yield from course.say(Line("fitted", {"minutes": slots["minutes"], "stretches": len(rest)}))

    def _describe(self, slots: Slots) -> Effects:
        session = self._course.session
        if "stretch" in slots:
            stretch = self._library.stretches[str(slots["stretch"]).split()[0]]
            steps = staging.sentences((stretch.start, *stretch.instructions))
            caution = staging.sentences((stretch.avoid,))
            yield from self._course.say(*steps, *staging.feeling(stretch), *caution)
        elif session and self.state in (State.EXPLAINING, State.POSITIONING):
            full = replace(self._course.manner, style=Style.FULL)
            usual, self._course.manner = self._course.manner, full
            yield from self._course.explain(session)
            self._course.manner = usual
        elif session:
            yield from self._course.say(*staging.instructions(session.exercise))

    def _length(self, slots: Slots) -> Effects:
        course, session = self._course, self._course.session
        if "routine" in slots:
            exercises = self._plan(str(slots["routine"]).split()[0], {})[1]
        elif session:
            exercises = (session.exercise, *session.to_come)
        else:
            exercises = self._usual()[1]
        minutes = max(round(seconds_of(exercises, course.habits, course.manner) / 60), 1)
        yield from course.say(
            Line("length", {"minutes": minutes, "left": session is not None and "routine" not in slots})
        )

    def _set_volume(self, key: str, step: float) -> Effects:
        manner = self._course.manner
        volume = round(min(max(manner.volume + step, _VOLUME_STEP), 1.0), 2)
        self._course.manner = replace(manner, volume=volume)
        yield SetVolume(volume)
        yield from self._course.say(Line(key, {"changed": volume != manner.volume}))

    def _set_rate(self, key: str, step: int) -> Effects:
        manner = self._course.manner
        rate = min(max(manner.rate + step, _SLOWEST), _FASTEST)
        self._course.manner = replace(manner, rate=rate)
        yield SetRate(rate)
        yield from self._course.say(Line(key, {"changed": rate != manner.rate}))

    def _set_style(self, style: Style) -> Effects:
        self._course.manner = replace(self._course.manner, style=style)
        yield from self._replan()
        session = self._course.session
        if session and self.state is State.EXPLAINING and style is not Style.FULL:
            yield from self._course.position(session)
        yield from self._course.say(Line("style", {"style": str(style)}))

    def _set_counting(self, counting: Counting) -> Effects:
        self._course.manner = replace(self._course.manner, counting=counting)
        yield from self._replan()
        yield from self._course.say(Line("counting", {"counting": str(counting)}))

    def _replan(self) -> Effects:
        """Let a hold that is under way follow a new manner."""
        if self._course.stage and self._course.in_hold:
            yield from self._course.lengthen(self._course.stage, self._course.stage.seconds)

    # What is possible in a session.

    def _ready(self, session: Session, stage: Stage, _: Slots) -> Effects:
        if self.state is State.PAUSED:
            yield from self._course.resume(stage)
        elif self.state is State.HURT:
            yield from self._course.take_up(session)
        elif self.state is not State.HOLDING:
            yield from self._course.hold(session)

    def _pause(self, _session: Session, _stage: Stage, _: Slots) -> Effects:
        if self.state not in (State.PAUSED, State.HURT):
            yield from self._course.pause()

    def _go_on(self, session: Session, stage: Stage, slots: Slots) -> Effects:
        if self.state is State.EXPLAINING:
            yield from self._course.position(session)
        else:
            yield from self._ready(session, stage, slots)

    def _next(self, session: Session, _stage: Stage, _: Slots) -> Effects:
        yield from self._course.break_off()
        yield from self._course.go_to(session, session.at(session.index + 1))

    def _back(self, session: Session, _stage: Stage, _: Slots) -> Effects:
        at_its_start = session.fresh and self.state in (State.EXPLAINING, State.POSITIONING)
        if self.state is State.HURT:
            session = session.with_stretch()
        place = session.at(max(session.index - at_its_start, 0))
        if place and place.index <= session.index:
            yield from self._course.break_off()
            yield from self._course.arrive(place)
        else:
            yield from self._course.say(Line("enough"))

    def _yes(self, session: Session, stage: Stage, slots: Slots) -> Effects:
        if self._course.checked_in:
            yield from self._fine(session, stage, slots)
        elif self.state is State.HURT:
            offer = self._course.offer(session)
            if offer == "easier":
                yield from self._course.take_up(session, easier=True)
            elif offer == "next":
                yield from self._next(session, stage, slots)
            else:
                yield from self._no(session, stage, slots)
        elif self.state in (State.PAUSED, State.POSITIONING):
            yield from self._ready(session, stage, slots)

    def _no(self, _session: Session, _stage: Stage, _: Slots) -> Effects:
        if self.state is State.HURT:
            yield Silence()
            yield from self._course.end(Outcome.HURT)
            yield from self._course.say(Line("hurt_end"))

    def _fine(self, _session: Session, _stage: Stage, _: Slots) -> Effects:
        if self._course.waiting:
            yield from self._course.wait(Line("good"))
        else:
            yield from self._course.say(Line("good"))

    def _easier(self, session: Session, _stage: Stage, _: Slots) -> Effects:
        if not session.exercise.stretch.easier:
            yield from self._course.say(Line("no_easier"))
            return
        yield from self._course.break_off()
        yield from self._course.take_up(session, easier=True)

    def _move(self, session: Session, _stage: Stage, slots: Slots) -> Effects:
        yield Silence()
        over = self.state is State.HURT and not session.at(session.index, session.turn)
        if session.serious or over:  # nothing of it would be gone on with there
            yield from self._course.leave()
            yield from self._course.say(Line("hurt_end"))
            return
        yield from self._course.let_go()
        yield Move(str(slots["room"]), session.name)

    def _skip_stretch(self, session: Session, stage: Stage, slots: Slots) -> Effects:
        ids = str(slots["stretch"]).split()
        session = replace(session, left_out=session.left_out | set(ids))
        self._course.session = session
        if session.exercise.stretch.id in ids:
            yield from self._next(session, stage, slots)
        else:
            yield from self._course.say(Line("left_out", {"names": [self._name(key) for key in ids]}))

    def _side_first(self, session: Session, stage: Stage, slots: Slots) -> Effects:
        side = Side(str(slots["side"]))
        if side not in session.exercise.turns or side is session.side:
            yield from self._course.say(answers.which_side(session))
        else:
            yield from self._other_side(session, stage, slots)

    def _other_side(self, session: Session, stage: Stage, _: Slots) -> Effects:
        sides = session.exercise.sides
        if len(sides) < 2:
            yield from self._course.say(answers.which_side(session))
            return
        place = replace(session, turn=1 - session.turn, repetition=1)
        if place.allowance <= 0:
            yield from self._course.say(Line("enough"))
        elif self.state is State.HURT:
            yield from self._course.take_up(place)
        elif session.fresh and stage.kind in (StageKind.EXPLAIN, StageKind.POSITION):
            turned = replace(session.exercise, sides=sides[::-1])
            yield from self._course.position(session.with_exercise(turned))
        else:
            yield from self._course.break_off()
            yield from self._course.change_sides(place)

    def _hold_for(self, session: Session, stage: Stage, slots: Slots) -> Effects:
        seconds = clamp_hold(int(slots["seconds"]))
        yield from self._set_hold(session, stage, seconds, seconds)

    def _shorter(self, session: Session, stage: Stage, _: Slots) -> Effects:
        seconds = clamp_hold(session.exercise.hold - _SHORTER_S)
        yield from self._set_hold(session, stage, seconds, clamp_hold(stage.seconds - _SHORTER_S))

    def _set_hold(self, session: Session, stage: Stage, seconds: int, present: float) -> Effects:
        course = self._course
        course.session = session.with_exercise(replace(session.exercise, hold=seconds))
        if course.in_hold:
            yield from course.lengthen(stage, max(present, course.elapsed))
        yield from course.say(Line("hold_set", {"seconds": seconds}))

    def _more_seconds(self, session: Session, stage: Stage, slots: Slots) -> Effects:
        course = self._course
        seconds = int(slots["seconds"])
        if stage.kind is StageKind.EXPLAIN or self.state is State.HURT:
            yield from self._set_hold(session, stage, clamp_hold(session.exercise.hold + seconds), stage.seconds)
        elif stage.kind is StageKind.POSITION and session.exercise.lead_time is None:
            yield from course.say(Line("no_hurry"))
        else:
            total = max(stage.seconds, min(stage.seconds + seconds, MAX_HOLD_S))
            yield from course.lengthen(stage, total)
            yield from course.say(Line("granted", {"seconds": round(total - stage.seconds)}))

    def _repeat(self, session: Session, more: int) -> Effects:
        most = session.repetition + session.allowance - (not self._course.in_hold)
        wanted = min(session.exercise.repetitions + more, most, MAX_REPETITIONS)
        repetitions = max(session.repetition, wanted)
        changed = repetitions != session.exercise.repetitions
        self._course.session = session.with_exercise(replace(session.exercise, repetitions=repetitions))
        left = repetitions - session.repetition
        yield from self._course.say(Line("repetitions", {"left": left, "repetitions": repetitions, "changed": changed}))

    def _time_left(self, session: Session, stage: Stage, _: Slots) -> Effects:
        course = self._course
        waits = stage.kind is StageKind.POSITION and session.exercise.lead_time is None
        if self.state is State.HURT or stage.kind is StageKind.EXPLAIN or waits:
            yield from course.say(Line("time_to_come", {"seconds": session.exercise.hold}))
        else:
            left = max(stage.seconds - course.elapsed, 0.0)
            yield from course.say(Line("time_left", {"kind": str(stage.kind), "seconds": round(left)}))

    # What a session is made of.

    def _begin(self, plan: _Plan) -> Effects:
        """Begin a session; where the day has had much already, only if the user wants it."""
        course = self._course
        held = course.history().today_s
        if not course.habits.day_limit or held < 60 * course.habits.day_limit:
            yield from self._begin_now(plan)
            return
        yield from course.leave()
        yield from course.ask(
            Question(
                State.ASKING,
                (Line("much_today", {"minutes": round(held / 60)}),),
                unanswered=self._quit,
                answers={
                    "yes": lambda _: self._begin_now(plan),
                    "no": lambda _: self._quit(Line("rest_today")),
                    "not_today": lambda _: self._quit(Line("rest_today")),
                },
            )
        )

    def _begin_now(self, plan: _Plan) -> Effects:
        self._last = plan
        yield from self._course.begin(*plan)

    def _quit(self, *lines: Line) -> Effects:
        """Drop what was asked and be idle again."""
        yield from self._course.end(Outcome.STOPPED)
        if lines:
            yield from self._course.say(*lines)

    def _knows(self, name: str) -> bool:
        return name in self._library.routines or name in self._library.stretches

    def _name(self, key: str) -> str:
        return (self._library.routines.get(key) or self._library.stretches[key]).name

    def _usual(self) -> _Plan:
        """Return what was done last, else the first routine, else the first stretch."""
        last = self._course.history().last
        first = next(iter([*self._library.routines, *self._library.stretches]))
        return self._plan(last if last and self._knows(last) else first, {})

    def _plan(self, name: str, slots: Slots) -> _Plan:
        course = self._course
        routine = self._library.routines.get(name)
        seconds = clamp_hold(int(slots["seconds"])) if "seconds" in slots else None
        alone = Step(stretch=name, hold=seconds, partner="partner" in slots)
        steps = routine.steps if routine else (alone,)
        without = str(slots.get("without", "")).split()
        wanted = [step for step in steps if step.stretch not in without] or steps
        exercises = tuple(Exercise.of(step, self._library, course.habits) for step in wanted)
        if "minutes" in slots:
            exercises = fitted(exercises, 60.0 * int(slots["minutes"]), course.habits, course.manner)
        return name, exercises
