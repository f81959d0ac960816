"""A process that writes all that the program keeps, over and over, and tells what it has written."""

from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceskill.coaching.facts import HoldEnded, SessionBegan
from voiceskill.config.saving import save
from voiceskill.config.versions import Versions
from voiceskill.journal.journal import Journal
from voiceskill.speaking.clip_cache import ClipCache

RATE = 16_000


class Kept:
    """Where everything is kept, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.journal = folder / "journal.sqlite3"
        self.settings = folder / "config.yaml"
        self.versions = Versions(folder / "versions")
        self.clips = ClipCache(folder / "speech", RATE)


def settings_of(number: int) -> bytes:
    """Return settings that can be told from all others, and by their end from settings that were cut short."""
    return (f"# {number}\n" + "stretches: {}  # nothing yet\n" * 400 + f"# end of {number}\n").encode()


def clip_of(number: int) -> NDArray[np.int16]:
    """Return a clip that can be told from all others: int16, shape (8000,)."""
    return np.full(8000, number % 30_000 + 1, np.int16)


def write_until_killed(folder: Path, name: str, first: int, told: Connection) -> None:
    """Begin a session and write: after each thing that is safe, its kind and its number are told."""
    kept = Kept(folder)
    journal = Journal(kept.journal)
    journal.record(SessionBegan(name, ()))
    told.send(("hold", first - 1))
    for number in count(first):
        journal.record(HoldEnded("cat", None, number - first + 1, 30.0, 30.0, completed=True))
        told.send(("hold", number))
        save(kept.settings, settings_of(number))
        told.send(("settings", number))
        kept.versions.keep(settings_of(number), f"change {number}")
        told.send(("version", number))
        kept.clips.put(f"clip{number}", clip_of(number))
        told.send(("clip", number))
