"""What `voiceskill run` costs: memory, time to start, and computing for a session of ten minutes.

Prints a Markdown table, in less than two minutes: `python benchmarks/running.py`.
"""

import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from contestants import CHECKOUT, Contestant, contestants, course, table
from saying import Said, write_recording

sys.path.append(str(CHECKOUT / "tests"))

from vital_signs import descendants

_SECONDS = 600
_STARTS = 5
_KB = 1024
"""Kilobytes in a megabyte, as Linux counts them."""

SAID: list[Said] = [
    (2.0, "start the back routine"),
    *((t, "how long left") for t in range(60, _SECONDS, 100)),
    *((t, "ten more seconds") for t in range(75, _SECONDS, 100)),
    *((t, "pause") for t in range(90, _SECONDS, 100)),
    *((t, "go on") for t in range(110, _SECONDS, 100)),
    *((t, "how many left") for t in range(125, _SECONDS, 100)),
    *((t, "the weather will be fine tomorrow") for t in range(140, _SECONDS, 100)),
]
"""Somebody who does the longest routine, says something every quarter of a minute, and talks to others too."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one contestant needs."""

    memory: float
    """Peak of the program's resident memory, in MB."""
    recogniser_memory: float
    """The same of the processes that recognise, what they share counted once."""
    voice_memory: float
    """The same of the process that speaks."""
    start: float
    """Seconds from starting the program until it takes the first command; median."""
    computing: float
    """Seconds of one core, of all its processes, for a second of the recording."""
    wall: float
    """Seconds that pass for a second of the recording."""
    obeyed: int
    """How many commands were obeyed."""


def main() -> None:
    """Measure all, and print the table."""
    names, costs = [], []
    for contestant in contestants():
        names.append(contestant.name)
        costs.append(_measure(contestant))
    rows = {
        "memory, peak": [f"{cost.memory:.0f} MB" for cost in costs],
        "memory of the recogniser's processes, peak": [f"{cost.recogniser_memory:.0f} MB" for cost in costs],
        "memory of the voice's process, peak": [f"{cost.voice_memory:.0f} MB" for cost in costs],
        f"from start to first command, median of {_STARTS}": [f"{cost.start:.2f} s" for cost in costs],
        "computing for a second of sound": [f"{cost.computing:.3f} s of one core" for cost in costs],
        "time for a second of sound": [f"{cost.wall:.3f} s, {1 / cost.wall:.0f} times real time" for cost in costs],
        f"commands obeyed, of {_commands()}": [f"{cost.obeyed}" for cost in costs],
    }
    print(f"{_SECONDS // 60} minutes of a session, {platform.machine()}, {os.cpu_count()} cores:\n")
    print(table(rows, names))


def _measure(contestant: Contestant) -> Cost:
    with course(contestant) as here:
        recording = write_recording(here.folder / "in.wav", SAID, _SECONDS)
        began = time.monotonic()
        process = subprocess.Popen(
            here.command("--input", str(recording), "--duration", str(_SECONDS)),
            env=here.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None  # noqa: S101 - it was asked for above
        memory = recogniser_memory = voice_memory = 0.0
        # Linux tells the program's own peak, but none of what its processes share, so that is looked at often.
        for _ in process.stdout:
            memory = max(memory, _peak(process.pid))
            recogniser_memory = max(recogniser_memory, _held(process.pid, "voiceskill.hearing"))
            voice_memory = max(voice_memory, _held(process.pid, "voiceskill.speaking"))
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{contestant.name} ended with status {process.returncode}")
        obeyed = sum(event["event"] == "heard" and event["accepted"] for event in here.events())
        start = median(_start(contestant) for _ in range(_STARTS))
    computing = (usage.ru_utime + usage.ru_stime) / _SECONDS
    return Cost(memory, recogniser_memory, voice_memory, start, computing, wall / _SECONDS, obeyed)


def _start(contestant: Contestant) -> float:
    """Return the seconds from starting the program until it takes a typed command."""
    with course(contestant) as here:
        began = time.monotonic()
        with subprocess.Popen(
            here.command("--typed"),
            env=here.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdin is not None  # noqa: S101 - they were asked for above
            assert process.stdout is not None  # noqa: S101
            process.stdin.write(b"list the stretches\n")
            process.stdin.flush()
            process.stdout.readline()
            seconds = time.monotonic() - began
            process.terminate()
    return seconds


def _commands() -> int:
    return sum("weather" not in text for _, text in SAID)


def _peak(process: int) -> float:
    """Return the most memory that a process has had, in MB."""
    lines = _told(Path(f"/proc/{process}/status")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / _KB


def _held(process: int, room: str) -> float:
    """Return the memory, in MB, of all processes below one that run a module of a package, what they share once."""
    rollups = [
        _told(Path(f"/proc/{each}/smaps_rollup"))
        for each in descendants(process)
        if room in _told(Path(f"/proc/{each}/cmdline"))
    ]
    return sum(int(size) for size in re.findall(r"^Pss:\s+(\d+) kB", "\n".join(rollups), re.MULTILINE)) / _KB


def _told(file: Path) -> str:
    """Return what Linux tells of a process or a thread, nothing of one that has gone."""
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""


if __name__ == "__main__":
    main()
