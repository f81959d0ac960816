"""Whether a hold keeps its seconds, and "stop" is obeyed, while other programs keep the whole machine busy.

On a virtual sound card somebody starts a stretch, lets its hold be counted, and says "stop" while the coach talks: a
few times on the machine as it is, and as often with two programs for each core that only compute, once behind the coach
and once with the same precedence as his, which is how it is for a user who may not give him any. What the loudspeaker
plays is recorded, and measured by that. Prints a Markdown table, in six minutes: `python benchmarks/load.py`.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "live"))

from listening import FAINT, first_sound, last_sound, place, say, wait_until_it_listens
from live_coach import live_coach
from urgent_card import precedence, prefer, urgent_card
from virtual_card import RATE

from voiceskill.coaching.stage import Chime
from voiceskill.speaking.chimes import load_chimes

_TIMES = 6
_COACH_NICE = -11
_HOLD_S = 8
"""Seconds that the stretch of these settings is held."""


@dataclass(frozen=True, slots=True)
class Session:
    """What was heard of one."""

    late: tuple[float, ...]
    """Seconds by which each of the last five numbers, and the chime at the end, came after its second of the hold."""
    silence: float
    """Seconds from the end of "stop" to silence."""


def main() -> None:
    """Measure all, and print the table."""
    print("| the machine | off its second: median, worst | silence after “stop”: median, worst |")
    print("|---|--:|--:|")
    programs = 2 * (os.cpu_count() or 1)
    for name, busy, nice in (
        ("as it is", 0, 0),
        (f"{programs} programs beside it", programs, 0),
        (f"{programs} programs with the coach's precedence", programs, _COACH_NICE),
    ):
        with _busy(busy, nice):
            sessions = [_session() for _ in range(_TIMES)]
        late = _told([abs(late) for each in sessions for late in each.late])
        print(f"| {name} | {late} | {_told([each.silence for each in sessions])} |", flush=True)


def _told(seconds: Sequence[float]) -> str:
    return f"{1000 * np.median(seconds):.0f} ms, {1000 * max(seconds):.0f} ms"


@contextmanager
def _busy(programs: int, nice: int) -> Iterator[None]:
    with ExitStack() as running:
        for _ in range(programs):
            burning = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            prefer(burning.pid, nice)  # where this may not be, the coach has no precedence either
            running.callback(burning.wait)
            running.callback(burning.kill)
        yield


def _session() -> Session:
    with tempfile.TemporaryDirectory(prefix="vs") as name, ExitStack() as open_things:
        folder = Path(name)
        (folder / "card").mkdir()
        (folder / "coach").mkdir()
        card = urgent_card(folder / "card")
        open_things.callback(card.close)
        coach = open_things.enter_context(live_coach(folder / "coach", "--no-web", environment=card.environment))
        with precedence():
            heard = open_things.enter_context(card.record())
        wait_until_it_listens(coach, card)
        with precedence():
            say(card, folder, "start one knee to chest")
        first = coach.wait_for("cue")
        hold = coach.wait_for("stage", 60, kind="hold")
        coach.wait_for("cue", 30, text="And release.")
        with precedence():
            say(card, folder, "stop")
        said = coach.wait_for("heard", 30, text="stop")
        coach.wait_for("session", 30, outcome="stopped")
        heard.wait_for_silence(0.5, 20, threshold=FAINT)
        coach.end(signal.SIGTERM)
        samples = heard.samples.copy()
    began = first_sound(samples, 0) - first["t"]  # when the room's clock began, on the recording's
    chimes = load_chimes(RATE)
    held = place(chimes[Chime.BEGIN], samples, began + hold["t"])
    seconds = [held + _HOLD_S - left for left in range(6)]
    late = [first_sound(samples, second - 0.2) - second for second in seconds]
    lag = held - began - hold["t"]
    silence = last_sound(samples) - (began + lag + said["speech_end"])
    return Session(tuple(late), silence)


if __name__ == "__main__":
    main()
