"""How many rooms one machine holds in real time, with each recogniser, on one core and on two.

All rooms are in one program. In each somebody says a command every ten seconds, at another moment in each, while the
coach there explains and counts; what is played is mixed, and the microphone listened to for its echo, for every room as
for this machine's own sound card. Rooms are held as long as no block of 20 ms is taken more than 100 ms after its time,
and every "stop" is obeyed within a second after its end.

Prints Markdown tables, in some eight minutes: `python benchmarks/many_rooms.py`. With `--satellites` the echo is taken
out elsewhere, as the program's own satellites do.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from contestants import CHECKOUT, Contestant, contestants, table
from numpy.typing import NDArray
from pydantic import TypeAdapter
from saying import RATE, speech

sys.path.append(str(CHECKOUT / "tests"))

from vital_signs import vital_signs

from voiceskill.appliance.precedence import take_precedence
from voiceskill.belongings import belonging
from voiceskill.config import HERE
from voiceskill.config.settings_file import SettingsFile
from voiceskill.equipment import Equipment, OwnSound
from voiceskill.hearing.choosing import Preference
from voiceskill.hearing.echo.echo import Echo
from voiceskill.hearing.isolated.nurseries import Nurseries
from voiceskill.listeners import Listeners
from voiceskill.occurrences import Commanded, Occurrence
from voiceskill.repertoire import Repertoire, make_repertoire
from voiceskill.room_at_work import RoomAtWork, Surroundings, open_room
from voiceskill.rooms.room import BLOCK_S, Block, Loudspeaker
from voiceskill.speaking.mixer import Mixer
from voiceskill.speaking.player import Player
from voiceskill.speaking.synthesizer import Synthesizer
from voiceskill.speaking.timeline import Sounds
from voiceskill.tuning import Tuning

_ROOMS: Final = {1: (1, 4, 8, 16, 32, 64, 128), 2: (8, 16, 32, 64, 128)}
"""How many are tried, by cores, until they are not held."""
_EVERY_S: Final = 10.0
"""Seconds between two commands in a room."""
_SAID: Final = ((1.0, "start both knees to chest"), (1.0 + _EVERY_S, "stop"))
"""When each command begins, in seconds of the room, and its words."""
_SESSION_S: Final = 13.5
"""Seconds for which a room is served."""
_LATE_S: Final = 0.1
_STOPPED_S: Final = 1.0
_COMFORT: Final = 0.7
"""Share of a core that one program may compute for its rooms, where a hundred are planned: all wait for one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What was measured with so many rooms."""

    rooms: int
    """How many."""
    late_mostly: float
    """Seconds by which 999 of 1000 blocks were at most late."""
    late: float
    """The same of all."""
    latencies: tuple[float, ...]
    """Seconds from the end of each command until it was obeyed."""
    stops: tuple[float, ...]
    """The same of each "stop"."""
    program_memory: float
    """Of the program, in MB; what several processes share counts in part."""
    all_memory: float
    """Of all its processes, in MB."""
    program_computing: float
    """Seconds of a core that the program needs for a second, for all rooms."""
    all_computing: float
    """The same of all its processes."""

    @property
    def held(self) -> bool:
        """Whether the rooms were held."""
        return self.late <= _LATE_S and len(self.stops) == self.rooms and max(self.stops) <= _STOPPED_S

    def cells(self) -> list[str]:
        """Return the cells of a row."""
        return [
            f"{1000 * self.late_mostly:.0f} ms, {1000 * self.late:.0f} ms",
            f"{len(self.latencies)} of {len(_SAID) * self.rooms}",
            _milliseconds(self.latencies),
            _milliseconds(self.stops),
            f"{self.program_computing:.2f}, {self.all_computing:.2f}",
            f"{self.program_memory:.0f} MB, {self.all_memory:.0f} MB",
            "yes" if self.held else "no",
        ]


def main() -> None:
    """Measure all, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--satellites", action="store_true", help="have the echo taken out elsewhere")
    parser.add_argument("--one", nargs=3, metavar=("ROOMS", "RECOGNIZER", "MODEL"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        rooms, recognizer, model = options.one
        load = _serve(int(rooms), Contestant("", recognizer, Path(model) if model else None), options.satellites)
        print(json.dumps(asdict(load)))
        return
    columns = [
        "late: 99.9 %, worst",
        "obeyed",
        "obeyed after: median, worst",
        "“stop” after: median, worst",
        "cores busy: program, all",
        "memory: program, all",
        "held",
    ]
    with TemporaryDirectory(prefix="voiceskill-benchmark-") as folder:
        for _ in range(2):  # so that all that is said has been synthesised
            _measure(contestants()[0], 2, 4, folder, satellites=options.satellites)
        for contestant in contestants():
            print(f"{contestant.name}, {platform.machine()}:\n", flush=True)
            loads = {}
            for cores, trials in _ROOMS.items():
                for rooms in trials:
                    load = loads[f"{cores} core{'s' * (cores > 1)}, {rooms} room{'s' * (rooms > 1)}"] = _measure(
                        contestant, cores, rooms, folder, satellites=options.satellites
                    )
                    if not load.held:
                        break
            print(table({name: load.cells() for name, load in loads.items()}, columns))
            print(f"\n{_outlook([*loads.values()])}\n", flush=True)


def _measure(contestant: Contestant, cores: int, rooms: int, folder: str, *, satellites: bool) -> Load:
    """Have so many rooms served by a program of their own, on so many cores."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    if len(allowed) < cores:
        raise SystemExit(f"There are not {cores} cores here.")
    told = subprocess.run(
        [
            *("taskset", "--cpu-list", ",".join(map(str, allowed))),
            *(sys.executable, __file__, *["--satellites"] * satellites),
            *("--one", str(rooms), contestant.recognizer, str(contestant.model or "")),
        ],
        # What the coach says is synthesised once.
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "XDG_CACHE_HOME": folder},
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    ).stdout
    return TypeAdapter(Load).validate_json(told)


def _outlook(loads: Sequence[Load]) -> str:
    """Say what a hundred rooms would need, by the largest number that was held and what one room alone needs."""
    fewest, most = (choose(loads, key=lambda load: load.rooms) for choose in (min, max))
    held = max((load for load in loads if load.held), key=lambda load: load.rooms, default=fewest)
    program, whole = held.program_computing / held.rooms, held.all_computing / held.rooms
    memory = (most.all_memory - fewest.all_memory) / (most.rooms - fewest.rooms)
    return (
        f"Each room more needs {memory:.1f} MB, {1000 * program:.0f} thousandths of a core in the program and "
        f"{1000 * (whole - program):.0f} beside it. A hundred rooms need {100 * whole:.1f} cores, "
        f"{(fewest.all_memory + 99 * memory) / 1024:.1f} GB, and {np.ceil(100 * program / _COMFORT):.0f} programs, "
        f"so that none computes more than {_COMFORT:.0%} of the time."
    )


def _serve(rooms: int, contestant: Contestant, satellites: bool) -> Load:  # noqa: FBT001 - from the command line
    """Serve so many rooms in this process."""
    take_precedence()
    settings = SettingsFile(belonging("config.yaml")).reading.config
    repertoire = make_repertoire(settings)
    preference: Preference = "vosk" if contestant.model else "pocketsphinx"
    with ExitStack() as open_things:
        nurseries = open_things.enter_context(Nurseries())
        nurseries.prepare(repertoire.grammars.values())
        listeners = Listeners(preference, contestant.model, settings.listening.sensitivity, load=nurseries.load)
        synthesizer = Synthesizer()
        open_things.callback(synthesizer.close)
        mats = [_Mat(number / rooms * _EVERY_S) for number in range(rooms)]
        equipments = [_WithoutEcho(mat) if satellites else OwnSound(mat) for mat in mats]
        services = [
            open_things.enter_context(_room(mat, equipment, repertoire, listeners, synthesizer)).service
            for mat, equipment in zip(mats, equipments, strict=True)
        ]
        # As in the program: a look at all that there is, for what is no longer needed, would hold all rooms up.
        gc.collect()
        gc.freeze()
        threads = [threading.Thread(target=service.run, args=(_SESSION_S,)) for service in services]
        before, own_before, begin = vital_signs(os.getpid()), time.process_time(), time.monotonic()
        for mat in mats:
            mat.open_at(begin + 0.5)
        for thread in threads:
            thread.start()
        time.sleep(_SESSION_S)
        signs = vital_signs(os.getpid())  # in the middle, while all are there
        for thread in threads:
            thread.join()
        after, own, took = vital_signs(os.getpid()), time.process_time() - own_before, time.monotonic() - begin
    late = np.concatenate([mat.late for mat in mats])
    busy = rooms * _SESSION_S / took  # rooms that were served, on the average
    return Load(
        rooms=rooms,
        late_mostly=float(np.quantile(late, 0.999)),
        late=float(late.max()),
        latencies=tuple(latency for mat in mats for _, latency in mat.obeyed),
        stops=tuple(latency for mat in mats for intent, latency in mat.obeyed if intent == "stop"),
        program_memory=signs.memory,
        all_memory=signs.memory + signs.children_memory,
        program_computing=own / took * rooms / busy,
        all_computing=(after.computing - before.computing) / took * rooms / busy,
    )


def _room(
    mat: "_Mat", equipment: Equipment, repertoire: Repertoire, listeners: Listeners, synthesizer: Synthesizer
) -> AbstractContextManager[RoomAtWork]:
    choice = listeners.choose()
    return open_room(
        HERE,
        equipment,
        repertoire,
        Tuning(choice, listeners.sensitivity, lambda _calibration: None),
        Surroundings(record=lambda _fact: None, watchers=(mat.watch,)),
        choice=choice,
        synthesizer=synthesizer,
        now=lambda: repertoire,
    )


class _Mat:
    """A room in which somebody says what is to be said, at the pace of life."""

    rate = RATE
    live = False

    def __init__(self, after: float) -> None:
        """Prepare what is said; the room opens so many seconds after the first."""
        self._after = after
        self._begin = 0.0
        self._sound = _said()
        self.late: list[float] = []
        """Seconds by which each block was late."""
        self.obeyed: list[tuple[str, float]] = []
        """Each command that was obeyed: its intent, and the seconds since it was said."""

    def open_at(self, begin: float) -> None:
        """Say when the first room opens, on the monotonic clock."""
        self._begin = begin + self._after

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield each block when its time has come; where it is late, catch up."""
        size = round(RATE * BLOCK_S)
        for number, samples in enumerate(np.split(self._sound, range(size, self._sound.size, size)), 1):
            due = self._begin + number * BLOCK_S
            time.sleep(max(0.0, due - time.monotonic()))
            self.late.append(time.monotonic() - due)
            loudspeaker(size)
            yield Block(samples=samples, time=number * BLOCK_S)

    def watch(self, occurrence: Occurrence) -> None:
        """Note when a command is obeyed."""
        if isinstance(occurrence, Commanded):
            now = time.monotonic() - self._begin
            ends = [begin + speech(text).size / RATE for begin, text in _SAID]
            self.obeyed.append((occurrence.intent, now - max(end for end in ends if end < now)))


class _WithoutEcho:
    """Equipment of which somebody else has taken the echo out."""

    def __init__(self, room: _Mat) -> None:
        """Take the room."""
        self.room = room
        self.sound_rate = room.rate
        self.echo: Echo = _NoEcho()

    def connect(self, sounds: Sounds) -> tuple[Player, Loudspeaker]:
        """Return a mixer, and what asks it for samples."""
        mixer = Mixer(self.room.rate, sounds)
        return mixer, mixer.render


class _NoEcho:
    """As if nothing were played."""

    def clean(self, samples: NDArray[np.int16], until: float) -> NDArray[np.int16]:  # noqa: ARG002 - as in `Echo`
        """Return the samples as they are."""
        return samples

    def share(self, begin: float, end: float) -> float:  # noqa: ARG002 - as in `Echo`
        """Return 0.0: none of it."""
        return 0.0

    def forget(self) -> None:
        """Do nothing."""

    def flush(self) -> NDArray[np.int16]:
        """Return nothing."""
        return np.zeros(0, np.int16)


def _said() -> NDArray[np.int16]:
    """Return what the microphone hears: somebody in a quiet room."""
    samples = np.random.default_rng(1).standard_normal(round((_SESSION_S + 1.0) * RATE)).astype(np.float32) * 5e-4
    for begin, text in _SAID:
        words = speech(text) * 0.6
        first = round(begin * RATE)
        samples[first : first + words.size] += words
    return np.round(samples.clip(-1, 1) * 32767).astype(np.int16)


def _milliseconds(seconds: Sequence[float]) -> str:
    return f"{1000 * np.median(seconds):.0f} ms, {1000 * max(seconds):.0f} ms" if seconds else "never"


if __name__ == "__main__":
    main()
