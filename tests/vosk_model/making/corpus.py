"""Many utterances in one array: kept as `NAME.npy` (all of them, end to end) and `NAME.json` (where each lies)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Entry:
    """One utterance's place in the array, and what is said in it."""

    start: int
    """Index of its first row."""
    length: int
    """Rows: samples at 16 kHz, or feature frames of 10 ms."""
    phones: tuple[int, ...]
    """Monophone numbers in order; -1 where a silence may stand."""
    text: str
    """The words, in small letters, one space between them."""
    voice: str
    """The synthesiser and its voice."""


@dataclass(frozen=True)
class Corpus:
    """Utterances one after another along the first axis of an array."""

    rows: NDArray[Any]
    """Samples at 16 kHz, shape (samples,), or features, shape (frames, 40)."""
    entries: list[Entry]

    def rows_of(self, entry: Entry) -> NDArray[Any]:
        """Return the rows of one utterance."""
        part: NDArray[Any] = self.rows[entry.start : entry.start + entry.length]
        return part


def write(path: Path, utterances: Iterable[tuple[NDArray[Any], Entry]]) -> None:
    """Write utterances to `path`.npy and `path`.json; each entry's place is set anew.

    The index comes last, so that its presence says that both are whole.
    """
    arrays: list[NDArray[Any]] = []
    entries: list[dict[str, Any]] = []
    start = 0
    for rows, entry in utterances:
        arrays.append(rows)
        entries.append({**asdict(entry), "start": start, "length": len(rows)})
        start += len(rows)
    np.save(path.with_suffix(".npy"), np.concatenate(arrays))
    path.with_suffix(".json").write_text(json.dumps(entries), "utf-8")


def is_written(path: Path) -> bool:
    """Return whether `write` has finished with `path`."""
    return path.with_suffix(".json").is_file()


def read(path: Path) -> Corpus:
    """Return what `write` put under `path`; the array stays on the disk until it is used."""
    entries = [
        Entry(**{**fields, "phones": tuple(fields["phones"])})
        for fields in json.loads(path.with_suffix(".json").read_text("utf-8"))
    ]
    return Corpus(np.load(path.with_suffix(".npy"), mmap_mode="r"), entries)
