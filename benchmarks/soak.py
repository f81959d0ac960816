"""Whether hours of use leave anything behind: memory, threads, file descriptors, cache.

One process of the program hears two hours of sessions, other people's speech and noise, as fast as it can, while its
page is followed and looked at, and routines are changed there. It is looked at from outside, once for each minute of
sound. Prints a Markdown table and writes the samples, in about a quarter of an hour:
`python benchmarks/soak.py --samples docs/soak.csv`. With `--card --minutes 10` it hears the same in real time, on a
virtual sound card.
"""

import argparse
import csv
import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import requests
from contestants import Course, contestants, course, table
from saying import RATE
from soak_room import write_room
from soak_visitor import Visitor
from virtual_card import VirtualCard
from vital_signs import VitalSigns, read_up_to, vital_signs

_POLL_S = 0.05
_PATIENCE_S = 60.0
"""Seconds for the program to begin to listen, and to end."""
_BYTES_PER_S = 2 * RATE
_MB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(VitalSigns):
    """What was seen of the program after some minutes."""

    minutes: float
    """Of sound, since it began to listen."""
    cache: float
    """The voice's cache on disk, in MB."""
    journal: float
    """The journal on disk, in MB."""
    wall: float
    """Seconds since it began to listen, by the wall's clock."""


@dataclass(frozen=True, slots=True)
class Run:
    """A program that listens."""

    process: int
    """Its number."""
    address: str
    """Where its page is."""
    heard: Callable[[], float]
    """Tells how many seconds of sound it has heard, -1 once it has ended."""
    ends: Callable[[], bool]
    """Waits for its end, and tells whether it has come."""


def main() -> None:
    """Soak, print the table and write the samples."""
    asked = _arguments()
    contestant = next(each for each in contestants() if each.recognizer == asked.recognizer)
    with course(contestant) as here:
        recording = write_room(here.folder / "room.wav", asked.minutes * 60)
        with (_on_the_card if asked.card else _at_full_speed)(here, recording, asked.minutes * 60) as run:
            samples = list(_kept(_samples(run, here, asked.minutes * 60), asked.samples))
        events = here.events()
    if not samples or samples[-1].minutes < asked.minutes - 2:
        raise SystemExit(f"The program ended before {asked.minutes:g} minutes were over.")
    sessions = sum(event["event"] == "session" for event in events)
    obeyed = sum(event["event"] == "command" for event in events)
    heard = sum(event["event"] == "heard" for event in events)
    where = "in real time on the virtual sound card" if asked.card else f"in {samples[-1].wall / 60:.1f} minutes"
    print(f"{asked.minutes:g} minutes of sound {where}, {contestant.name}:", end=" ")
    print(f"{sessions} sessions, {obeyed} commands obeyed, {heard} utterances heard.\n")
    print(report(samples))


def report(samples: Sequence[Sample]) -> str:
    """Return a Markdown table: the means of both halves, the most of the second, and how fast it grew in that."""
    half = samples[-1].minutes / 2
    early = [sample for sample in samples if sample.minutes <= half]
    late = [sample for sample in samples if sample.minutes >= half]
    rows = {
        label: [
            f"{np.mean(_column(early, name)):.{digits}f}{unit}",
            f"{np.mean(_column(late, name)):.{digits}f}{unit}",
            f"{max(_column(late, name)):.{digits}f}{unit}",
            f"{_slope_per_hour(late, name):+.{digits}f}{unit}",
        ]
        for name, label, digits, unit in (
            ("memory", "memory of the program", 1, " MB"),
            ("own_memory", "of that, not from files", 1, " MB"),
            ("children_memory", "memory of its child processes", 1, " MB"),
            ("children", "child processes", 1, ""),
            ("threads", "threads", 1, ""),
            ("open_files", "file descriptors", 1, ""),
            ("cache", "cache of the voice", 1, " MB"),
            ("journal", "journal", 2, " MB"),
        )
    }
    costs = [(part[-1].computing - part[0].computing) / (60 * _span(part)) for part in (early, late)]
    rows["computing for a second of sound"] = [*(f"{cost:.3f} s" for cost in costs), "", ""]
    return table(rows, ["first half", "second half", "most in it", "change an hour in it"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Whether hours of use leave anything behind.")
    parser.add_argument("--minutes", type=float, default=120, help="of sound (120)")
    parser.add_argument("--card", action="store_true", help="in real time on a virtual sound card")
    parser.add_argument("--recognizer", choices=("pocketsphinx", "vosk"), default="pocketsphinx")
    parser.add_argument("--samples", type=Path, metavar="FILE.csv", help="where the samples are written")
    return parser.parse_args()


@contextmanager
def _at_full_speed(here: Course, recording: Path, seconds: float) -> Iterator[Run]:
    def heard(process: subprocess.Popen[str]) -> float:
        # The program tells nobody how far it is; its place in the file does.
        return read_up_to(process.pid, recording) / _BYTES_PER_S

    with _program(here, ["--input", str(recording), "--duration", str(seconds)], heard) as run:
        yield run


@contextmanager
def _on_the_card(here: Course, recording: Path, seconds: float) -> Iterator[Run]:
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="card-")))
        card = VirtualCard(folder)
        open_things.callback(card.close)
        begin = time.monotonic()
        run = open_things.enter_context(
            _program(here, ["--duration", str(seconds)], lambda _process: time.monotonic() - begin, card.variables)
        )
        begin = time.monotonic()
        player = subprocess.Popen(["paplay", "--device=micfeed", str(recording)], env=card.environment)
        open_things.callback(player.kill)
        yield run


@contextmanager
def _program(
    here: Course,
    options: Sequence[str],
    heard: Callable[[subprocess.Popen[str]], float],
    variables: dict[str, str] | None = None,
) -> Iterator[Run]:
    """Start the program with its page, and give it once that is served."""
    own = {name: str(here.folder / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    with subprocess.Popen(
        here.command("--port", "0", *options),
        env={**here.environment(), **own, **(variables or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=here.folder,
    ) as process:
        assert process.stderr is not None  # noqa: S101 - it was asked for above
        try:
            yield Run(
                process.pid,
                _address(process.stderr),
                heard=lambda: -1 if process.poll() is not None else heard(process),
                ends=lambda: _ends(process),
            )
            process.wait(_PATIENCE_S)
        finally:
            process.kill()
    if process.returncode:
        raise SystemExit(f"The program ended with status {process.returncode}.")


def _address(lines: Iterator[str]) -> str:
    for line in lines:
        if found := re.search(r"The page: (http://\S+)", line):
            threading.Thread(target=list, args=(lines,), daemon=True).start()  # so that it never waits to be read
            return found[1]
    raise SystemExit("The page is not served.")


def _ends(process: subprocess.Popen[str]) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE_S)
    return process.poll() is not None


def _samples(run: Run, here: Course, seconds: float) -> Iterator[Sample]:
    """Yield what is seen each minute of sound until the program has heard so many seconds."""
    visitor = Visitor(run.address)
    with visitor.following():
        begin, due = time.monotonic(), 1
        while 0 <= (heard := run.heard()) < seconds:
            if heard < 60 * due:
                time.sleep(_POLL_S)
                continue
            try:
                signs = vital_signs(run.process)
            except ProcessLookupError:
                return
            yield Sample(
                **asdict(signs),
                minutes=heard / 60,
                cache=_size(here.folder / "cache") / _MB,
                journal=sum(file.stat().st_size for file in here.folder.glob("journal.sqlite3*")) / _MB,
                wall=time.monotonic() - begin,
            )
            due = int(heard // 60) + 1
            try:
                visitor.look_around()
            except requests.ConnectionError:
                if not run.ends():
                    raise
                return


def _size(folder: Path) -> int:
    """Return the bytes in a folder and all that are in it."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(place, name).stat().st_size
            except FileNotFoundError:  # a part file that has got its name meanwhile
                continue
    return total


def _column(samples: Sequence[Sample], name: str) -> list[float]:
    return [float(getattr(sample, name)) for sample in samples]


def _slope_per_hour(samples: Sequence[Sample], name: str) -> float:
    """Return the slope of the line through the samples with the least squared errors."""
    hours = np.array(_column(samples, "minutes")) / 60
    return float(np.polyfit(hours, _column(samples, name), 1)[0])


def _span(samples: Sequence[Sample]) -> float:
    return samples[-1].minutes - samples[0].minutes


def _kept(samples: Iterable[Sample], path: Path | None) -> Iterator[Sample]:
    """Pass samples on; each is in the file, if there is to be one, as soon as it has been taken."""
    with ExitStack() as files:
        rows = None
        if path:
            file = files.enter_context(path.open("w", encoding="utf-8", newline="", buffering=1))
            rows = csv.DictWriter(file, [field.name for field in fields(Sample)])
            rows.writeheader()
        for sample in samples:
            if rows:
                rows.writerow({name: round(value, 4) for name, value in asdict(sample).items()})
            yield sample


if __name__ == "__main__":
    main()
