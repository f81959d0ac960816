"""What a running program, with the processes that it has started, holds of the machine: read from Linux's /proc."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_KB_PER_MB = 1024
"""As Linux counts them."""
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """What is held at one moment."""

    memory: float
    """Of the program itself, in MB of 1,048,576 bytes; a page that others have too counts in part."""
    resident: float
    """The same, in MB, with each such page counted whole."""
    own_memory: float
    """The part of `memory`, in MB, that no file lies behind: where a leak would be."""
    children_memory: float
    """As `memory`, of all processes that the program has started, in MB."""
    children_own_memory: float
    """As `own_memory`, of all those together, in MB."""
    children: int
    """How many of those there are."""
    threads: int
    """Of all of them together."""
    open_files: int
    """File descriptors of all of them together."""
    computing: float
    """Seconds of one core that all of them have needed so far, those that have ended too."""


def vital_signs(process: int) -> VitalSigns:
    """Return those of a process.

    Raises:
        ProcessLookupError: It has ended.
    """
    if not Path(f"/proc/{process}/fd").is_dir():
        raise ProcessLookupError(f"The process {process} has ended.")
    memory = _memory(process)
    children = [*descendants(process)]
    of_children = [_memory(child) for child in children]
    everybody = [process, *children]
    return VitalSigns(
        memory=memory.get("Pss", 0.0),
        resident=memory.get("Rss", 0.0),
        own_memory=memory.get("Pss_Anon", 0.0),
        children_memory=sum(of_child.get("Pss", 0.0) for of_child in of_children),
        children_own_memory=sum(of_child.get("Pss_Anon", 0.0) for of_child in of_children),
        children=len(children),
        threads=sum(_entries(each, "task") for each in everybody),
        open_files=sum(_entries(each, "fd") for each in everybody),
        computing=sum(_computing(each) for each in everybody),
    )


def descendants(process: int) -> Iterator[int]:
    """Yield the processes that a process has started, and those that they have started in turn."""
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, _told(children).split()):
            yield child
            yield from descendants(child)


def read_up_to(process: int, file: Path) -> int:
    """Return how many bytes of a file a process has read so far; 0 where it has not opened it."""
    for link in _listed(Path(f"/proc/{process}/fd")):
        try:
            ours = link.readlink() == file
        except OSError:  # closed meanwhile
            continue
        if ours and (found := re.search(r"^pos:\s+(\d+)", _told(Path(f"/proc/{process}/fdinfo/{link.name}")))):
            return int(found[1])
    return 0


def _memory(process: int) -> dict[str, float]:
    """Return the figures that Linux adds up over all of a process's memory, in MB."""
    told = _told(Path(f"/proc/{process}/smaps_rollup"))
    figures = re.findall(r"^(\w+):\s+(\d+) kB", told, re.MULTILINE)
    return {name: int(kilobytes) / _KB_PER_MB for name, kilobytes in figures}


def _computing(process: int) -> float:
    # Behind the name, which may hold anything: the 12th to the 15th field, of itself and of children that have ended.
    fields = _told(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS_PER_S


def _entries(process: int, kind: str) -> int:
    return len(_listed(Path(f"/proc/{process}/{kind}")))


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _told(file: Path) -> str:
    """Return what Linux tells of a process or a thread, nothing of one that has gone."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
