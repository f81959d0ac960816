#!/usr/bin/env python3
"""How soon the rooms of a coach who dies are opened by another, with a real Mosquitto and processes of their own.

A killed process loses its connection at once; one that is frozen stands for a machine that has lost its power or its
network, and is missed by its silence. The opening itself, which loads a recogniser, is not part of it.
"""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "mqtt"))

from mosquitto import Mosquitto, mosquitto, until
from test_mqtt_sharing import ROOMS, Coach

from voiceskill.sharing.allotment import Terms

_TIMES = 5
_PATIENCE_S = 60.0


def seconds_until_taken_over(server: Mosquitto, left: Coach, ending: signal.Signals) -> float:
    """Have another coach come, take some rooms, and end; return the seconds until the one that is left has them all."""
    with Coach(server, Terms()) as other:
        until(lambda: other.open and other.open | left.open == set(ROOMS), _PATIENCE_S)
        other.process.send_signal(ending)
        began = time.monotonic()
        until(lambda: left.open == set(ROOMS), _PATIENCE_S)
        return time.monotonic() - began


def main() -> None:
    """Measure, and print a table."""
    print("| what happens to a coach | his rooms are open elsewhere after: median | worst |")
    print("|---|--:|--:|")
    with tempfile.TemporaryDirectory() as folder, mosquitto(Path(folder)) as server, Coach(server, Terms()) as left:
        until(lambda: left.open == set(ROOMS), _PATIENCE_S)
        for what, ending in (("killed", signal.SIGKILL), ("cut off, or without power", signal.SIGSTOP)):
            seconds = [seconds_until_taken_over(server, left, ending) for _ in range(_TIMES)]
            print(f"| {what} | {median(seconds):.1f} s | {max(seconds):.1f} s |")
    print(f"\n{_TIMES} times each, {len(ROOMS)} rooms, {os.cpu_count()} cores")


main()
