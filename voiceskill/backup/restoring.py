"""Puts back what a backup holds, once all of it was found good; what was there before becomes a backup of its own."""

import os
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceskill.backup.archive import read_archive
from voiceskill.backup.keeping import back_up
from voiceskill.backup.places import CALIBRATION, JOURNAL, KEYS, SETTINGS, Places
from voiceskill.complaint import Complaint
from voiceskill.config import load_config
from voiceskill.hearing.calibration_file import read_calibrations
from voiceskill.journal.database import open_database
from voiceskill.web.safety.keys import Keys


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    names: tuple[str, ...]
    """What was put back, by its names in the backup."""
    before: Path | None
    """The backup of what was there before; None where there was nothing."""


def restore(places: Places, backup: Path) -> Restored:
    """Put back what a backup holds. What it does not hold stays as it is.

    A journal of an older program is brought up to this one.

    Args:
        places: Where it belongs.
        backup: The file.

    Raises:
        Complaint: The backup is not good, the coach is at work, or something cannot be written.
    """
    contents = read_archive(backup, lambda name: places.path(name) is not None)
    folder = places.journal.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as draft:
            drafts = _drafted(Path(draft), places, contents)
            _check(Path(draft), contents, backup)
            if not _free(places.journal):
                _set_aside(places.journal)
            before = _keep(places, folder)
            for name, new in drafts.items():
                path = places.path(name)
                assert path is not None  # noqa: S101 - the archive was read by these names
                _put(new, path)
    except OSError as error:
        raise Complaint(
            f"The backup {backup} cannot be restored: {error.strerror}; make room on the disk, and restore it again."
        ) from error
    return Restored(tuple(contents), before)


def _drafted(folder: Path, places: Places, contents: Mapping[str, bytes]) -> Mapping[str, Path]:
    """Write the contents, for their owner alone, so that a disk without room for them shows before anything is done."""
    drafts = {}
    for name, content in contents.items():
        path = places.path(name)
        assert path is not None  # noqa: S101 - the archive was read by these names
        drafts[name] = folder / (name if name in (JOURNAL, SETTINGS, CALIBRATION, KEYS) else path.name)
        _write(drafts[name], content)
    return drafts


def _check(folder: Path, contents: Mapping[str, bytes], backup: Path) -> None:
    """Have each file read by the part of the program that will use it."""
    try:
        if SETTINGS in contents:
            load_config(folder / SETTINGS)
        if CALIBRATION in contents:
            read_calibrations(folder / CALIBRATION)
        if KEYS in contents:
            Keys(folder / KEYS)
        if JOURNAL in contents:
            with closing(open_database(folder / JOURNAL)) as journal:  # which brings it up to this program, too
                journal.execute("PRAGMA journal_mode = DELETE")
    except (Complaint, sqlite3.Error) as error:
        raise Complaint(f"The backup {backup} cannot be used, and nothing was changed. {error}") from error


def _free(journal: Path) -> bool:
    """Make sure that nobody has the journal open; return whether it can be read.

    SQLite lets go of the write-ahead log only for the last one who has the file open.
    """
    if not journal.exists():
        return True
    try:
        with closing(sqlite3.connect(journal, timeout=0.5, isolation_level=None)) as alone:
            alone.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise Complaint(
            f"The coach is at work on the journal {journal} ({error}); end it first, by "
            "`systemctl --user stop voiceskill` where it is a service. Nothing was changed."
        ) from error
    except sqlite3.DatabaseError:
        return False
    return True


def _keep(places: Places, folder: Path) -> Path | None:
    if not any(places.present()):
        return None
    kept = folder / f"before-restore-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.tar.gz"
    return back_up(places, kept)


def _set_aside(journal: Path) -> None:
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"
    for path in (journal, *(journal.with_name(journal.name + end) for end in ("-wal", "-shm"))):
        if path.exists():
            path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))


def _put(new: Path, path: Path) -> None:
    """Put a file in the place of another, which may lie on another disk."""
    target = path.resolve()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.restored")
    beside.unlink(missing_ok=True)
    _write(beside, new.read_bytes())
    beside.replace(target)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
