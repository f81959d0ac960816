"""Precedence over what else the machine computes, as far as it is granted."""

import os
from contextlib import suppress
from pathlib import Path

_NICE = -11
"""Nice value, which sound servers have: before all that people start, after what the kernel needs."""


def take_precedence() -> None:
    """Have this thread, and all threads and programs that it starts, go before the machine's other programs.

    Linux grants it to root, and to a user whom ``/etc/security/limits.d`` lets. Without it a machine whose cores are
    all kept busy wakes the sound card's thread too late now and then, and the count stumbles.
    """
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, min(before, _NICE))
        # Where the kernel groups what runs by sessions, that counts within this one only (sched(7), autogroup).
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(_NICE), encoding="ascii")
