"""Somebody who interrupts the coach again and again, and what came of it.

He starts a stretch, says one of a few commands while the coach explains it, in another voice each time, and "stop" a
while later, in case that the coach goes on. A command that is obeyed, and was not said, is mistaken where somebody had
just said something, and one that nobody gave otherwise.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from saying import RATE, speech

VOICES: Final = ("en-us+m3", "en-us+m7", "en-us+f2", "en-us+f4", "en-gb", "en-gb+f2", "en-gb+m5", "en-029")
"""Who interrupts, as espeak-ng names them."""
LEVELS: Final = (0, -5, -10)
"""How loud the user is at the microphone beside the coach, in decibels."""
DELAYS: Final = (20, 80, 150)
"""By how much the sound card is late, in milliseconds."""
_SPEEDS = (140, 160, 180)
COMMANDS: Final = {
    "stop": "stop",
    "pause": "pause",
    "that hurts": "hurt",
    "ready": "ready",
    "louder": "louder",
    "how long left": "time_left",
    "next stretch": "next",
    "which side": "which_side",
}
"""What is said, and what is meant by it."""
_START = "start both knees to chest"
_START_S = 1.5
"""Seconds that it takes to say so."""
_DECIDED_S = 1.2
"""Seconds after its end within which it is decided what something was."""
_LOUD = 0.03
"""Root mean square of the user's speech, where he speaks."""
_USUAL_VOLUME = 0.8
"""The coach's, by the settings that the program starts with."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How somebody interrupts."""

    trials: int
    """How often."""
    talk: tuple[float, float]
    """When, in seconds from where the coach is told to start, at the earliest and the latest; he talks for more than
    ten."""
    after: float
    """Seconds after a command within which it has to be obeyed; then the coach is told to stop."""
    rest: float
    """Seconds between two trials."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One interruption."""

    intent: str
    """What is meant."""
    begin: float
    """Second of the recording at which it begins."""
    end: float
    """Second at which it ends, with its last sound."""


@dataclass(frozen=True, slots=True)
class Interruptions:
    """A recording of somebody who interrupts."""

    pace: Pace
    """How he does that."""
    trials: tuple[Trial, ...]
    """The interruptions."""
    said: tuple[Trial, ...]
    """All that is said, in its order."""
    samples: NDArray[np.float32]
    """Mono, -1 to 1, `RATE`, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of some interruptions."""

    obeyed: int
    """As it was meant."""
    all: int
    """Interruptions while he talked."""
    mistaken: int
    """Other commands than what had just been said."""
    unasked: int
    """Commands that nobody gave."""
    silences: tuple[float, ...]
    """Seconds from the end of "stop" to silence."""


@dataclass(frozen=True, slots=True)
class Obedience:
    """Which commands the coach obeyed."""

    interruptions: Interruptions
    """What he was told."""
    commands: tuple[tuple[float, str], ...]
    """Second of the recording and intent of each."""

    @classmethod
    def of(cls, interruptions: Interruptions, events: Sequence[dict[str, Any]], begin: float = 0.0) -> Self:
        """Find them among what the program reported.

        Args:
            interruptions: What was said.
            events: All that it reported.
            begin: Second of the room's clock at which the recording began.
        """
        commands = [(event["t"] - begin, event["intent"]) for event in events if event["event"] == "command"]
        return cls(interruptions, tuple(commands))

    def to(self, trial: Trial) -> bool:
        """Say whether he did what was meant, in time."""
        return any(intent == trial.intent and self._follows(t, trial) for t, intent in self.commands)

    def outcomes(self, talking: Sequence[Trial], silences: Sequence[float]) -> Outcomes:
        """Return what came of the trials during which he talked.

        Args:
            talking: Those.
            silences: Seconds from the end of "stop" to silence, of those that he obeyed.
        """
        said = self.interruptions.said
        wrong = [
            t
            for t, intent in self.commands
            if not any(intent == each.intent and self._follows(t, each) for each in said)
        ]
        mistaken = sum(any(each.begin < t < each.end + _DECIDED_S for each in said) for t in wrong)
        return Outcomes(
            obeyed=sum(self.to(trial) for trial in talking),
            all=len(talking),
            mistaken=mistaken,
            unasked=len(wrong) - mistaken,
            silences=tuple(silences),
        )

    def _follows(self, t: float, trial: Trial) -> bool:
        return trial.begin < t < trial.end + self.interruptions.pace.after


def interruptions(pace: Pace, seed: str, commands: Sequence[str] = tuple(COMMANDS)) -> Interruptions:
    """Return a recording of a quiet room, in which commands are said in turn.

    Args:
        pace: How.
        seed: By which voices, speeds and moments are chosen.
        commands: Those of `COMMANDS`, in their order.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    pieces = [np.zeros(2 * RATE, np.float32)]
    said: list[Trial] = []
    trials = []

    def put(piece: NDArray[np.float32]) -> float:
        pieces.append(piece)
        return sum(each.size for each in pieces) / RATE

    def rest(seconds: float) -> None:
        put(np.zeros(round(seconds * RATE), np.float32))

    def say(words: str, intent: str, voice: str = "en-us", speed: int = 150) -> None:
        spoken = speech(words, voice, speed)
        spoken = spoken * np.float32(_LOUD / _active(spoken))
        now = put(spoken)
        said.append(Trial(intent, now - spoken.size / RATE, now))

    for number in range(pace.trials):
        say(_START, "start")
        rest(chance.uniform(*pace.talk) - _START_S)
        words = commands[number % len(commands)]
        say(words, COMMANDS[words], chance.choice(VOICES), chance.choice(_SPEEDS))
        trials.append(said[-1])
        rest(pace.after)
        say("stop", "stop")
        rest(pace.rest)
    samples = np.concatenate(pieces)
    # A room is never without any sound.
    hiss = np.random.default_rng(1).standard_normal(samples.size, np.float32) * np.float32(2e-4)
    return Interruptions(pace, tuple(trials), tuple(said), (samples + hiss).clip(-1, 1))


def echo_gain(level: int) -> float:
    """Return how loud the microphone has to hear the loudspeaker, relative to what that plays.

    Args:
        level: How loud the user is beside the coach at his usual volume, in decibels.
    """
    return float(_LOUD / 10 ** (level / 20) / (_active(speech(_START)) * _USUAL_VOLUME))


def cells(found: Mapping[int, Sequence[Outcomes]]) -> dict[str, str]:
    """Return one column of the table: what was measured, and the outcomes at each level in a cell each."""
    told = {
        f"commands obeyed, {level} dB beside the coach": (
            f"{sum(each.obeyed for each in outcomes)} of {sum(each.all for each in outcomes)}"
        )
        for level, outcomes in found.items()
    }
    everything = [each for outcomes in found.values() for each in outcomes]
    times = [1000 * seconds for each in everything for seconds in each.silences] or [np.nan]
    middle, late = np.quantile(times, (0.5, 0.95))
    return told | {
        "taken for another command": str(sum(each.mistaken for each in everything)),
        "commands that nobody gave": str(sum(each.unasked for each in everything)),
        'from the end of "stop" to silence: median, 95th percentile': f"{middle:.0f} ms, {late:.0f} ms",
    }


def _active(samples: NDArray[np.float32]) -> float:
    """Return the root mean square of speech, its pauses left out."""
    size = RATE // 100
    powers = np.mean(np.square(samples[: samples.size // size * size].reshape(-1, size)), axis=1)
    return float(np.sqrt(np.mean(powers[powers > powers.max() / 1000])))
