"""A coach that is told events, and all that it does; with a few stretches to do it with."""

from collections.abc import Iterable
from dataclasses import replace

from voiceskill.coaching.coach import Coach
from voiceskill.coaching.command import Command
from voiceskill.coaching.effects import (
    Answer,
    Asked,
    Deserted,
    Effect,
    Interrupted,
    Missed,
    Play,
    Record,
    Reminded,
    Replan,
    StageOver,
)
from voiceskill.coaching.habits import Habits
from voiceskill.coaching.history import History
from voiceskill.coaching.manner import Manner
from voiceskill.coaching.stage import Line, Stage
from voiceskill.coaching.state import State
from voiceskill.coaching.stretch import Library, Routine, Side, Step, Stretch

POSE = Stretch(
    id="pose",
    name="the pose",
    instructions=("Kneel.", "Bend."),
    reminder="Kneel and bend.",
    partner=("Press gently.",),
    release="Come up.",
    hold=30,
    repetitions=2,
)
KNEE = Stretch(
    id="knee",
    name="one knee",
    instructions=("Lie down.",),
    release="Let go.",
    sides=(Side.RIGHT, Side.LEFT),
    hold=20,
    repetitions=1,
)
TWIST = Stretch(
    id="twist",
    name="the twist",
    instructions=("Turn.",),
    feel="It pulls a little.",
    easier=("Turn half as far.",),
    release="Turn back.",
    hold=10,
    repetitions=1,
)
LIBRARY = Library(
    {"pose": POSE, "knee": KNEE},
    {
        "back": Routine(
            id="back", name="the back routine", steps=(Step(stretch="pose", repetitions=1), Step(stretch="knee"))
        )
    },
)
LONG = Library(
    {"twist": TWIST, "pose": POSE, "knee": KNEE},
    {
        "all": Routine(
            id="all",
            name="the long routine",
            steps=(Step(stretch="twist"), Step(stretch="pose"), Step(stretch="twist", hold=15), Step(stretch="knee")),
        )
    },
)
"""Has an easier way to do the twist, and a routine with the twist in it twice."""

STEADY = Habits(lead_time=20, check_in=0, ask_rating=False, day_limit=0)
"""Asks nothing by itself, and waits for no word."""
PATIENT = replace(STEADY, lead_time=None, check_in=180)
"""Waits for "ready", and asks in a long silence whether all is well."""


class Told:
    """A coach, and all that it has done so far."""

    def __init__(
        self,
        habits: Habits = STEADY,
        manner: Manner | None = None,
        library: Library = LIBRARY,
        history: History | None = None,
    ) -> None:
        self.history = history or History()
        self.coach = Coach(
            library,
            habits=habits,
            manner=manner or Manner(volume=0.9, rate=290),
            history=lambda: self.history,
            examples=lambda state: (str(state), "stop"),
        )
        self.effects: list[Effect] = []
        self.last: Stage | None = None

    def state(self) -> State:
        return self.coach.state

    @property
    def stage(self) -> Stage:
        """The stage that was played last."""
        assert self.last
        return self.last

    @property
    def facts(self) -> list[object]:
        return [effect.fact for effect in self.effects if isinstance(effect, Record)]

    def ask(self, intent: str, elapsed: float = 0.0, **slots: str | int) -> tuple[Effect, ...]:
        return self.obey(Command(intent, slots), elapsed)

    def obey(self, command: Command, elapsed: float = 0.0) -> tuple[Effect, ...]:
        return self._keep(self.coach.handle(Asked(command, elapsed)))

    def over(self) -> tuple[Effect, ...]:
        """Let the stage that was played last come to its end."""
        return self._keep(self.coach.handle(StageOver(self.stage.number)))

    def until(self, state: State) -> tuple[Effect, ...]:
        """Let stages end until the coach does this; return the effects of the last end."""
        effects: tuple[Effect, ...] = ()
        for _ in range(100):
            if self.state() is state:
                return effects
            effects = self.over()
        raise AssertionError(state)

    def desert(self) -> tuple[Effect, ...]:
        return self._keep(self.coach.handle(Deserted()))

    def miss(self) -> tuple[Effect, ...]:
        return self._keep(self.coach.handle(Missed()))

    def remind(self) -> tuple[Effect, ...]:
        return self._keep(self.coach.handle(Reminded()))

    def come_back(self, interrupted: Interrupted) -> tuple[Effect, ...]:
        return self._keep(self.coach.handle(interrupted))

    def _keep(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        self.effects += effects
        for effect in effects:
            if isinstance(effect, Play | Replan):
                self.last = effect.stage
        return effects


def reach(told: Told, state: State) -> None:
    """Bring an idle coach to a state."""
    if state is State.CHOOSING:
        told.ask("start")
    elif state is State.ASKING:
        told.history = replace(told.history, hurt=frozenset({"pose"}))
        told.ask("start", stretch="pose")
    elif state is not State.IDLE:
        told.obey(Command("start", {"routine": "back"} if state is State.RATING else {"stretch": "pose"}))
        if state is State.CHANGING_SIDES:
            told.ask("start", stretch="knee")
        if state in (State.PAUSED, State.HURT):
            told.ask("ready")
            told.ask("pause" if state is State.PAUSED else "hurt", elapsed=7.0)
        told.until(state)


def keys(effects: Iterable[Effect]) -> list[str]:
    """Name what is said by answers, in order."""
    return [_key(sound) for effect in effects if isinstance(effect, Answer) for sound in effect.sounds]


def values(effects: Iterable[Effect], key: str) -> dict[str, object]:
    """Return what an answered line is made with."""
    lines = (sound for effect in effects if isinstance(effect, Answer) for sound in effect.sounds)
    return next(dict(line.values) for line in lines if isinstance(line, Line) and line.key == key)


def cue_keys(stage: Stage) -> list[str]:
    """Name what is said in a stage, in order."""
    return [_key(cue.sound) for cue in stage.cues]


def cue_values(stage: Stage, key: str) -> dict[str, object]:
    """Return what a line of a stage is made with."""
    lines = (cue.sound for cue in stage.cues)
    return next(dict(line.values) for line in lines if isinstance(line, Line) and line.key == key)


def cue_texts(stage: Stage) -> list[object]:
    """Return the sentences of the settings that are said in a stage, in order."""
    lines = (cue.sound for cue in stage.cues)
    return [line.values["text"] for line in lines if isinstance(line, Line) and line.key in ("sentence", "feel")]


def _key(sound: Line | str) -> str:
    return sound.key if isinstance(sound, Line) else str(sound)
