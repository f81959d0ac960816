"""How long the coach goes on talking after somebody has said "stop" or "that hurts".

Somebody starts a stretch again and again, and interrupts the explanation, each time in another voice or at another
speed. The microphone does not hear the coach. Prints a Markdown table, in less than three minutes:
`python benchmarks/stopping.py`.
"""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import soundfile
from contestants import Contestant, contestants, course, table
from numpy.typing import NDArray
from saying import RATE, speech

_AMERICAN = ("en-us", "en-us+m3", "en-us+m7", "en-us+f2", "en-us+f3", "en-us+f4")
_OTHERS = ("en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb+f2", "en-gb+m5", "en-gb+klatt4")
_SPEEDS = (120, 150, 180, 210)
_INTENTS = {"stop": "stop", "that hurts": "hurt"}
_START = "start both knees to chest"
_TALK_S = (4.0, 9.0)
"""When he is interrupted, in seconds from where he is told to start; he talks for more than ten."""
_SOON_S = 2.0
"""Seconds after the words within which a silence is due to them."""
_REST_S = 3.0
"""Seconds between two trials."""
_FADE_S = 0.005
"""Seconds in which the coach's voice fades."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One interruption."""

    voice: str
    """Who interrupts: a voice of espeak-ng."""
    words: str
    """What is said."""
    begin: float
    """Second of the recording at which it begins."""
    end: float
    """Second at which it ends, with its last sound."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one interruption."""

    trial: Trial
    """Which."""
    obeyed: bool
    """Whether the words were understood."""
    silence: float | None
    """Seconds from their end to silence; None where he talked on. What is mistaken for "pause" silences him too."""


def main() -> None:
    """Measure all, and print the table."""
    trials, samples = _recorded(random.Random(7))  # noqa: S311 - nothing secret
    rows: dict[str, list[str]] = {}
    names = []
    for contestant in contestants():
        names.append(contestant.name)
        outcomes = _outcomes(contestant, trials, samples)
        for words in _INTENTS:
            after = [outcome for outcome in outcomes if outcome.trial.words == words]
            for accent, voices in (("American", _AMERICAN), ("British and Caribbean", _OTHERS)):
                counted = _counted([outcome for outcome in after if outcome.trial.voice in voices])
                rows.setdefault(f'"{words}", {accent} voices', []).append(counted)
            rows.setdefault(f'silence after "{words}": median, 95th percentile', []).append(_timed(after))
    print(f"{len(trials)} interruptions, {len(_AMERICAN + _OTHERS)} voices at {len(_SPEEDS)} speeds:\n")
    print(table(rows, names))


def _counted(outcomes: Sequence[Outcome]) -> str:
    obeyed = sum(outcome.obeyed for outcome in outcomes)
    silent = sum(outcome.silence is not None for outcome in outcomes)
    return f"{obeyed} obeyed, {silent} silent, of {len(outcomes)}"


def _timed(outcomes: Sequence[Outcome]) -> str:
    times = [outcome.silence for outcome in outcomes if outcome.silence is not None]
    middle, late = np.quantile(times, (0.5, 0.95))
    return f"{1000 * middle:.0f} ms, {1000 * late:.0f} ms"


def _recorded(chance: random.Random) -> tuple[list[Trial], NDArray[np.float32]]:
    """Return the trials and the recording in which they are: float32, mono, `RATE`, shape (n,)."""
    trials = []
    pieces = [np.zeros(RATE, np.float32)]
    now = 1.0

    def put(piece: NDArray[np.float32]) -> None:
        nonlocal now
        pieces.append(piece)
        now += piece.size / RATE

    for voice, speed, words in itertools.product(_AMERICAN + _OTHERS, _SPEEDS, _INTENTS):
        start, interruption = speech(_START), speech(words, voice, speed)
        put(start * np.float32(0.6))
        put(np.zeros(round(chance.uniform(*_TALK_S) * RATE) - start.size, np.float32))
        trials.append(Trial(voice, words, now, now + interruption.size / RATE))
        put(interruption * np.float32(0.6))
        put(np.zeros(round(_REST_S * RATE), np.float32))
    samples = np.concatenate(pieces)
    # A room is never without any sound.
    return trials, samples + np.random.default_rng(1).standard_normal(samples.size, np.float32) * np.float32(5e-4)


def _outcomes(contestant: Contestant, trials: Sequence[Trial], samples: NDArray[np.float32]) -> list[Outcome]:
    """Run a contestant; what it was told while it did not talk is left out."""
    with course(contestant) as here:
        recording, output = here.folder / "in.wav", here.folder / "out.wav"
        soundfile.write(recording, samples.clip(-1, 1), RATE, subtype="PCM_16")
        events = here.run("--input", str(recording), "--output", str(output))
        played: NDArray[np.float32] = soundfile.read(output, dtype="float32")[0]
    return [_outcome(trial, events, played) for trial in trials if _sounds(played, trial.begin - 0.5, trial.end)]


def _outcome(trial: Trial, events: Sequence[dict[str, Any]], played: NDArray[np.float32]) -> Outcome:
    soon = [event for event in events if trial.begin < event["t"] < trial.end + _SOON_S]
    obeyed = any(event["event"] == "command" and event["intent"] == _INTENTS[trial.words] for event in soon)
    silenced = next((event["t"] + _FADE_S for event in soon if event["event"] == "silenced"), None)
    # After a report of pain he says at once what to do.
    if obeyed and silenced and trial.words == "stop" and _sounds(played, silenced, silenced + 1.0):
        raise SystemExit(f"The coach says that he is silent from second {silenced} on, but something is heard.")
    return Outcome(trial, obeyed, None if silenced is None else silenced - trial.end)


def _sounds(played: NDArray[np.float32], begin: float, end: float) -> bool:
    return bool(np.any(played[round(begin * RATE) : round(end * RATE)]))


if __name__ == "__main__":
    main()
