"""Makes a backup, while the coach may be at work."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceskill.backup.archive import is_archive, write_archive
from voiceskill.backup.places import JOURNAL, Places
from voiceskill.complaint import Complaint

_PATIENCE_S = 5.0
"""Seconds to wait for the coach, who writes a fact."""
_ENDING = ".tar.gz"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept."""

    file: Path
    """The backup."""
    paths: tuple[Path, ...]
    """Where lay what it holds; the folder of the settings' versions in place of each."""


def back_up(places: Places, target: Path) -> Kept:
    """Keep all that belongs to the user.

    Args:
        places: Where it lies.
        target: The file to write, where there is none yet or an older backup; or a folder, in which it is named by the
            time of day.

    Raises:
        Complaint: The file is no place for a backup, there is nothing to keep, something cannot be read, or the file
            cannot be written.
    """
    target = target.absolute()
    if target.is_dir():
        target /= f"voiceskill-{datetime.now().astimezone():%Y%m%d-%H%M%S}.tar.gz"
    _check(target, places)
    names = [name for name, _ in places.present()]
    if not names:
        raise Complaint("There is nothing to back up yet: no journal, and no settings of your own.")
    write_archive(target, _contents(places))
    return Kept(target, places.told(names))


def _check(target: Path, places: Places) -> None:
    """Make sure that nothing is lost by writing there."""
    if not target.name.endswith(_ENDING):
        raise Complaint(f"The backup {target} must end in {_ENDING}; name such a file, or a folder that is there.")
    if target.resolve() in (path.resolve() for path in places.single()):
        raise Complaint(f"{target} is what is to be backed up; name another file, or a folder.")
    if target.exists() and not (target.is_file() and is_archive(target)):
        raise Complaint(f"{target} is there already, and is no backup; name another file, or a folder.")


def _contents(places: Places) -> Iterator[tuple[str, bytes]]:
    for name, path in places.present():
        try:
            yield name, _journal(path) if name == JOURNAL else path.read_bytes()
        except FileNotFoundError:  # an old version of the settings, which has just been given up
            continue
        except OSError as error:
            raise Complaint(f"{path} cannot be read: {error.strerror}; nothing was backed up.") from error


def _journal(path: Path) -> bytes:
    """Return a journal as it is at one moment, what still lies in its write-ahead log included."""
    with tempfile.TemporaryDirectory(prefix="voiceskill-") as folder:
        whole = Path(folder, JOURNAL)
        try:
            with (
                closing(sqlite3.connect(path, timeout=_PATIENCE_S)) as journal,
                closing(sqlite3.connect(whole, isolation_level=None)) as copy,
            ):
                journal.execute("PRAGMA user_version").fetchone()
                journal.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise Complaint(f"The journal {path} cannot be copied ({error}); nothing was backed up.") from error
        return whole.read_bytes()
