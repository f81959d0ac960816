"""How well the coach is told something while he talks, on a sound card that feeds his voice back, in real time.

The counterpart of `barge_in.py`: somebody interrupts the explanation of a stretch again and again, and speaks into a
virtual sound card whose microphone hears its loudspeaker too, as loud as there and as late. Each recogniser has a card
of its own, and all run side by side; what a loudspeaker plays is recorded, and measured by that. Prints a Markdown
table, in a quarter of an hour: `python benchmarks/barge_in_on_card.py`.
"""

import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from contestants import Contestant, contestants, course, table
from interruptions import (
    COMMANDS,
    DELAYS,
    LEVELS,
    Interruptions,
    Obedience,
    Outcomes,
    Pace,
    Trial,
    cells,
    echo_gain,
    interruptions,
)
from numpy.typing import NDArray
from saying import RATE
from urgent_card import precedence, urgent_card

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "live"))

from listening import FAINT, first_sound, wait_until_it_listens
from live_coach import live_coach
from virtual_card import RATE as CARD_RATE
from virtual_card import VirtualCard

_PACE = Pace(trials=8, talk=(3.0, 6.0), after=2.5, rest=1.5)
"""For each level and delay."""
_SAID = sorted(COMMANDS, key="that hurts".__eq__)
"""In their order: who has said that something hurts is asked before he does it again, and answers yes or no."""
_SOON_S = 2.0
"""Seconds within which the recording begins after the room's clock; it is played as soon as the coach listens."""
_QUIET_S = 0.4
"""Seconds of silence after which the coach's next words begin a talk."""
_GAP_S = 0.2
"""Seconds by which they may come too early: a gap in the playing is shorter."""
_TALKING_S = 0.1
"""Seconds before he obeys in which something is heard of him who has to be stopped."""
_ENDING_S = 1.0
"""Seconds that the program is given for the last command."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a loudspeaker played."""

    samples: NDArray[np.int16]
    """Mono, `CARD_RATE`, shape (n,)."""
    anchors: tuple[tuple[float, float], ...]
    """Seconds of the room's clock at which the coach began to talk after a silence, and the recording's less those: a
    gap in the playing moves them apart. In their order."""

    def sounds(self, begin: float, end: float) -> bool:
        """Say whether anything was heard between two seconds of the room's clock."""
        return bool(np.any(self._between(begin, end)))

    def silence(self, after: float) -> float:
        """Return how many seconds after one of the room's clock it goes on."""
        sounding = np.flatnonzero(self._between(after, after + _PACE.after))
        return (int(sounding[-1]) + 1) / CARD_RATE if sounding.size else 0.0

    def _between(self, begin: float, end: float) -> NDArray[np.bool_]:
        apart = next((apart for t, apart in reversed(self.anchors) if t <= begin), self.anchors[0][1])
        piece = self.samples[round((begin + apart) * CARD_RATE) : round((end + apart) * CARD_RATE)]
        loud: NDArray[np.bool_] = np.abs(piece.astype(np.int32)) > FAINT
        return loud


def main() -> None:
    """Measure all, and print the table."""
    all_of_them = contestants()
    with ThreadPoolExecutor(len(all_of_them)) as threads:
        columns = list(threads.map(_column, all_of_them))
    rows = {row: [column[row] for column in columns] for row in columns[0]}
    print(f"{len(LEVELS) * len(DELAYS) * _PACE.trials} interruptions:\n")
    print(table(rows, [contestant.name for contestant in all_of_them]))


def _column(contestant: Contestant) -> dict[str, str]:
    return cells({level: [_measured(contestant, level, delay) for delay in DELAYS] for level in LEVELS})


def _measured(contestant: Contestant, level: int, delay: int) -> Outcomes:
    told = interruptions(_PACE, f"{level} {delay}", _SAID)
    events, samples = _session(contestant, told, delay, echo_gain(level))
    begin = _begin(told, events)
    played = _played(samples, events)
    obedience = Obedience.of(told, events, begin)

    def talks(trial: Trial) -> bool:
        return played.sounds(begin + trial.begin - 0.5, begin + trial.begin)

    stops = [trial for trial in told.said if trial.intent == "stop" and obedience.to(trial)]
    heard = [_heard(begin + trial.end, events) for trial in stops]
    return obedience.outcomes(
        [trial for trial in told.trials if talks(trial)],
        # Of those that came too late for his last word nothing can be told.
        [played.silence(each["speech_end"]) for each in heard if played.sounds(each["t"] - _TALKING_S, each["t"])],
    )


def _session(
    contestant: Contestant, told: Interruptions, delay: int, gain: float
) -> tuple[list[dict[str, Any]], NDArray[np.int16]]:
    """Return what the program reported, and what the loudspeaker played meanwhile."""
    with tempfile.TemporaryDirectory(prefix="vs") as name, ExitStack() as open_things:
        folder = Path(name)
        for each in ("card", "coach"):
            (folder / each).mkdir()
        recording = folder / "in.wav"
        soundfile.write(recording, told.samples, RATE, subtype="PCM_16")
        here = open_things.enter_context(course(contestant, microphone="Virtual mic", loudspeaker="Virtual speaker"))
        card = _card(folder / "card", delay, gain)
        open_things.callback(card.close)
        # Of the options that are given twice the last one counts: here these have a word in everything.
        options = here.command("--no-web")
        coach = open_things.enter_context(
            live_coach(
                folder / "coach",
                *options[options.index("run") + 1 :],
                environment={**here.environment(), **card.variables},
            )
        )
        with precedence():
            heard = open_things.enter_context(card.record())
        wait_until_it_listens(coach, card)
        with precedence():
            card.speak(recording)
        time.sleep(_ENDING_S)
        coach.end(signal.SIGTERM)
        return here.events(), heard.samples.copy()


def _card(folder: Path, delay: int, gain: float) -> VirtualCard:
    """Return a sound card whose microphone hears the loudspeaker, so many milliseconds later, by a factor louder."""
    card = urgent_card(folder)
    card.echo(delay)
    asking = ["pactl", "list", "short", "sink-inputs"]
    inputs = subprocess.run(asking, env=card.environment, capture_output=True, text=True, check=True).stdout
    loopback = inputs.split()[0]  # nothing else plays yet
    subprocess.run(["pactl", "set-sink-input-volume", loopback, f"{gain:.4f}"], env=card.environment, check=True)
    return card


def _begin(told: Interruptions, events: list[dict[str, Any]]) -> float:
    """Return the second of the room's clock at which the recording began, by where its commands to start ended."""
    starts = [trial.end for trial in told.said if trial.intent == "start"]
    heard = [event["speech_end"] for event in events if event["event"] == "heard" and event["text"].startswith("start")]
    apart = [here - there for here in heard for there in starts if abs(here - there) < _SOON_S]
    return float(np.median(apart))


def _played(samples: NDArray[np.int16], events: list[dict[str, Any]]) -> Played:
    """Relate what was recorded to the room's clock, by the first words of each talk."""
    cues = [event["t"] for event in events if event["event"] == "cue"]
    anchors = [(cues[0], first_sound(samples, 0) - cues[0])]
    for t in cues[1:]:
        expected = t + anchors[-1][1]
        before = samples[round((expected - _QUIET_S) * CARD_RATE) : round((expected - _GAP_S) * CARD_RATE)]
        if np.abs(before).max(initial=0) <= FAINT:
            anchors.append((t, first_sound(samples, expected - _GAP_S) - t))
    return Played(samples, tuple(anchors))


def _heard(end: float, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the report of the command that ended about then, on the room's clock."""
    accepted = [event for event in events if event["event"] == "heard" and event["accepted"]]
    return min(accepted, key=lambda event: abs(event["speech_end"] - end))


if __name__ == "__main__":
    main()
