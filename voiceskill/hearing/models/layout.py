"""What libvosk needs to find in a model, whether it lies in a folder or still in an archive.

The two layouts are those of vosk-api 0.3.45, ``src/model.cc``: everything in folders, or, in old models, flat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Contains = Callable[[str], bool]
"""Tells whether a model contains the file of this path, relative to the model and with ``/`` between."""


@dataclass(frozen=True, slots=True)
class _Layout:
    needed: tuple[str, ...]
    """Files without which libvosk refuses the model."""
    graphs: str
    """Where its decoding graphs lie: the beginning of their paths."""


_FOLDERS = _Layout(("am/final.mdl", "conf/mfcc.conf", "conf/model.conf"), "graph/")
_FLAT = _Layout(("final.mdl", "mfcc.conf"), "")


def _layout(contains: Contains) -> _Layout:
    return _FLAT if all(map(contains, _FLAT.needed)) else _FOLDERS


def within(folder: Path) -> Contains:
    """Return the question whether a folder contains a file."""
    return lambda name: (folder / name).is_file()


def takes_grammars(contains: Contains) -> bool:
    """Tell whether the graphs can be bound to the sentences of a grammar when the program runs."""
    graphs = _layout(contains).graphs
    return all(contains(graphs + name) for name in ("HCLr.fst", "Gr.fst", "disambig_tid.int"))


def missing_parts(contains: Contains) -> tuple[str, ...]:
    """Return what a model lacks that libvosk cannot do without, as paths; empty where it is complete.

    A model with one fixed graph (``HCLG.fst``) is complete; see `takes_grammars`.
    """
    layout = _layout(contains)
    missing = tuple(name for name in layout.needed if not contains(name))
    if takes_grammars(contains) or contains(layout.graphs + "HCLG.fst"):
        return missing
    return (*missing, f"{layout.graphs}HCLr.fst with Gr.fst and disambig_tid.int, or {layout.graphs}HCLG.fst")


def is_model(folder: Path) -> bool:
    """Tell whether a folder has the parts of a Vosk model."""
    return not missing_parts(within(folder))
