"""The way through a session: from the first explanation to the closing words, with its questions and its waits."""

from collections.abc import Callable
from dataclasses import replace

from voiceskill.coaching import answers, staging
from voiceskill.coaching.effects import Answer, Play, Record, Replan, Silence
from voiceskill.coaching.exercise import Exercise, Session
from voiceskill.coaching.facts import (
    BackRated,
    HoldEnded,
    Moment,
    Outcome,
    PainReported,
    SessionBegan,
    SessionEnded,
    SessionResumed,
)
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.history import History
from voiceskill.coaching.manner import Manner
from voiceskill.coaching.question import Effects, Question, Slots
from voiceskill.coaching.stage import Chime, Line, Stage, StageKind
from voiceskill.coaching.state import State

_KNOWN_FROM = 6
"""Holds of a stretch after which a reminder is enough."""

_STATES = {
    StageKind.EXPLAIN: State.EXPLAINING,
    StageKind.POSITION: State.POSITIONING,
    StageKind.HOLD: State.HOLDING,
    StageKind.REST: State.RESTING,
    StageKind.CHANGE_SIDES: State.CHANGING_SIDES,
}


class Course:
    """Where the coach is in a session, and what leads on from there.

    Each step yields its effects in order and leaves `state`, `session` and `stage` as they are after them.
    """

    def __init__(self, habits: Habits, manner: Manner, history: Callable[[], History]) -> None:
        """Begin idle.

        Args:
            habits: What is waited for, and asked.
            manner: How the coach speaks at first.
            history: Gives what is known of the past, as of now.
        """
        self.habits = habits
        self.manner = manner
        self.history = history
        self.state = State.IDLE
        self.session: Session | None = None
        self.stage: Stage | None = None
        """The stage that is playing, or that was when the coach was told to pause or that it hurts."""
        self.question: Question | None = None
        self.elapsed = 0.0
        """Seconds into that stage."""
        self.said: tuple[Line | Chime, ...] = ()
        """The latest lines that were more than a count."""
        self._number = 0
        self.checked_in = False
        """Whether it has asked, after a long silence, whether all is well, and nothing has been said since."""
        self._wait: int | None = None

    @property
    def in_hold(self) -> bool:
        """Whether a hold is under way, or paused."""
        held = self.stage is not None and self.stage.kind is StageKind.HOLD
        return held and self.state in (State.HOLDING, State.PAUSED)

    @property
    def waiting(self) -> bool:
        """Whether nothing goes on before the user has said something."""
        return self.state in (State.PAUSED, State.HURT) or (self.state is State.POSITIONING and self._wait is not None)

    def hear(self, elapsed: float) -> None:
        """Take note of where the stage is, unless it has been stopped.

        Args:
            elapsed: Seconds into what is playing.
        """
        if not self.waiting:
            self.elapsed = elapsed

    # Asking and answering.

    def say(self, *sounds: Line | Chime) -> Effects:
        """Speak over the stage that is playing."""
        self.said = sounds
        yield Answer(sounds)

    def ask(self, question: Question) -> Effects:
        """Ask something, in place of whatever was going on."""
        self.state, self.question = question.state, question
        stretch = self.session.exercise.stretch.id if self.session else ""
        yield self._play(staging.question(self._next_number(), question.sounds, question.seconds, stretch))

    def ask_anew(self) -> Effects:
        """Ask once more what could not be heard, or answered; a silence after that is no leave to go on."""
        if self.question and self.question.proceeds:
            yield from self.ask(replace(self.question, unanswered=self._give_up, proceeds=False))

    def wait(self, line: Line, *more: Line) -> Effects:
        """Say something and wait for a word; after a long silence ask whether all is well."""
        stretch = self.session.exercise.stretch.id if self.session else ""
        stage = staging.wait(self._next_number(), self.habits, stretch)
        self._wait = stage.number
        if self.habits.check_in:
            yield Play(stage)
        yield from self.say(line, *more)

    # From stage to stage.

    def begin(self, name: str, exercises: tuple[Exercise, ...]) -> Effects:
        """Begin a session, after asking how the back is where it is a routine."""
        yield from self.leave()
        session = Session(name=name, exercises=exercises)
        yield Record(SessionBegan(name, tuple(exercise.planned for exercise in exercises)))
        self.session = session
        if self.habits.ask_rating and len(exercises) > 1:
            yield from self._ask_rating(session, Moment.BEFORE, self.arrive)
        else:
            yield from self.arrive(session)

    def offer_to_go_on(self, number: int, place: Session, sore: str | None, patience: float) -> Effects:
        """Ask whether to go on with a session that was broken off; until that is answered it is under way once more.

        Args:
            number: What the journal calls the session.
            place: Where to go on.
            sore: Name of the stretch that hurt just before; None where nothing did.
            patience: Seconds to wait for the answer.
        """
        yield Record(SessionResumed(number))
        self.session = place
        begun = (place.exercise.stretch.id, place.side) in place.begun
        yield from self.ask(
            Question(
                State.ASKING,
                (Chime.BEGIN, answers.broken_off(place, sore)),
                unanswered=self.leave,
                answers={
                    "yes": lambda _: self.position(place) if begun else self.arrive(place),
                    "no": lambda _: self._let_be(),
                    "not_today": lambda _: self._let_be(),
                },
                seconds=patience,
            )
        )

    def _let_be(self) -> Effects:
        yield from self.leave()
        # Whoever hears nothing does not know whether he was heard.
        yield Answer((Line("good"),))

    def arrive(self, place: Session, *before: Chime | Line) -> Effects:
        """Come to an exercise; one that hurt the last time is begun only if the user wants it."""
        stretch = place.exercise.stretch
        if stretch.id not in self.history().hurt - place.confirmed:
            yield from self.explain(place, *before)
            return
        self.session = confirmed = replace(place, confirmed=place.confirmed | {stretch.id})
        left_out = confirmed.without_stretch()
        yield from self.ask(
            Question(
                State.ASKING,
                (*before, Line("hurt_last_time", {"name": stretch.name})),
                unanswered=lambda: self.go_to(left_out, left_out.at(left_out.index)),
                answers={
                    "yes": lambda _: self.explain(confirmed),
                    "no": lambda _: self.go_to(left_out, left_out.at(left_out.index)),
                },
                proceeds=True,
            )
        )

    def explain(self, session: Session, *before: Chime | Line) -> Effects:
        """Tell how the exercise of this place is done."""
        self.session, self.state = session, State.EXPLAINING
        known = self.history().completed.get(session.exercise.stretch.id, 0) >= _KNOWN_FROM
        yield self._play(staging.explain(self._next_number(), session, before, self.manner, known=known))

    def position(self, session: Session) -> Effects:
        """Give time to get into position."""
        self.session, self.state = session, State.POSITIONING
        yield self._play(staging.position(self._next_number(), session, self.habits, self.manner))

    def hold(self, session: Session) -> Effects:
        """Begin a hold."""
        self.session, self.state = session.with_hold_begun(), State.HOLDING
        yield self._play(staging.hold(self._next_number(), session, self.habits, self.manner))

    def change_sides(self, session: Session) -> Effects:
        """Give time to come to the side of this place."""
        self.session, self.state = session, State.CHANGING_SIDES
        yield self._play(staging.change_sides(self._next_number(), session, self.habits, self.manner))

    def stage_over(self, number: int) -> Effects:
        """Go on after a stage that was played to its end; news of one that was replaced changes nothing."""
        stage = self.stage if self.stage and self.stage.number == number else None
        if number == self._wait:
            yield from self._waited()
        elif stage and self.question:
            question, self.question = self.question, None
            yield from question.unanswered()
        elif stage and self.session:
            yield from self._go_on(self.session, stage)

    def go_to(self, session: Session, place: Session | None, *before: Chime | Line) -> Effects:
        """Go on at a place of the session, or finish where there is none.

        Args:
            session: Where the user is.
            place: Where to go.
            before: What is said first when a hold has just ended; without it, something may still be sounding.
        """
        if place:
            yield from self.arrive(place, *before)
            return
        if not before:
            yield Silence()
        if self.state is State.HURT:
            yield from self.end(Outcome.HURT)
            yield from self.say(Line("hurt_end"))
            return
        self.session = session = replace(session, done=True)
        if self.habits.ask_rating and len(session.exercises) > 1 and session.completed:
            yield from self._ask_rating(session, Moment.AFTER, self._close, *before)
        else:
            yield from self._close(session, *before)

    def pause(self) -> Effects:
        """Stop where it is, until the user wants to go on."""
        self.state = State.PAUSED
        yield Silence()
        yield from self.wait(Line("paused"))

    def resume(self, stage: Stage) -> Effects:
        """Go on with the stage that was paused; one that leads to a hold begins anew."""
        self.state = _STATES[stage.kind]
        anew = stage.kind in (StageKind.EXPLAIN, StageKind.POSITION)
        start = 0.0 if anew else self.elapsed
        # Under another number, so that late news of the end that the pause forestalled is not taken for its own.
        yield self._play(replace(stage, number=self._next_number()), start)
        if not anew:
            yield from self.say(Line("resumed", {"seconds": round(max(stage.seconds - start, 0.0))}))

    def hurt(self, session: Session, stage: Stage, *, serious: bool) -> Effects:
        """Stop for pain, say how to come out of the pose, offer what is possible, and wait."""
        yield from self.break_off()
        during = str(self.state)
        yield Record(PainReported(stage.stretch, session.side, session.repetition, during, self.elapsed, serious))
        session = replace(session.without_stretch(), serious=session.serious or serious)
        self.session, self.state, self.question = session, State.HURT, None
        come_out = staging.sentences((session.exercise.stretch.release,))
        warning = (Line("serious"),) if session.serious else ()
        offer = Line("hurt_question", {"offer": self.offer(session)})
        yield from self.wait(Line("hurt"), *come_out, *warning, offer)

    @staticmethod
    def offer(session: Session) -> str:
        """Return what is offered after pain: the ``easier`` way, the ``next`` stretch, or the ``end``."""
        if session.serious:
            return "end"
        if session.exercise.stretch.easier and not session.exercise.easier and session.allowance > 0:
            return "easier"
        return "next" if session.at(session.index) else "end"

    def take_up(self, session: Session, *, easier: bool = False) -> Effects:
        """Take up the stretch that hurt, because the user wants to, where one more hold of it is allowed."""
        session = session.with_stretch()
        if session.allowance <= 0:
            yield from self.go_to(session, session.at(session.index, session.turn))
        elif easier:
            yield from self.explain(session.with_exercise(replace(session.exercise, easier=True)))
        else:
            yield from self.position(session)

    def lengthen(self, stage: Stage, seconds: float) -> Effects:
        """Give the stage that is playing, or is paused, another length."""
        changed = staging.lengthened(self._next_number(), stage, seconds, self.habits, self.manner)
        self.stage = changed
        if self.state is not State.PAUSED:
            yield Replan(changed, self.elapsed)

    def leave(self) -> Effects:
        """End the session wherever it is, if there is one."""
        yield from self.break_off()
        yield from self.end(Outcome.STOPPED)

    def end(self, outcome: Outcome) -> Effects:
        """End the session, if there is one; one that ends after a report of pain has ended by it."""
        session = self.session
        if session:
            if self.state is State.HURT:
                outcome = Outcome.HURT
            elif session.done:
                outcome = Outcome.FINISHED
            yield Record(SessionEnded(outcome, session.exercise.stretch.id, session.repetition))
        self._forget_session()

    def let_go(self) -> Effects:
        """Leave the session as it is, for another coach to go on with."""
        yield from self.break_off()
        self._forget_session()

    def break_off(self) -> Effects:
        """Record the hold that is under way as broken off, if one is."""
        if self.stage and self.in_hold:
            held = min(self.elapsed, self.stage.seconds)
            yield Record(_hold_ended(self.stage, held, completed=False))

    def _forget_session(self) -> None:
        self.state, self.session, self.stage, self.question, self._wait = State.IDLE, None, None, None, None

    def _go_on(self, session: Session, stage: Stage) -> Effects:
        match self.state:
            case State.EXPLAINING:
                yield from self.position(session)
            case State.HOLDING:
                yield from self._hold_over(session, stage)
            case State.POSITIONING if session.exercise.lead_time is None:
                yield from self.wait(Line("ask_ready"))
            case State.POSITIONING | State.RESTING | State.CHANGING_SIDES:
                yield from self.hold(session)
            case _:
                pass

    def _hold_over(self, session: Session, stage: Stage) -> Effects:
        yield Record(_hold_ended(stage, stage.seconds, completed=True))
        session = replace(session, completed=session.completed + 1, held=session.held + stage.seconds)
        following = session.after_hold()
        if not following or following.index != session.index:
            yield from self.go_to(session, following, *staging.release(session.exercise, self.manner))
        elif following.turn != session.turn:
            yield from self.change_sides(following)
        else:
            self.session, self.state = following, State.RESTING
            yield self._play(staging.rest(self._next_number(), following, self.manner))

    def _waited(self) -> Effects:
        if self.checked_in:
            yield from self._give_up()
        else:
            self.checked_in = True
            yield from self.wait(Line("all_well"))

    def _give_up(self) -> Effects:
        yield from self.leave()
        yield from self.say(Line("nobody"))

    def _ask_rating(
        self, session: Session, moment: Moment, then: Callable[[Session], Effects], *before: Line | Chime
    ) -> Effects:
        def rated(slots: Slots) -> Effects:
            rating = int(slots["rating"])
            yield Record(BackRated(moment, rating))
            self.session = after = session.rated(moment, rating)
            yield from then(after)

        yield from self.ask(
            Question(
                State.RATING,
                (*before, Line("rate", {"moment": str(moment)})),
                unanswered=lambda: then(session),
                answers={"rate": rated, "no": lambda _: then(session), "next": lambda _: then(session)},
                proceeds=moment is Moment.BEFORE,
            )
        )

    def _close(self, session: Session, *before: Line | Chime) -> Effects:
        closing = answers.closing(session, self.history())
        yield from self.end(Outcome.FINISHED)
        yield from self.say(*before, Chime.DONE, *closing)

    def _play(self, stage: Stage, start: float = 0.0) -> Play:
        self.stage, self.elapsed, self._wait = stage, start, None
        if self.state not in (State.ASKING, State.RATING, State.CHOOSING):
            self.question = None
        words = tuple(cue.sound for cue in stage.cues if not (isinstance(cue.sound, Line) and cue.sound.key == "count"))
        if words and stage.kind is not StageKind.HOLD:
            self.said = words
        return Play(stage, start)

    def _next_number(self) -> int:
        self._number += 1
        return self._number


def _hold_ended(stage: Stage, held: float, *, completed: bool) -> HoldEnded:
    return HoldEnded(stage.stretch, stage.side, stage.repetition, stage.seconds, held, completed)
