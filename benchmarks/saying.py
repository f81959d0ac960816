"""Recordings of somebody who speaks to the coach, made with espeak-ng."""

import sys
from pathlib import Path

# What speaks in the tests speaks here too; it lies with them, and they are no package.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from spoken import RATE, Said, speech, write_recording

__all__ = ["RATE", "Said", "speech", "write_recording"]
