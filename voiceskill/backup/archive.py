"""The file that a backup is: a compressed tar, whose first member says of which form the others are."""

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from voiceskill import __version__
from voiceskill.complaint import Complaint
from voiceskill.replacing import replacing

FORM = 1
"""The form that this program writes, and the newest that it reads."""
LARGEST = 128 * 2**20
"""Bytes of the tar. Ten years of every day's sessions take some ten millions."""
_MOST = 100
"""Members, besides the label. The user's own are some forty."""
_LABEL = "voiceskill-backup.json"
_LONGEST_LABEL = 1000
"""Bytes."""


def write_archive(path: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive, complete and readable for its owner alone, or not at all.

    Args:
        path: The file; what is there already is replaced.
        members: Name and content of each.

    Raises:
        Complaint: It cannot be written, or is more than could be read again; what was there before is unchanged.
    """
    try:
        with replacing(path) as file, gzip.GzipFile("", "wb", 6, file) as packed:
            with tarfile.open(fileobj=packed, mode="w") as archive:
                _add(archive, _LABEL, json.dumps({"form": FORM, "program": __version__}).encode())
                for count, (name, content) in enumerate(members):
                    # Looked at before it is written, for the disk may be small.
                    if count == _MOST or archive.offset + len(content) > LARGEST:
                        raise _too_large(path)
                    _add(archive, name, content)
            if packed.tell() > LARGEST:
                raise _too_large(path)
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


def is_archive(path: Path) -> bool:
    """Return whether a file begins as an archive does that `write_archive` has written, of whatever form."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            first = archive.next()
            return first is not None and _is_label(first)
    except (tarfile.TarError, EOFError, zlib.error, ValueError, OSError):
        return False


def _too_large(path: Path) -> Complaint:
    return Complaint(
        f"What belongs to you is more than a backup can hold, {LARGEST // 2**20} MiB and {_MOST} files; {path} was not "
        "written. Copy the files themselves, while the coach is stopped."
    )


def _is_label(member: tarfile.TarInfo) -> bool:
    return member.name == _LABEL and member.isreg() and member.size <= _LONGEST_LABEL


def _members(path: Path, archive: tarfile.TarFile, known: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    names: set[str] = set()
    for member in archive:
        if not names:
            if not _is_label(member):
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
