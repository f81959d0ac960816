"""Puts back what a backup holds, once all of it was found good; what was there before becomes a backup of its own."""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceskill.backup.archive import read_archive
from voiceskill.backup.keeping import back_up
from voiceskill.backup.places import (
    CALIBRATION,
    JOURNAL,
    KEYS,
    SATELLITES_CERTIFICATE,
    SATELLITES_TOKENS,
    SETTINGS,
    Places,
)
from voiceskill.complaint import Complaint
from voiceskill.config import load_config
from voiceskill.config.versions import Versions
from voiceskill.hearing.calibration_file import read_calibrations
from voiceskill.journal.database import open_database
from voiceskill.journal.hindrance import Hindrance, hindrance
from voiceskill.pairing.certificate import server_context
from voiceskill.pairing.tokens import Tokens
from voiceskill.replacing import replacing
from voiceskill.web.safety.keys import Keys


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    paths: tuple[Path, ...]
    """What was put back; the folder of the settings' versions in place of each."""
    before: Path | None
    """The backup of what was there before; None where there was nothing."""


def restore(places: Places, backup: Path) -> Restored:
    """Put back what a backup holds, or nothing of it. What it does not hold stays as it is.

    A journal of an older program is brought up to this one. Of the settings' versions, those of the backup and those
    that are there, the latest are kept.

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
            _put(drafts)
        Versions(places.versions).trim()
    except OSError as error:
        raise Complaint(
            f"The backup {backup} cannot be restored: {error.strerror}; make room on the disk, and restore it again."
        ) from error
    return Restored(places.told(contents), before)


def _drafted(folder: Path, places: Places, contents: Mapping[str, bytes]) -> Mapping[Path, Path]:
    """Write the contents into a folder of one's own, to be checked; return what is to take the place of which file."""
    drafts = {}
    for name, content in contents.items():
        path = places.path(name)
        assert path is not None  # noqa: S101 - the archive was read by these names
        drafts[path] = folder / Path(name).name
        drafts[path].write_bytes(content)
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
        if SATELLITES_CERTIFICATE in contents:
            server_context(folder)
        if SATELLITES_TOKENS in contents:
            Tokens(folder / Path(SATELLITES_TOKENS).name).rooms()
        if JOURNAL in contents:
            with closing(open_database(folder / JOURNAL)) as journal:  # which brings it up to this program, too
                journal.execute("PRAGMA journal_mode = DELETE")
    except (Complaint, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and hindrance(error, folder / JOURNAL) is Hindrance.FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
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
        raise Complaint(_unready(journal, hindrance(error, journal), error)) from error
    except sqlite3.DatabaseError:
        return False
    return True


def _unready(journal: Path, why: Hindrance | None, error: sqlite3.Error) -> str:
    match why:
        case None:
            return (
                f"The coach is at work on the journal {journal} ({error}); end it first, by "
                "`systemctl --user stop voiceskill` where it is a service. Nothing was changed."
            )
        case Hindrance.FULL:
            remedy = "make room on the disk"
        case Hindrance.READ_ONLY:
            remedy = "let the program write to the file and its folder"
        case Hindrance.BROKEN:
            remedy = "check the disk"
    return f"The journal {journal} cannot be written ({error}); {remedy}, and restore again. Nothing was changed."


def _keep(places: Places, folder: Path) -> Path | None:
    if not any(places.present()):
        return None
    kept = folder / f"before-restore-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.tar.gz"
    return back_up(places, kept).file


def _set_aside(journal: Path) -> None:
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"
    for path in (journal, *(journal.with_name(journal.name + end) for end in ("-wal", "-shm"))):
        if path.exists():
            path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))


def _put(drafts: Mapping[Path, Path]) -> None:
    """Put files in the place of others, which may lie on other disks: none of them before there is room for all."""
    with ExitStack() as complete:
        # What is begun last takes its place first, and the settings are to be the last that does.
        for path, draft in [*drafts.items()][::-1]:
            target = path.resolve()
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = complete.enter_context(replacing(target))
            file.write(draft.read_bytes())
            file.flush()
