"""How well the coach is told something while he talks, in a room where the microphone hears him too.

Somebody starts a stretch again and again, and interrupts the explanation with one of a few commands, in another voice
each time. The rooms differ in how loud the coach is at the microphone, and by how much the sound card is late. The
program runs as always, with recordings for the one who speaks. Prints a Markdown table, in about a quarter of an hour:
`python benchmarks/barge_in.py`.
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
_FADE_S = 0.005


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
    mistaken: int
    """As something else."""
    all: int
    """Interruptions while he talked."""
    self_triggered: int
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
            found = [_measured(contestant, level, delay, cancelled=cancelled) for delay in _DELAYS]
            all_of_them += found
            rows.setdefault(f"commands obeyed, {level} dB beside the coach", []).append(
                f"{sum(each.obeyed for each in found)} of {sum(each.all for each in found)}"
            )
        rows.setdefault("mistaken for another", []).append(str(sum(each.mistaken for each in all_of_them)))
        rows.setdefault("commands that nobody gave", []).append(str(sum(each.self_triggered for each in all_of_them)))
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
    return _outcomes([trial for trial in trials if _sounds(played, trial.begin - 0.5, trial.end)], said, events)


def _recorded(chance: random.Random) -> tuple[list[Trial], list[tuple[float, float]], NDArray[np.float32]]:
    """Return the trials, when anything is said, in seconds, and the recording: float32, mono, `RATE`, shape (n,)."""
    pieces = [np.zeros(2 * RATE, np.float32)]
    said = []
    trials = []

    def put(piece: NDArray[np.float32]) -> float:
        pieces.append(piece)
        return sum(each.size for each in pieces) / RATE

    def say(words: str, voice: str = "en-us", speed: int = 150) -> None:
        spoken = speech(words, voice, speed)
        spoken = spoken * np.float32(_LOUD / _active(spoken))
        now = put(spoken)
        said.append((now - spoken.size / RATE, now))

    for number in range(_TRIALS):
        say(_START)
        put(np.zeros(round((chance.uniform(*_TALK_S) - 1.5) * RATE), np.float32))
        words = list(_COMMANDS)[number % len(_COMMANDS)]
        say(words, chance.choice(_VOICES), chance.choice(_SPEEDS))
        trials.append(Trial(_COMMANDS[words], *said[-1]))
        put(np.zeros(round(_AFTER_S * RATE), np.float32))
        say("stop")
        put(np.zeros(round(_REST_S * RATE), np.float32))
    samples = np.concatenate(pieces)
    # A room is never without any sound.
    hiss = np.random.default_rng(1).standard_normal(samples.size, np.float32) * np.float32(2e-4)
    return trials, said, (samples + hiss).clip(-1, 1)


def _outcomes(
    trials: Sequence[Trial], said: Sequence[tuple[float, float]], events: Sequence[dict[str, Any]]
) -> Outcomes:
    commands = [(event["t"], event["intent"]) for event in events if event["event"] == "command"]
    silenced = [event["t"] + _FADE_S for event in events if event["event"] == "silenced"]
    obeyed = mistaken = 0
    silences = []
    for trial in trials:
        soon = [intent for t, intent in commands if trial.begin < t < trial.end + _AFTER_S]
        obeyed += trial.intent in soon
        mistaken += bool(soon) and trial.intent not in soon
        if trial.intent == "stop" and trial.intent in soon:
            silences += [t - trial.end for t in silenced if trial.begin < t < trial.end + _AFTER_S][:1]
    alone = [t for t, _ in commands if not any(begin < t < end + _AFTER_S for begin, end in said)]
    return Outcomes(obeyed, mistaken, len(trials), len(alone), tuple(silences))


def _active(samples: NDArray[np.float32]) -> float:
    """Return the root mean square of speech, its pauses left out."""
    size = RATE // 100
    powers = np.mean(np.square(samples[: samples.size // size * size].reshape(-1, size)), axis=1)
    return float(np.sqrt(np.mean(powers[powers > powers.max() / 1000])))


def _sounds(played: NDArray[np.float32], begin: float, end: float) -> bool:
    return bool(np.any(played[round(begin * RATE) : round(end * RATE)]))


if __name__ == "__main__":
    main()
