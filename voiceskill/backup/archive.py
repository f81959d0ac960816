"""The file that a backup is: a compressed tar, whose first member says of which form the others are."""

import gzip
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from voiceskill import __version__
from voiceskill.complaint import Complaint

FORM = 1
"""The form that this program writes, and the newest that it reads."""
LARGEST = 128 * 2**20
"""Bytes of the tar. Ten years of every day's sessions take some ten millions."""
_MOST = 100
"""Members."""
_LABEL = "voiceskill-backup.json"


def write_archive(path: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive, complete and readable for its owner alone, or not at all.

    Args:
        path: The file; what is there already is replaced.
        members: Name and content of each.

    Raises:
        Complaint: It cannot be written; what was there before is unchanged.
    """
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # for its owner alone
        try:
            with os.fdopen(handle, "wb") as file:
                with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                    _add(archive, _LABEL, json.dumps({"form": FORM, "program": __version__}).encode())
                    for name, content in members:
                        _add(archive, name, content)
                file.flush()
                os.fsync(handle)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Complaint(
            f"The backup {path} cannot be written: {error.strerror}; make room there, or name another place."
        ) from error


def read_archive(path: Path, known: Callable[[str], bool]) -> Mapping[str, bytes]:
    """Read an archive whole, and believe nothing of it: nothing is unpacked, and no name leads anywhere by itself.

    Args:
        path: The file.
        known: Tells whether a member may have this name.

    Returns:
        The members' contents by their names.

    Raises:
        Complaint: It cannot be read, is damaged, is no backup, or one of a newer program.
    """
    try:
        with gzip.open(path) as file:
            # Bounded here, for a small file may stand for any number of bytes.
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Complaint(f"The backup {path} is larger than any backup; nothing was changed.")
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            return dict(_members(path, archive, known))
    except (tarfile.TarError, EOFError, zlib.error, ValueError) as error:
        raise Complaint(f"The backup {path} is damaged, or no backup ({error}); nothing was changed.") from error
    except OSError as error:  # of which a broken gzip is one, without a number
        raise Complaint(
            f"The backup {path} cannot be read: {error.strerror or error}; nothing was changed. Is it the right file?"
        ) from error


def _members(path: Path, archive: tarfile.TarFile, known: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    names: set[str] = set()
    for member in archive:
        if not names:
            if member.name != _LABEL or not member.isreg() or member.size > 1000:
                raise Complaint(f"The file {path} is no backup of voiceskill; nothing was changed.")
            _check_form(path, _content(archive, member))
        elif member.name in names or not member.isreg() or not known(member.name):
            raise Complaint(f'The backup {path} holds "{member.name}", which no backup does; nothing was changed.')
        elif len(names) > _MOST:
            raise Complaint(f"The backup {path} holds more than any backup; nothing was changed.")
        else:
            yield member.name, _content(archive, member)
        names.add(member.name)
    if not names:
        raise Complaint(f"The file {path} is no backup of voiceskill; nothing was changed.")


def _check_form(path: Path, label: bytes) -> None:
    try:
        form = json.loads(label)["form"]
    except (ValueError, KeyError, TypeError) as error:
        raise Complaint(f"The file {path} is no backup of voiceskill; nothing was changed.") from error
    if form != FORM:
        raise Complaint(f"The backup {path} is of a newer voiceskill; install that first. Nothing was changed.")


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    assert file is not None  # noqa: S101 - it is a regular file
    return file.read()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))
