"""Finds the settings file that is meant."""

import os
from pathlib import Path

from platformdirs import user_config_path

from voiceskill.belongings import belonging
from voiceskill.complaint import Complaint

VARIABLE = "VOICESKILL_CONFIG"
"""Environment variable that names the settings file."""


def find_config(explicit: Path | None = None) -> Path:
    """Return the path of the settings file.

    It is the first of these: the one named on the command line, the one named by `VARIABLE`, `config.yaml` in the
    current folder, `config.yaml` in the user's own settings folder, the one that comes with the program.

    Args:
        explicit: The file that the command line names, if it does.

    Raises:
        Complaint: A file was named, and is not there.
    """
    if named := named_config(explicit):
        return named
    for path in (Path("config.yaml"), users_config()):
        if path.is_file():
            return path
    return belonging("config.yaml")


def named_config(explicit: Path | None = None) -> Path | None:
    """Return the settings file that somebody has named, on the command line or by `VARIABLE`; None where nobody has.

    Args:
        explicit: The file that the command line names, if it does.

    Raises:
        Complaint: A file was named, and is not there.
    """
    if explicit is not None:
        return _named(explicit, "--config")
    if variable := os.environ.get(VARIABLE):
        return _named(Path(variable), VARIABLE)
    return None


def users_config() -> Path:
    """Return the path of the user's own settings, which the service uses; they need not exist yet."""
    return user_config_path("voiceskill", appauthor=False) / "config.yaml"


def own_config(path: Path) -> Path:
    """Return where changed settings are written: the user's own settings folder for those that come with the program.

    Args:
        path: The settings file, as `find_config` tells it.
    """
    return users_config() if path == belonging("config.yaml") else path


def _named(path: Path, by: str) -> Path:
    if not path.exists():
        raise Complaint(f"The settings file {path}, named by {by}, does not exist; check the name.")
    return path
