"""How soon the coach hears and speaks again after the process in which he does so has died, or hangs.

Prints a Markdown table, in about two minutes for each recogniser: `python benchmarks/recovery_of_workers.py`.
"""

import logging
import os
import platform
import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event

import numpy as np
from contestants import contestants
from saying import RATE, speech

from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.config.settings_file import SettingsFile
from voiceskill.hearing.isolated.nursery import Nursery
from voiceskill.hearing.isolated.watched import WatchedRecognizer
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.repertoire import make_repertoire
from voiceskill.speaking.voice import Voice
from voiceskill.speaking.voice_settings import VoiceSettings

_TIMES = 5
_BLOCK = RATE // 50
_BLOWS = {"is killed": signal.SIGKILL, "hangs": signal.SIGSTOP}


@dataclass(slots=True)
class _Recovery:
    """Seconds from the blow on."""

    noticed: list[float] = field(default_factory=list)
    """Until the log tells of it."""
    works: list[float] = field(default_factory=list)
    """Until the next command is heard, or the line that was asked for is there."""
    holds: list[float] = field(default_factory=list)
    """For which one call held the coach at most."""

    def row(self) -> list[str]:
        """Return the cells of a row."""
        return [
            _seconds(self.noticed, median),
            _seconds(self.works, median),
            _seconds(self.works, max),
            _seconds(self.holds, max),
        ]


class _Log(logging.Handler):
    """Remembers when the log told of the end of a process, and that there is another."""

    def __init__(self) -> None:
        super().__init__()
        self.end = 0.0
        self.again = Event()

    def emit(self, record: logging.LogRecord) -> None:
        if "listens again" in record.getMessage():
            self.again.set()
        else:
            self.end = time.monotonic()


def main() -> None:
    """Measure all, and print the table."""
    logging.getLogger("voiceskill").propagate = False
    grammar = make_repertoire(SettingsFile(belonging("config.yaml")).reading.config).grammars[State.HOLDING]
    columns = ["noticed", "works again", "at worst", "holds the coach, at worst"]
    print(f"Medians of {_TIMES}, {platform.machine()}, {os.cpu_count()} cores:\n")
    print(f"| | {' | '.join(columns)} |\n|---{'|--:' * len(columns)}|")
    for contestant in contestants():
        for moment, hit in {"in silence": _in_silence, "in mid-utterance": _in_mid_utterance}.items():
            for event, blow in _BLOWS.items():
                recovery = _recogniser(contestant.model, grammar, hit, blow)
                print(f"| {contestant.name} {event} {moment} | {' | '.join(recovery.row())} |", flush=True)
    for event, blow in _BLOWS.items():
        print(f"| the voice {event} | {' | '.join(_voice(blow).row())} |", flush=True)


_Hit = Callable[[WatchedRecognizer, signal.Signals], tuple[float, float]]
"""Strikes a recogniser's process; returns when, on the monotonic clock, and for how long one call was held, in seconds.
"""


def _recogniser(model: Path | None, grammar: WordGraph, hit: _Hit, blow: signal.Signals) -> _Recovery:
    recovery = _Recovery()
    for _ in range(_TIMES):
        log = _Log()
        logging.getLogger("voiceskill.hearing").addHandler(log)
        with Nursery(model) as nursery, closing(nursery.recognizer()) as recognizer:
            nursery.prepare([grammar])
            recognizer.use(grammar)
            recognizer.begin()
            _hear(recognizer)
            recognizer.finish()
            struck, held = hit(recognizer, blow)
            if not log.again.wait(60):
                raise SystemExit("the recogniser was not replaced")
            recovery.noticed.append(log.end - struck)
            recovery.works.append(time.monotonic() - struck)
            recovery.holds.append(held)
            recognizer.begin()
            _hear(recognizer)
            if recognizer.finish().text != "stop":
                raise SystemExit("what listens again has not heard the command")
        logging.getLogger("voiceskill.hearing").removeHandler(log)
    return recovery


def _in_silence(recognizer: WatchedRecognizer, blow: signal.Signals) -> tuple[float, float]:
    os.kill(recognizer.pid, blow)
    return time.monotonic(), 0.0


def _in_mid_utterance(recognizer: WatchedRecognizer, blow: signal.Signals) -> tuple[float, float]:
    recognizer.begin()
    _hear(recognizer)
    os.kill(recognizer.pid, blow)
    struck = time.monotonic()
    return struck, _hear(recognizer)


def _hear(recognizer: WatchedRecognizer) -> float:
    """Say "stop" at the pace of life, and return for how long one call was held at most, in seconds."""
    sound = np.concatenate((speech("stop") * 0.6, np.zeros(RATE // 2)))
    samples = np.round(sound * 32767).astype(np.int16)
    longest = 0.0
    for at in range(0, samples.size, _BLOCK):
        began = time.monotonic()
        recognizer.feed(samples[at : at + _BLOCK])
        recognizer.partial()
        took = time.monotonic() - began
        longest = max(longest, took)
        time.sleep(max(0.0, _BLOCK / RATE - took))
    return longest


def _voice(blow: signal.Signals) -> _Recovery:
    recovery = _Recovery()
    log = _Log()
    logging.getLogger("voiceskill.speaking").addHandler(log)
    with TemporaryDirectory() as folder, closing(Voice(Path(folder), VoiceSettings())) as voice:
        for number in range(_TIMES):
            voice.clip(f"{number} more")
            pid = voice.pid
            assert pid is not None  # noqa: S101 - it has just spoken
            os.kill(pid, blow)
            struck = time.monotonic()
            voice.clip(f"hold for {number} seconds")
            took = time.monotonic() - struck
            recovery.noticed.append(log.end - struck)
            recovery.works.append(took)
            recovery.holds.append(took)
    return recovery


def _seconds(values: list[float], figure: Callable[[list[float]], float]) -> str:
    return f"{figure(values):.2f} s"


if __name__ == "__main__":
    main()
