"""The decoding graph: `graph/` of a Vosk model that takes grammars at run time.

`HCLr.fst` maps transition ids to words. As the phones here have no context, it is a tree of the lexicon's
pronunciations: a state stands for a phone being heard, loops on its later frames, and therefore is entered by that
phone alone. A word is put out where the tree first leaves no other choice; the rests of words that sound alike from
there on are shared. Debian's libfst-tools compile it, and their look-ahead extension brings it into the form that
libvosk composes with a grammar while decoding (Allauzen, Riley and Schalkwyk, "A generalized composition algorithm for
weighted finite-state transducers", 2009).
"""

from __future__ import annotations

import logging
import math
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .phones import (
    ARPABET,
    KALDI_NUMBER,
    KALDI_SILENCE,
    POSITIONS,
    UNUSED_TRANSITION,
    forward_transition,
    in_position,
    loop_transition,
)
from .phrases import command_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOG: Final = logging.getLogger(__name__)
UNKNOWN: Final = "[unk]"
_EPSILON: Final = 0
_LOOKAHEAD: Final = "libfstlookahead.so.22"
"""Extension of Debian 12's OpenFst; the converter finds the type only if it is loaded with it."""
_POSITION_NAMES: Final = {"B": "begin", "I": "internal", "E": "end", "S": "singleton"}


@dataclass(frozen=True)
class Costs:
    """Negative natural logs of probabilities in the graph."""

    silence: float = math.log(2)
    """For a silence between words, and for none."""
    unknown: float = 3.0
    """For starting an unknown word. Tune it with `unknown_phone` after each training."""
    unknown_phone: float = 2.4
    """For each phone of an unknown word: too little swallows commands, too much rejects nothing."""


class _Graph:
    """Arcs of a transducer, states numbered as they come; the first is where it starts."""

    def __init__(self) -> None:
        self.arcs: list[tuple[int, int, int, int, float]] = []
        self.states = 0

    def state(self) -> int:
        self.states += 1
        return self.states - 1

    def arc(
        self, source: int, target: int, transition: int = _EPSILON, word: int = _EPSILON, cost: float = 0.0
    ) -> None:
        self.arcs.append((source, target, transition, word, cost))

    def sounding(self, phone: int) -> int:
        """Return a new state in which a phone goes on."""
        state = self.state()
        self.arc(state, state, loop_transition(phone))
        return state


@dataclass(frozen=True)
class _Entry:
    phones: tuple[int, ...]
    """Kaldi's numbers of one pronunciation."""
    word: int
    """Its word's number."""


class _Lexicon(_Graph):
    """The tree of a lexicon's pronunciations, with silences and with `[unk]`."""

    def __init__(self, entries: Sequence[_Entry], unknown: int, costs: Costs) -> None:
        super().__init__()
        self._costs = costs
        self._ends: dict[int, int] = {}
        self._rests: dict[tuple[int, ...], int] = {}
        start, self.between = self.state(), self.state()
        self._silence = self.sounding(KALDI_SILENCE)
        self.arc(start, self.between, cost=costs.silence)
        self.arc(start, self._silence, forward_transition(KALDI_SILENCE), cost=costs.silence)
        self.arc(self._silence, self.between)
        self._branch(self.between, 0, sorted(entries, key=lambda entry: (entry.phones, entry.word)))
        self._unknown(unknown)

    def text(self) -> str:
        """Return the graph in OpenFst's text form."""
        arcs = [
            f"{source}\t{target}\t{transition}\t{word}\t{cost:.5f}"
            for source, target, transition, word, cost in sorted(self.arcs)
        ]
        return "\n".join([*arcs, f"{self.between}\t0", ""])

    def _end(self, phone: int) -> int:
        """Return the state of a word's last phone, after which a silence may come."""
        if phone not in self._ends:
            state = self._ends[phone] = self.sounding(phone)
            self.arc(state, self.between, cost=self._costs.silence)
            self.arc(state, self._silence, forward_transition(KALDI_SILENCE), cost=self._costs.silence)
        return self._ends[phone]

    def _rest(self, phones: tuple[int, ...]) -> int:
        """Return the state of the first of the phones that a word ends with, once its word has been put out."""
        if len(phones) == 1:
            return self._end(phones[0])
        if phones not in self._rests:
            state = self._rests[phones] = self.sounding(phones[0])
            self.arc(state, self._rest(phones[1:]), forward_transition(phones[1]))
        return self._rests[phones]

    def _branch(self, state: int, depth: int, entries: Sequence[_Entry]) -> None:
        """Add the branches out of a state for entries that agree in their first `depth` phones."""
        branches: dict[int, list[_Entry]] = {}
        for entry in entries:
            branches.setdefault(entry.phones[depth], []).append(entry)
        for phone, group in branches.items():
            transition = forward_transition(phone)
            # A word's last phone is another one to Kaldi than the same in its middle, so no word goes on from it.
            if len(group) == 1 or len(group[0].phones) == depth + 1:
                for entry in group:
                    self.arc(state, self._rest(entry.phones[depth:]), transition, entry.word)
            else:
                shared = self.sounding(phone)
                self.arc(state, shared, transition)
                self._branch(shared, depth + 1, group)

    def _unknown(self, word: int) -> None:
        """Add a free loop over the phones that stands for any word of two phones or more."""
        each, hub = self._costs.unknown_phone, self.state()
        for phone in ARPABET:
            begin, inside, end = (KALDI_NUMBER[f"{phone}_{position}"] for position in "BIE")
            first, middle = self.sounding(begin), self.sounding(inside)
            self.arc(self.between, first, forward_transition(begin), word, self._costs.unknown + each)
            self.arc(first, hub)
            self.arc(hub, middle, forward_transition(inside), cost=each)
            self.arc(middle, hub)
            self.arc(hub, self._end(end), forward_transition(end), cost=each)


def _pipe(text: str, *commands: Sequence[str]) -> bytes:
    """Return what OpenFst's programs make of a text, one after another."""
    data = text.encode()
    for command in commands:
        environment = {**os.environ, "LD_PRELOAD": _LOOKAHEAD} if command[0] == "fstconvert" else None
        data = subprocess.run(command, input=data, capture_output=True, check=True, env=environment).stdout
    return data


def build(model: Path, lexicon: Mapping[str, Sequence[tuple[str, ...]]], costs: Costs) -> None:
    """Write `graph/` into a model's folder."""
    folder = model / "graph"
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    words = [*sorted(lexicon), UNKNOWN]
    numbers = {word: number for number, word in enumerate(words, start=1)}
    entries = [_Entry(in_position(phones), numbers[word]) for word, prons in lexicon.items() for phones in prons]
    tree = _Lexicon(entries, numbers[UNKNOWN], costs)

    with tempfile.TemporaryDirectory() as scratch:
        pairs = Path(scratch) / "relabel"
        convert = ["fstconvert", "--fst_type=olabel_lookahead", f"--save_relabel_opairs={pairs}"]
        (folder / "HCLr.fst").write_bytes(
            _pipe(tree.text(), ["fstcompile"], ["fstarcsort", "--sort_type=olabel"], convert)
        )
        # Look-ahead numbers the words anew, so that those reachable from a state are an interval.
        columns = [line.split() for line in pairs.read_text("utf-8").splitlines()]
    renumbered = {int(before): int(after) for before, after in columns}
    final = {word: renumbered[number] for word, number in numbers.items()}
    table = ["<eps> 0", *(f"{word} {number}" for word, number in final.items())]
    (folder / "words.txt").write_text("\n".join(table) + "\n", "utf-8")

    # Without a grammar any words of the commands are heard, in any order.
    heard = [*sorted(command_words() & lexicon.keys()), UNKNOWN]
    loop = "".join(f"0\t0\t{final[word]}\t{final[word]}\t{math.log(len(heard)):.4f}\n" for word in heard) + "0\t1.0\n"
    commands = (["fstcompile"], ["fstarcsort", "--sort_type=ilabel"], ["fstconvert", "--fst_type=const"])
    (folder / "Gr.fst").write_bytes(_pipe(loop, *commands))
    (folder / "disambig_tid.int").write_text(f"{UNUSED_TRANSITION}\n", "utf-8")
    boundaries = [
        f"{KALDI_NUMBER[f'{phone}_{position}']} {_POSITION_NAMES[position]}"
        for phone in ARPABET
        for position in POSITIONS
    ]
    (folder / "phones" / "word_boundary.int").write_text(
        "\n".join([f"{KALDI_SILENCE} nonword", *boundaries]) + "\n", "utf-8"
    )
    LOG.info("%d words, %d states, %d arcs", len(words), tree.states, len(tree.arcs))
