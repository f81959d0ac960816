"""Finds the folder with what satellites and the coach know of each other."""

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "VOICESKILL_SATELLITES"
"""Environment variable that names the folder."""

CERTIFICATE = "certificate.pem"
"""The coach's certificate with its key."""
TOKENS = "tokens.json"
"""The satellites that the coach knows."""
CODES = "codes.json"
"""The codes by which a satellite can be paired just now."""
CREDENTIALS = "credentials.json"
"""On a satellite: the coaches that it knows."""


def find_satellites() -> Path:
    """Return the folder, which need not exist yet: the one named by `VARIABLE`, or one in the user's data folder."""
    if variable := os.environ.get(VARIABLE):
        return Path(variable)
    return user_data_path("voiceskill", appauthor=False) / "satellites"
