"""How well each recogniser hears commands, and how seldom it takes anything else for one.

Synthetic commands come from voices, and other speech from recordings of people, that nothing was tuned on. Recordings
are read from the folder that `$VOICESKILL_SHARED` names, by default `shared` beside the checkout; the rows of those
that are absent are left out.
Prints a Markdown table, in less than four minutes: `python benchmarks/hearing.py`.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median

import numpy as np
import soundfile
from contestants import CHECKOUT, Contestant, contestants, table
from hassil.intents import Intents
from hassil.recognize import recognize_best
from numpy.typing import NDArray
from saying import RATE, speech

from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.config import load_config
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.hearing.utterance import Utterance
from voiceskill.hearing.vosk_recognizer import VoskRecognizer
from voiceskill.understanding.grammar import compile_graph
from voiceskill.understanding.matching import Understanding

_SHARED = Path(os.environ.get("VOICESKILL_SHARED", CHECKOUT.parent / "shared"))
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
_WORDS = ("jarvis", "smart-mirror", "view-glass")
_EACH_WORD = 20
"""Recordings of each of these words."""
_PROSE = 16
"""Recordings of people reading; of the half that nothing was tuned on."""
_ORDERS = 30
"""Recordings of drink orders, likewise."""
_SIGNAL_TO_NOISE = 15.0
"""Decibels by which the commands are above the kitchen, root mean square over the words."""

_Samples = NDArray[np.float32]


@dataclass(slots=True)
class Tally:
    """What came of one contestant."""

    cells: dict[str, str] = field(default_factory=dict)
    """Text of the table by row."""
    sound: float = 0.0
    """Seconds heard."""
    computing: float = 0.0
    """Seconds that this took one core."""


class Listener:
    """An ear for one contestant, and the coach's understanding."""

    def __init__(self, recognizer: Recognizer, intents: Intents) -> None:
        """Listen for the sentences of these templates."""
        self.tally = Tally()
        self._recognizer = recognizer
        self._understanding = Understanding(intents)
        self._graph = compile_graph(intents, None)

    def command(self, text: str, state: State) -> Command | None:
        """Return what a sentence asks for in a state."""
        return self._understanding.interpret(text, state)

    def hear(self, samples: _Samples, grammar: Intents | None = None) -> list[tuple[float, Utterance]]:
        """Return what is believed of a recording, with the seconds from its beginning to when that was decided."""
        graph = compile_graph(grammar, None) if grammar else self._graph
        ear = Ear(self._recognizer, RATE, graph, urgent=self._understanding.urgent_sentences())
        whole = (samples.clip(-1, 1) * 32_767).astype(np.int16)
        block = RATE // 50
        heard = []
        began = time.process_time()
        for at in range(0, len(whole), block):
            heard += [((at + block) / RATE, one) for one in ear.hear(whole[at : at + block])]
        heard += [(len(whole) / RATE, one) for one in ear.flush()]
        self.tally.computing += time.process_time() - began
        self.tally.sound += len(whole) / RATE
        return [(t, one) for t, one in heard if one.text and one.score >= 0]


def main() -> None:
    """Measure all, and print the table."""
    intents = load_intents(load_config(belonging("config.yaml")))
    tallies = {contestant.name: _measure(contestant, intents) for contestant in contestants()}
    _print(tallies)


def _print(tallies: Mapping[str, Tally]) -> None:
    rows = {row: [tally.cells[row] for tally in tallies.values()] for row in next(iter(tallies.values())).cells}
    rows["computing for a second of sound"] = [
        f"{each.computing / each.sound:.3f} s of one core" for each in tallies.values()
    ]
    print(table(rows, list(tallies)))
    for name in ("speech/chatter", "speech/barista", "noise/kitchen.flac"):
        if not (_SHARED / name).exists():
            print(f"\nLeft out, for {_SHARED / name} is absent: what is measured with it.")


def _measure(contestant: Contestant, intents: Intents) -> Tally:
    listener = Listener(VoskRecognizer(contestant.model) if contestant.model else SphinxRecognizer(), intents)
    cells = listener.tally.cells
    right, delays = _commands(listener, None)
    cells["synthetic commands right"] = _percent(right)
    cells["decided after the end of speech: median, 95th percentile"] = ", ".join(
        f"{1000 * seconds:.0f} ms" for seconds in (median(delays), float(np.quantile(delays, 0.95)))
    )
    kitchen = _SHARED / "noise" / "kitchen.flac"
    if kitchen.exists():
        cells[f"the same, {_SIGNAL_TO_NOISE:.0f} dB above a kitchen"] = _percent(_commands(listener, _read(kitchen))[0])
    for name, files in _chatter().items():
        heard = [listener.hear(_read(file)) for file in files]
        for state in (State.IDLE, State.HOLDING):
            false = [any(listener.command(one.text, state) for _, one in each) for each in heard]
            cells[f"{name} taken for a command, {state}"] = _percent(false)
    orders = _SHARED / "speech" / "barista.jsonl"
    if orders.exists():
        cells["people's drink orders right"] = _percent(_orders(listener, orders))
    return listener.tally


def _commands(listener: Listener, noise: _Samples | None) -> tuple[list[bool], list[float]]:
    """Return whether each command was understood, and for those that were how late, in seconds."""
    chance = np.random.default_rng(5)
    right, delays = [], []
    for voice in _VOICES:
        for number, (state, text) in enumerate((state, text) for state, texts in _COMMANDS.items() for text in texts):
            words = speech(text, voice, _SPEEDS[number % len(_SPEEDS)])
            words = words * np.float32(0.4 / np.abs(words).max())
            lead = np.zeros(round(1.5 * RATE), np.float32)
            rest = np.zeros(round(1.2 * RATE), np.float32)
            samples = np.concatenate((lead, words, rest))
            samples += chance.standard_normal(samples.size, np.float32) * np.float32(5e-4)
            if noise is not None:
                samples += _at_distance(noise, words, samples.size, chance)
            heard = listener.hear(samples)
            wanted = listener.command(text, state)
            if wanted is None:
                raise SystemExit(f'"{text}" is no command while the coach is {state}.')
            decided = [t for t, one in heard if listener.command(one.text, state) == wanted]
            right.append(bool(decided) and len(heard) == 1)
            delays += [t - (lead.size + words.size) / RATE for t in decided[:1]]
    return right, delays


def _at_distance(noise: _Samples, words: _Samples, length: int, chance: np.random.Generator) -> _Samples:
    """Return a piece of the noise, as loud as the signal-to-noise ratio says."""
    begin = int(chance.integers(0, noise.size - length))
    piece = noise[begin : begin + length]
    power = float(np.mean(words**2)) / 10 ** (_SIGNAL_TO_NOISE / 10)
    return piece * np.float32(np.sqrt(power / np.mean(piece**2)))


def _orders(listener: Listener, orders: Path) -> list[bool]:
    with (orders.parent / "barista-grammar.yaml").open(encoding="utf-8") as file:
        grammar = Intents.from_yaml(file)
    lines = [json.loads(line) for line in orders.read_text(encoding="utf-8").splitlines()]
    right = []
    for line in [line for line in lines if _reported(line["audio"])][:_ORDERS]:
        heard = listener.hear(_read(orders.parent / line["audio"]), grammar)
        best = recognize_best(heard[0][1].text, grammar, language="en") if len(heard) == 1 else None
        slots = {name: str(slot.value).strip() for name, slot in best.entities.items()} if best else None
        right.append(slots == line["slots"])
    return right


def _chatter() -> Mapping[str, Sequence[Path]]:
    """Return recordings of people who do not speak to the coach."""
    chatter = _SHARED / "speech" / "chatter"
    if not chatter.exists():
        return {}
    words = [file for word in _WORDS for file in _some(chatter / "single-words" / word, _EACH_WORD)]
    prose = [file for file in _some(chatter / "reading") if _reported(file.name)][:_PROSE]
    return {f"single words, of {len(words)},": words, f"recordings of prose, of {len(prose)},": prose}


def _some(folder: Path, most: int | None = None) -> list[Path]:
    """Return recordings of a folder, in an order that has nothing to do with their names."""
    return sorted(folder.glob("*.flac"), key=lambda file: _hash(file.name))[:most]


def _reported(name: str) -> bool:
    """Say whether a recording belongs to the half that nothing was tuned on."""
    return _hash(name) % 2 == 1


def _hash(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16)


@cache
def _read(file: Path) -> _Samples:
    samples, rate = soundfile.read(file, dtype="float32")
    if rate != RATE:
        raise SystemExit(f"{file} has {rate} samples a second instead of {RATE}.")
    return np.asarray(samples, np.float32)


def _percent(outcomes: Sequence[bool]) -> str:
    return f"{100 * sum(outcomes) / len(outcomes):.1f} %"


if __name__ == "__main__":
    main()
