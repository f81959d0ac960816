"""How well each recogniser hears commands, and how seldom it takes anything else for one.

It calls what `voiceskill evaluate` calls. Only recordings are heard that nothing was tuned on: the half of each set
whose names have an odd SHA-256, and commands by synthetic voices of their own. Recordings are read from the folder that
`$VOICESKILL_SHARED` names, by default `shared` beside the checkout; the rows of those that are absent are left out.
Prints Markdown tables, in some twenty minutes: `python benchmarks/hearing.py`.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile
from contestants import CHECKOUT, Contestant, contestants, table
from hassil.intents import Intents
from saying import RATE, speech

from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.config import load_config
from voiceskill.evaluating.evaluation import Task, evaluate
from voiceskill.evaluating.labels import Label, read_labels
from voiceskill.evaluating.report import Report
from voiceskill.evaluating.scene import chance_for
from voiceskill.evaluating.simulated_room import echoing
from voiceskill.evaluating.sound import Sound
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.hearing.vosk_recognizer import VoskRecognizer
from voiceskill.understanding.matching import Understanding
from voiceskill.understanding.sentences import load_sentences

_SHARED = Path(os.environ.get("VOICESKILL_SHARED", CHECKOUT.parent / "shared"))
_ORDERS = _SHARED / "speech" / "barista.jsonl"
_CHATTER = _SHARED / "speech" / "chatter"
_KITCHEN = _SHARED / "noise" / "kitchen.flac"
_SNRS = (24.0, 18.0, 12.0, 6.0)
_FAR = 15.0
"""Decibels by which the synthetic commands are above the kitchen."""
_VOICES = ("en-us+m7", "en-us+f4", "en-gb+f3", "en-gb-x-rp", "en-029")
_SPEEDS = (130, 165, 200)
_COMMANDS = {
    State.IDLE: ("start child's pose", "start the back routine", "list the stretches", "what can i say"),
    State.HOLDING: (
        *("stop", "pause", "that hurts", "ten more seconds", "how long left", "next stretch", "one more"),
        *("hold for forty seconds", "a little longer", "which side", "skip it", "go back"),
    ),
    State.PAUSED: ("go on", "continue", "ready"),
}
_PUBLISHED = {
    "Rhino": ("99 %", "99 %", "98 %", "96 %"),
    "Lex": ("88 %", "", "", "80 %"),
    "Dialogflow": ("83 %", "", "", "70 %"),
    "Watson": ("96 %", "", "", "72 %"),
    "LUIS": ("93 %", "", "", "86 %"),
}
"""What Picovoice's speech-to-intent benchmark tells of others, for all 619 drink orders, by `_SNRS`; of all but Rhino
only the ends of the range are at hand."""

Cells = dict[str, str]
"""Text of a table's column, by row."""


def main() -> None:
    """Measure all, and print the tables."""
    columns = {contestant.name: _measure(contestant) for contestant in contestants()}
    names = [*columns, *_PUBLISHED]
    orders = {"drink orders by people, clean": [*(each.pop("clean", "") for each in columns.values()), *[""] * 5]}
    for place, snr in enumerate(_SNRS):
        ours = [each.pop(f"{snr:.0f} dB", "") for each in columns.values()]
        orders[f"the same, {snr:.0f} dB above a kitchen"] = [*ours, *(row[place] for row in _PUBLISHED.values())]
    print(table(orders, names), end="\n\n")
    rows = next(iter(columns.values()))
    print(table({row: [each[row] for each in columns.values()] for row in rows}, list(columns)))
    for absent in (path for path in (_ORDERS, _CHATTER, _KITCHEN) if not path.exists()):
        print(f"\nLeft out, for {absent} is absent: what is measured with it.")


def _measure(contestant: Contestant) -> Cells:
    cells: Cells = {}
    recognizer: Recognizer = VoskRecognizer(contestant.model) if contestant.model else SphinxRecognizer()
    ours = load_intents(load_config(belonging("config.yaml")))
    noise = _KITCHEN if _KITCHEN.exists() else None
    if _ORDERS.exists():
        grammar = load_sentences(_ORDERS.parent / "barista-grammar.yaml", stretches=(), routines=())
        labels = [label for label in read_labels(_ORDERS) if _kept_back(label.name)]
        report = evaluate(Task(labels=labels, noise=noise, snrs=_SNRS), recognizer, grammar)
        cells |= _accuracies(report)
        cells["from the end of an order to the decision: median, 95th percentile"] = _latency(report)
    with _synthetic_commands(ours) as labels:
        report = evaluate(Task(labels=labels, noise=noise, snrs=(_FAR,)), recognizer, ours)
        cells["synthetic commands in an echoing room"] = _accuracies(report)["clean"]
        cells |= {f"the same, {each.snr:.0f} dB above a kitchen": f"{each.tally.accuracy:.1%}" for each in report.noisy}
        cells["from the end of a command to the decision: median, 95th percentile"] = _latency(report)
    for kind in ("single-words", "reading") if _CHATTER.exists() else ():
        with _kept_back_half(_CHATTER / kind) as folder:
            for name, state in {"idle": State.IDLE, "in a hold": State.HOLDING}.items():
                report = evaluate(Task(chatter=folder, state=state), recognizer, ours)
                if report.chatter:
                    heard, hours = len(report.chatter.accepted), report.chatter.hours
                    cells[f"people's {kind}, {name}: false commands an hour"] = f"{heard / hours:.1f} ({heard})"
    cells["computing for a second of sound"] = f"{report.real_time_factor:.3f} s of one core"
    return cells


def _accuracies(report: Report) -> Cells:
    tallies = {f"{each.snr:.0f} dB": each.tally for each in report.noisy}
    if report.clean:
        tallies["clean"] = report.clean
    return {name: f"{tally.accuracy:.1%}" for name, tally in tallies.items()}


def _latency(report: Report) -> str:
    return ", ".join(f"{1000 * (report.latency(share) or 0):.0f} ms" for share in (0.5, 0.95))


@contextmanager
def _synthetic_commands(intents: Intents) -> Iterator[list[Label]]:
    """Have the commands said in an echoing room by each voice."""
    understanding = Understanding(intents)
    with TemporaryDirectory(prefix="voiceskill-benchmark-") as folder:
        lines = []
        for voice in _VOICES:
            for number, (state, text) in enumerate(_each(_COMMANDS)):
                command = understanding.interpret(text, state)
                if command is None:
                    raise SystemExit(f'"{text}" is no command while the coach is {state}.')
                name = f"{voice} {text}.wav"
                words = speech(text, voice, _SPEEDS[number % len(_SPEEDS)])
                tail = np.zeros(RATE // 2, np.float32)
                said = echoing(Sound(np.concatenate((words * np.float32(0.3), tail)), RATE), chance_for(name, 0))
                soundfile.write(Path(folder, name), said.samples, RATE)
                label = {"audio": name, "intent": command.intent, "slots": dict(command.slots), "state": state.value}
                lines.append(json.dumps(label | {"text": text}))
        file = Path(folder, "labels.jsonl")
        file.write_text("\n".join(lines), encoding="utf-8")
        yield list(read_labels(file))


def _each(commands: Mapping[State, Iterable[str]]) -> Iterator[tuple[State, str]]:
    return ((state, text) for state, texts in commands.items() for text in texts)


@contextmanager
def _kept_back_half(folder: Path) -> Iterator[Path]:
    """Make a folder of those recordings that nothing was tuned on."""
    with TemporaryDirectory(prefix="voiceskill-benchmark-") as half:
        for file in filter(lambda file: _kept_back(file.name), sorted(folder.rglob("*.flac"))):
            Path(half, file.name).symlink_to(file)
        yield Path(half)


def _kept_back(name: str) -> bool:
    """Say whether a recording belongs to the half that nothing was tuned on."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 1


if __name__ == "__main__":
    main()
