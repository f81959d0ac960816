"""How well the coach is told something while he talks, in a room where the microphone hears him too.

Somebody starts a stretch again and again, and interrupts the explanation with one of a few commands, in another voice
each time. The rooms differ in how loud the coach is at the microphone, and by how much the sound card is late. The
program runs as always, with recordings for the one who speaks. A command that is obeyed, and was not said, is mistaken
where somebody had just said something, and one that nobody gave otherwise. Prints a Markdown table, in about twenty
minutes: `python benchmarks/barge_in.py`.
"""

import itertools
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from contestants import Contestant, contestants, course, table
from numpy.typing import NDArray
from saying import RATE, speech

_ECHOING_ROOM = Path(__file__).with_name("echoing_room.py")
_VOICES = ("en-us+m3", "en-us+m7", "en-us+f2", "en-us+f4", "en-gb", "en-gb+f2", "en-gb+m5", "en-029")
_SPEEDS = (140, 160, 180)
_COMMANDS = {
    "stop": "stop",
    "pause": "pause",
    "that hurts": "hurt",
    "ready": "ready",
    "louder": "louder",
    "how long left": "time_left",
    "next stretch": "next",
    "which side": "which_side",
}
_START = "start both knees to chest"
_TALK_S = (4.0, 8.0)
"""When he is interrupted, in seconds from where he is told to start; he talks for more than ten."""
_AFTER_S = 3.0
"""Seconds after a command within which it has to be obeyed; then he is told to stop, in case that he goes on."""
_DECIDED_S = 1.2
"""Seconds after its end within which it is decided what something was."""
_REST_S = 2.5
"""Seconds between two trials."""
_LEVELS = (0, -5, -10)
"""How loud the user is at the microphone beside the coach, in decibels."""
_DELAYS = (20, 80, 150)
"""By how much the sound card is late, in milliseconds."""
_TRIALS = 24
"""For each level and delay."""
_LOUD = 0.03
"""Root mean square of the user's speech, where he speaks."""


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


def main() -> None:
    """Measure all, and print the table."""
    rows: dict[str, list[str]] = {}
    names = []
    for contestant, cancelled in itertools.product(contestants(), (True, False)):
        names.append(contestant.name + ("" if cancelled else ", echo left in"))
        all_of_them = []
        for level in _LEVELS:
            delays = _DELAYS if cancelled else _DELAYS[1:2]
            found = [_measured(contestant, level, delay, cancelled=cancelled) for delay in delays]
            all_of_them += found
            rows.setdefault(f"commands obeyed, {level} dB beside the coach", []).append(
                f"{sum(each.obeyed for each in found)} of {sum(each.all for each in found)}"
            )
        rows.setdefault("taken for another command", []).append(str(sum(each.mistaken for each in all_of_them)))
        rows.setdefault("commands that nobody gave", []).append(str(sum(each.unasked for each in all_of_them)))
        times = [1000 * seconds for each in all_of_them for seconds in each.silences] or [np.nan]
        middle, late = np.quantile(times, (0.5, 0.95))
        rows.setdefault('from the end of "stop" to silence: median, 95th percentile', []).append(
            f"{middle:.0f} ms, {late:.0f} ms"
        )
    print(f"{len(_LEVELS) * len(_DELAYS) * _TRIALS} interruptions in {len(_VOICES)} voices:\n")
    print(table(rows, names))


def _measured(contestant: Contestant, level: float, delay: float, *, cancelled: bool) -> Outcomes:
    chance = random.Random(f"{level} {delay}")  # noqa: S311 - nothing secret
    trials, said, samples = _recorded(chance)
    gain = _LOUD / 10 ** (level / 20) / (_active(speech(_START)) * 0.8)  # the coach's usual volume
    with course(contestant) as here:
        recording, output = here.folder / "in.wav", here.folder / "out.wav"
        soundfile.write(recording, samples, RATE, subtype="PCM_16")
        program = [sys.executable, str(_ECHOING_ROOM), str(delay), str(gain)]
        options = [] if cancelled else ["--uncancelled"]
        command = here.command("--no-web", "--input", str(recording), "--output", str(output))
        words = command[command.index("run") :]
        subprocess.run(
            [*program, *options, *words], env=here.environment(), cwd=here.folder, check=True, capture_output=True
        )
        events = [json.loads(line) for line in here.log.read_text("utf-8").splitlines()]
        played: NDArray[np.float32] = soundfile.read(output, dtype="float32")[0]
    talking = [trial for trial in trials if _sounds(played, trial.begin - 0.5, trial.begin)]
    return _outcomes(talking, said, events, played)


def _recorded(chance: random.Random) -> tuple[list[Trial], list[Trial], NDArray[np.float32]]:
    """Return the trials, all that is said, and the recording: float32, mono, `RATE`, shape (n,)."""
    pieces = [np.zeros(2 * RATE, np.float32)]
    said: list[Trial] = []
    trials = []

    def put(piece: NDArray[np.float32]) -> float:
        pieces.append(piece)
        return sum(each.size for each in pieces) / RATE

    def say(words: str, intent: str, voice: str = "en-us", speed: int = 150) -> None:
        spoken = speech(words, voice, speed)
        spoken = spoken * np.float32(_LOUD / _active(spoken))
        now = put(spoken)
        said.append(Trial(intent, now - spoken.size / RATE, now))

    for number in range(_TRIALS):
        say(_START, "start")
        put(np.zeros(round((chance.uniform(*_TALK_S) - 1.5) * RATE), np.float32))
        words = list(_COMMANDS)[number % len(_COMMANDS)]
        say(words, _COMMANDS[words], chance.choice(_VOICES), chance.choice(_SPEEDS))
        trials.append(said[-1])
        put(np.zeros(round(_AFTER_S * RATE), np.float32))
        say("stop", "stop")
        put(np.zeros(round(_REST_S * RATE), np.float32))
    samples = np.concatenate(pieces)
    # A room is never without any sound.
    hiss = np.random.default_rng(1).standard_normal(samples.size, np.float32) * np.float32(2e-4)
    return trials, said, (samples + hiss).clip(-1, 1)


def _outcomes(
    trials: Sequence[Trial], said: Sequence[Trial], events: Sequence[dict[str, Any]], played: NDArray[np.float32]
) -> Outcomes:
    commands = [(event["t"], event["intent"]) for event in events if event["event"] == "command"]
    obeyed = [
        trial
        for trial in trials
        if any(intent == trial.intent and trial.begin < t < trial.end + _AFTER_S for t, intent in commands)
    ]
    wrong = [
        t
        for t, intent in commands
        if not any(intent == each.intent and each.begin < t < each.end + _AFTER_S for each in said)
    ]
    mistaken = sum(any(each.begin < t < each.end + _DECIDED_S for each in said) for t in wrong)
    silences = [_silence(played, trial.end) for trial in obeyed if trial.intent == "stop"]
    return Outcomes(len(obeyed), len(trials), mistaken, len(wrong) - mistaken, tuple(silences))


def _silence(played: NDArray[np.float32], end: float) -> float:
    """Return how many seconds after the end of the words the loudspeaker goes on."""
    after = played[round(end * RATE) : round((end + _AFTER_S) * RATE)]
    sounding = np.flatnonzero(after)
    return (int(sounding[-1]) + 1) / RATE if sounding.size else 0.0


def _active(samples: NDArray[np.float32]) -> float:
    """Return the root mean square of speech, its pauses left out."""
    size = RATE // 100
    powers = np.mean(np.square(samples[: samples.size // size * size].reshape(-1, size)), axis=1)
    return float(np.sqrt(np.mean(powers[powers > powers.max() / 1000])))


def _sounds(played: NDArray[np.float32], begin: float, end: float) -> bool:
    return bool(np.any(played[round(begin * RATE) : round(end * RATE)]))


if __name__ == "__main__":
    main()
