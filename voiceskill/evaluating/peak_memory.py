"""How much memory this process has needed."""

import re
import resource
from pathlib import Path

_MB = 1024
"""Kilobytes in a megabyte, as Linux counts them."""


def peak_memory() -> float:
    """Return the most memory that this process ever had resident, in MB of 1,048,576 bytes."""
    # What `getrusage` tells may be the peak of the process that started this one.
    status = Path("/proc/self/status")
    peak = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
    kilobytes = int(peak[1]) if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / _MB
