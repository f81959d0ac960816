"""How well the coach is told something while he talks, in a room where the microphone hears him too.

Somebody starts a stretch again and again, and interrupts the explanation. The rooms differ in how loud the coach is at
the microphone, and by how much the sound card is late. The program runs as always, with recordings for the one who
speaks; `barge_in_on_card.py` does the same on a sound card, in real time. Prints a Markdown table, in about twenty
minutes: `python benchmarks/barge_in.py`.
"""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile
from contestants import Contestant, contestants, course, table
from interruptions import DELAYS, LEVELS, VOICES, Obedience, Outcomes, Pace, cells, echo_gain, interruptions
from numpy.typing import NDArray
from saying import RATE

_ECHOING_ROOM = Path(__file__).with_name("echoing_room.py")
_PACE = Pace(trials=24, talk=(4.0, 8.0), after=3.0, rest=2.5)
"""For each level and delay."""


def main() -> None:
    """Measure all, and print the table."""
    rows: dict[str, list[str]] = {}
    names = []
    for contestant, cancelled in itertools.product(contestants(), (True, False)):
        names.append(contestant.name + ("" if cancelled else ", echo left in"))
        delays = DELAYS if cancelled else DELAYS[1:2]
        found = {
            level: [_measured(contestant, level, delay, cancelled=cancelled) for delay in delays] for level in LEVELS
        }
        for row, cell in cells(found).items():
            rows.setdefault(row, []).append(cell)
    print(f"{len(LEVELS) * len(DELAYS) * _PACE.trials} interruptions in {len(VOICES)} voices:\n")
    print(table(rows, names))


def _measured(contestant: Contestant, level: int, delay: int, *, cancelled: bool) -> Outcomes:
    told = interruptions(_PACE, f"{level} {delay}")
    with course(contestant) as here:
        recording, output = here.folder / "in.wav", here.folder / "out.wav"
        soundfile.write(recording, told.samples, RATE, subtype="PCM_16")
        program = [sys.executable, str(_ECHOING_ROOM), str(delay), str(echo_gain(level))]
        options = [] if cancelled else ["--uncancelled"]
        command = here.command("--no-web", "--input", str(recording), "--output", str(output))
        words = command[command.index("run") :]
        subprocess.run(
            [*program, *options, *words], env=here.environment(), cwd=here.folder, check=True, capture_output=True
        )
        events = [json.loads(line) for line in here.log.read_text("utf-8").splitlines()]
        played: NDArray[np.float32] = soundfile.read(output, dtype="float32")[0]
    obedience = Obedience.of(told, events)
    talking = [trial for trial in told.trials if _sounds(played, trial.begin - 0.5, trial.begin)]
    stopped = [trial for trial in talking if trial.intent == "stop" and obedience.to(trial)]
    return obedience.outcomes(talking, [_silence(played, trial.end) for trial in stopped])


def _silence(played: NDArray[np.float32], end: float) -> float:
    """Return how many seconds after the end of the words the loudspeaker goes on."""
    after = played[round(end * RATE) : round((end + _PACE.after) * RATE)]
    sounding = np.flatnonzero(after)
    return (int(sounding[-1]) + 1) / RATE if sounding.size else 0.0


def _sounds(played: NDArray[np.float32], begin: float, end: float) -> bool:
    return bool(np.any(played[round(begin * RATE) : round(end * RATE)]))


if __name__ == "__main__":
    main()
