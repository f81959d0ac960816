"""Tells whether a process that wrote into the journal still lives, here or on another machine."""

import hashlib
import os
import platform
from functools import cache
from pathlib import Path

SILENT_S = 90.0
"""Seconds without a sign of life after which a process on another machine counts as gone; several times
`voiceskill.journal.journal.AGAIN_S`, in which it gives one."""

_PROC = Path("/proc")
_MACHINE = Path("/etc/machine-id")


def this_process() -> str | None:
    """Return what names this process, unlike any other before or after it; None where the system does not tell."""
    named = _named(os.getpid())
    return named and f"{named} {_machine()}"


def lives(name: str | None, silent: float | None = None) -> bool:
    """Return whether a process lives.

    Args:
        name: As `this_process` gave it there; None: unknown, which counts as gone.
        silent: Seconds since the last sign of its life, by which one on another machine is judged; None: there was
            none.
    """
    match (name or "").split(" "):
        case [number, start, boot, *machine] if number.isdecimal() and machine in ([], [_machine()]):
            return _named(int(number)) == f"{number} {start} {boot}"
        case [_, _, _, _]:
            return silent is not None and silent < SILENT_S
    return False


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


@cache
def _machine() -> str:
    """Return what names this machine, without giving away its id, which machine-id(5) asks to keep to oneself."""
    try:
        number = _MACHINE.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        number = ""
    # Memory cards are copied with the id on them, and containers have none; then the name tells them apart.
    return hashlib.sha256(f"voiceskill journal {number} {platform.node()}".encode()).hexdigest()[:16]
