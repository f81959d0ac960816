"""How a module of the program's own is started in another process."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def command_of(module: str, *arguments: str) -> list[str]:
    """Return the words that run a module, named as in an import, as a program."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> Mapping[str, str]:
    """Return all variables for it: it imports what this process does, wherever that was started."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(str(Path(folder).absolute()) for folder in sys.path)}
