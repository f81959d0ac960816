"""Finds the data files that come with the program: `intents/`, `audio/`, `config.yaml`."""

from pathlib import Path

from voiceskill.complaint import Complaint

_PACKAGE = Path(__file__).resolve().parent


def belonging(name: str) -> Path:
    """Return the path of a data file or folder that comes with the program.

    An installed wheel carries them inside the package, a checkout at its top.

    Args:
        name: The path relative to the top of the repository, such as ``intents/en``.

    Raises:
        Complaint: The installation is incomplete.
    """
    for home in (_PACKAGE / "bundled", _PACKAGE.parent):
        if (home / name).exists():
            return home / name
    raise Complaint(f"The program's own file {name} is missing; install voiceskill again.")
