"""Tells whether a process that wrote into the journal still lives."""

import os
from pathlib import Path

_PROC = Path("/proc")


def this_process() -> str | None:
    """Return what names this process, unlike any other before or after it; None where the system does not tell."""
    return _named(os.getpid())


def lives(name: str | None) -> bool:
    """Return whether a process lives.

    Args:
        name: As `this_process` gave it there; None: unknown, which counts as gone.
    """
    number = (name or "").split(" ")[0]
    return number.isdecimal() and _named(int(number)) == name


def _named(number: int) -> str | None:
    # Numbers are given out again, by the next process and after the next start of the machine.
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        status = (_PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # proc(5): the 22nd field, counted from behind the name, which may have spaces and brackets in it.
    state, *fields = status.rpartition(")")[2].split()
    return None if state in "ZX" else f"{number} {fields[18]} {boot}"
