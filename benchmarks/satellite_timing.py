"""How well a satellite keeps time over a bad network: the count, the way from stage to stage, and "stop".

Between the coach and a satellite, both at work as by `run` and `satellite` but for the sound card, stands a network
that holds up each piece of what it carries by a chance of its own, in order, as TCP delivers it; a piece that is lost
comes 200 ms late, with all that follows. What is measured is what the satellite's loudspeaker is given, to the sample.

Prints a Markdown table, in four minutes: `python benchmarks/satellite_timing.py`.
"""

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
from contestants import CHECKOUT

sys.path.append(str(CHECKOUT / "tests/satellite"))

from satellite_house import RATE, ArrayRoom, House, hold, house

from voiceskill.speaking.news import CueBegan, StageEnded

_HOLDS = 4
_SECONDS = 5
_STOPS = 6
_TONE = 0.4
"""Above this a sample is a cue's first."""

NETWORKS = ((0.0, 0.0), (0.005, 0.0), (0.05, 0.0), (0.2, 0.0), (0.0, 0.01), (0.2, 0.01))
"""Jitter in seconds, and the share of pieces that are lost."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What came out of the loudspeaker."""

    offsets: list[float] = field(default_factory=list)
    """How far cues were from their seconds, in seconds."""
    gaps: list[float] = field(default_factory=list)
    """From a stage's end to the next one's first sound, in seconds."""
    stops: list[float] = field(default_factory=list)
    """From the order to be silent to the last sound, in seconds."""


def main() -> None:
    """Measure and print."""
    print("| Jitter | Loss | Cues off their second (most) | From stage to stage | `stop` to silence |")
    print("|---|---|---|---|---|")
    for jitter, loss in NETWORKS:
        timing = measure(jitter, loss)
        print(
            f"| {1000 * jitter:.0f} ms | {100 * loss:.0f} % "
            f"| {max(timing.offsets) * 1000:.3f} ms, of {len(timing.offsets)} | {_spread(timing.gaps)} "
            f"| {_spread(timing.stops)} |",
            flush=True,
        )


def measure(jitter: float, loss: float) -> Timing:
    """Return what a network of this kind does to a few holds in a row."""
    timing, room = Timing(), ArrayRoom()
    with tempfile.TemporaryDirectory() as folder, house(Path(folder), room, jitter=jitter, loss=loss) as home:
        for number in range(1, _HOLDS + 1):
            _hold(home, number)
        ends = [item.t for item in home.follower.of(StageEnded)]
        onsets = _onsets(room)
        begins = onsets[::_SECONDS]
        for begin in begins:
            own = onsets[(onsets >= begin) & (onsets < begin + _SECONDS - 0.5)]
            timing.offsets.extend(abs(own - begin - np.arange(own.size)).tolist())
        timing.gaps.extend(float(begin - end) for begin, end in zip(begins[1:], ends[:-1], strict=True))
        for number in range(_STOPS):
            timing.stops.append(_stop(home, _HOLDS + 1 + number))
    return timing


def _hold(home: House, number: int) -> None:
    """Hold for some seconds, counted each second, as soon as the last hold has ended."""
    home.follower.player.play(hold(number, _SECONDS, *map(float, range(_SECONDS))))
    home.follower.wait(lambda: len(home.follower.of(StageEnded)) == number, 60.0)


def _stop(home: House, number: int) -> float:
    """Return the seconds from the order to be silent, amid sound without a pause, until there is silence."""
    begun = len(home.follower.of(CueBegan))
    home.follower.player.play(hold(number, 60.0, *(0.1 * step for step in range(300))))
    home.follower.wait(lambda: len(home.follower.of(CueBegan)) > begun + 3, 60.0)
    at = home.room.count
    home.follower.player.silence()
    # Whatever the network does, it has come through after so long.
    home.follower.wait(lambda: home.room.count > at + 50, 60.0)
    sounding = np.flatnonzero(home.room.since(at))
    return float(sounding[-1] + 1) / RATE if sounding.size else 0.0


def _onsets(room: ArrayRoom) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return when sounds began after silence, in seconds."""
    loud = np.flatnonzero(np.abs(room.played) > _TONE)
    first = np.concatenate(([True], np.diff(loud) > RATE // 10))
    return np.asarray(loud[first] / RATE, np.float64)


def _spread(seconds: list[float]) -> str:
    return f"{1000 * median(seconds):.0f} ms, at most {1000 * max(seconds):.0f} ms"


if __name__ == "__main__":
    main()
