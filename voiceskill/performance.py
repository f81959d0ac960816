"""Carries out what the coach wants: on the mixer, in the journal, and for those who watch."""

from collections.abc import Callable, Sequence

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
    Move,
    Play,
    Record,
    Remind,
    Reminded,
    Replan,
    SetRate,
    SetVolume,
    StageOver,
    Taught,
    Unheard,
)
from voiceskill.coaching.facts import Fact, SessionEnded
from voiceskill.coaching.stage import Chime, Line, Stage, StageKind
from voiceskill.coaching.state import State
from voiceskill.occurrences import (
    Commanded,
    Counted,
    CueBegan,
    Occurrence,
    SessionChanged,
    SessionOver,
    Silenced,
    StageBegan,
    StageResumed,
    StateChanged,
    Watcher,
)
from voiceskill.speaking import news
from voiceskill.speaking.player import Player

_ANNOUNCED_S = 4.0
"""Seconds after which a hold has been announced."""
_REMARK_S = 15.0
"""Seconds that a remark may take, and the end of a hold after it."""


class Performance:
    """One coach at work on one loudspeaker. One thread, besides the one that renders the mixer."""

    def __init__(
        self,
        coach: Coach,
        mixer: Player,
        *,
        spell: Callable[[Line], str],
        record: Callable[[Fact], None],
        set_rate: Callable[[int], None],
        set_voice: Callable[[str | None], None],
        remind: Callable[[int | None], None],
        move: Callable[[Move], None] = lambda _move: None,
        watchers: Sequence[Watcher] = (),
    ) -> None:
        """Bring the parts together.

        Args:
            coach: Decides what is done.
            mixer: Is heard.
            spell: Puts a line into words.
            record: Remembers a fact.
            set_rate: Changes how fast the coach speaks, in words a minute.
            set_voice: Changes who speaks: a voice of espeak-ng, its default where None.
            remind: Takes when to ask again whether to stretch, in minutes; None: tomorrow.
            move: Lets a session go on in another room, once the coach has let go of it.
            watchers: Are told what happens.
        """
        self._coach = coach
        self._mixer = mixer
        self._spell = spell
        self._record = record
        self._set_rate = set_rate
        self._set_voice = set_voice
        self._remind = remind
        self._move = move
        self._watchers = watchers
        self._stage: Stage | None = None
        self._left = 0

    @property
    def state(self) -> State:
        """What the coach is doing."""
        return self._coach.state

    @property
    def quiet(self) -> bool:
        """Whether nothing is playing, nor about to before somebody says something."""
        waits = self._stage is not None and self._stage.kind is StageKind.WAIT
        return not (self._mixer.answering if waits else self._mixer.busy)

    @property
    def unhurried(self) -> bool:
        """Whether a remark would cut off nothing but a number or two: it is quiet, or a hold is in its midst."""
        if self._stage is None or self._stage.kind is not StageKind.HOLD:
            return self.quiet
        elapsed = self._mixer.elapsed()
        in_its_midst = _ANNOUNCED_S <= elapsed <= self._stage.seconds - _REMARK_S
        return in_its_midst and not self._mixer.answering

    def ask(self, command: Command, t: float) -> None:
        """Have a command obeyed.

        Args:
            command: What is wanted.
            t: Seconds on the room's sample clock.
        """
        elapsed = self._settle()
        self._tell(Commanded(t, command.intent, command.slots))
        self._handle(Asked(command, elapsed), t)

    def miss(self, t: float) -> None:
        """Let the coach know that something was said which is no command now.

        Args:
            t: Seconds on the room's sample clock.
        """
        self._handle(Missed(), t)

    def suggest(self, t: float) -> None:
        """Let the coach ask whether to stretch.

        Args:
            t: Seconds on the room's sample clock.
        """
        self._handle(Reminded(), t)

    def come_back(self, interrupted: Interrupted, t: float) -> None:
        """Let the coach offer to go on with a session that was broken off.

        Args:
            interrupted: Which, and what is known of it.
            t: Seconds on the room's sample clock.
        """
        self._handle(interrupted, t)

    def desert(self, t: float) -> None:
        """Let the coach know that nobody will say anything more.

        Args:
            t: Seconds on the room's sample clock.
        """
        self._handle(Deserted(), t)

    def be_unheard(self, t: float) -> None:
        """Let the coach know that he can neither hear nor be heard.

        Args:
            t: Seconds on the room's sample clock.
        """
        self._handle(Unheard(), t)

    def teach(self, taught: Taught, voice: str | None, t: float) -> None:
        """Let the coach, who is idle, go by other settings.

        Args:
            taught: What has changed for him.
            voice: A voice of espeak-ng, such as ``en-gb``; its default where None.
            t: Seconds on the room's sample clock.
        """
        self._set_voice(voice)
        self._handle(taught, t)

    def announce(self, text: str) -> None:
        """Say something that is not the coach's own, over whatever is going on."""
        self._mixer.answer((Line("sentence", {"text": text}),))

    def keep_up(self, lag: float, since: float) -> None:
        """Make up for what the loudspeaker has fallen behind, as `Mixer.keep_up` does."""
        self._mixer.keep_up(lag, since)

    def give_way(self, speaking: bool) -> None:  # noqa: FBT001 - it is what happens, not how it is done
        """Speak more softly as long as somebody else does."""
        self._mixer.lowered = speaking

    def answer_call(self) -> None:
        """Let somebody who has called the coach know that he listens."""
        self._mixer.answer((Chime.CALLED,))

    def tell_return(self) -> None:
        """Let somebody whom the coach could not hear for a while know that he does again."""
        self._mixer.answer((Line("back"),))

    def catch_up(self) -> bool:
        """Act on what has been played meanwhile; return whether there was anything."""
        fresh = self._mixer.news()
        for item in fresh:
            match item:
                case news.StageEnded(t, number):
                    self._stage = None
                    self._handle(StageOver(number), t)
                case news.StageBegan(t, stage, elapsed):
                    self._stage, self._left = stage, round(stage.seconds - elapsed)
                    # A stage that goes on, after a pause or by a changed plan, has begun before.
                    self._tell(StageResumed(t, stage, elapsed) if elapsed else StageBegan(t, stage))
                case news.CueBegan(t, Line() as line):
                    self._tell(CueBegan(t, self._spell(line), None, line.key))
                case news.CueBegan(t, Chime() as chime):
                    self._tell(CueBegan(t, "", chime))
                case news.Silenced(t):
                    self._stage = None
                    self._tell(Silenced(t))
                case _:
                    pass
        return bool(fresh)

    def count(self, t: float) -> None:
        """Tell the watchers when another second of the stage has passed.

        Args:
            t: Seconds on the room's sample clock.
        """
        if self._stage and self._stage.seconds:
            left = int(self._stage.seconds - self._mixer.elapsed())
            if left != self._left:
                self._left = left
                self._tell(Counted(t, self._stage, left))

    def _settle(self) -> float:
        """Return the seconds into the stage that the coach believes to be playing."""
        while True:
            elapsed = self._mixer.elapsed()
            # Where the stage has ended since, the seconds are not those of the stage that follows.
            if not self.catch_up():
                return elapsed

    def _handle(self, event: Event, t: float) -> None:
        state, session = self._coach.state, self._coach.session
        effects = self._coach.handle(event)
        if self._coach.state is not state:
            self._tell(StateChanged(t, self._coach.state))
        if self._coach.session is not session:
            self._tell(SessionChanged(t, self._coach.session))
        for effect in effects:
            self._carry_out(effect, t)

    def _carry_out(self, effect: Effect, t: float) -> None:
        match effect:
            case Play(stage, start):
                self._mixer.play(stage, start)
            case Replan(stage, start):
                self._mixer.replan(stage, start)
            case Answer(sounds):
                self._mixer.answer(sounds)
            case Record(fact):
                self._record(fact)
                if isinstance(fact, SessionEnded):
                    self._tell(SessionOver(t, fact.outcome))
            case SetVolume(volume):
                self._mixer.volume = volume
            case SetRate(rate):
                self._set_rate(rate)
            case Remind(minutes):
                self._remind(minutes)
            case Move():
                self._move(effect)
            case _:
                self._mixer.silence()

    def _tell(self, occurrence: Occurrence) -> None:
        for watch in self._watchers:
            watch(occurrence)
