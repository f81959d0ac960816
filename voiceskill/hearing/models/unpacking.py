"""Unpacks a model's zip archive, and nothing else: what is no model, or would reach beyond its folder, is refused."""

import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.disk import disk_complaints
from voiceskill.hearing.models.layout import missing_parts

_LARGEST = 8_000_000_000
"""Bytes of the largest model that is believed; Vosk's largest unpacks to about half of it."""
_DENSEST = 50
"""How many times its archive's size a model may have; real ones have less than three times."""
_MOST_FILES = 10_000
_NAME = re.compile(r"\w[\w.+-]*")
_ENCRYPTED = 0x1
"""In a member's flags."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)
"""What `zipfile` raises over a file that is none, is cut short or was changed."""


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A model in an archive that has been looked through and may be unpacked."""

    archive: Path
    """The zip file."""
    name: str
    """Name of the model: that of the one folder in the archive, or the archive's own where there is none."""
    files: Mapping[str, zipfile.ZipInfo]
    """Its files by their paths relative to the model, with ``/`` between."""

    @property
    def bytes(self) -> int:
        """Length of all files when unpacked."""
        return sum(file.file_size for file in self.files.values())

    def lies_in(self, folder: Path) -> bool:
        """Tell whether this model has been unpacked into the folder before, by the names and lengths of its files."""
        return all(
            (folder / name).is_file() and (folder / name).stat().st_size == file.file_size
            for name, file in self.files.items()
        )


def look_through(archive: Path) -> PackedModel:
    """Read an archive's table of contents.

    Raises:
        Complaint: It is no zip archive, not safe to unpack, or no Vosk model.
    """
    with disk_complaints(archive):
        length = archive.stat().st_size
        try:
            with zipfile.ZipFile(archive) as opened:
                members = [member for member in opened.infolist() if not member.is_dir()]
        except _DAMAGE as error:
            raise _damaged(archive) from error
    for member in members:
        if (trouble := _trouble(member)) is not None:
            raise Complaint(f"{archive} is not unpacked, because {member.filename!r} in it {trouble}; use another.")
    members = [member for member in members if not member.filename.startswith("__MACOSX/")]
    total = sum(member.file_size for member in members)
    if total > min(_LARGEST, _DENSEST * length) or len(members) > _MOST_FILES:
        raise Complaint(f"{archive} is not unpacked, because no model grows that much in unpacking; use another.")
    packed = _without_top_folder(archive, members)
    if missing := missing_parts(packed.files.__contains__):
        raise Complaint(f"{archive} is not a Vosk model, for it lacks {' and '.join(missing)}; use another.")
    if not _NAME.fullmatch(packed.name):
        raise Complaint(f"{archive} is not unpacked, because {packed.name!r} is no name for a folder; use another.")
    return packed


def unpack(packed: PackedModel, folder: Path) -> None:
    """Unpack a model's files into an existing, empty folder.

    Raises:
        Complaint: The archive is damaged, or the disk does not take it; what was unpacked until then stays.
    """
    try:
        with disk_complaints(folder), zipfile.ZipFile(packed.archive) as opened:
            for name, member in packed.files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, path.open("xb") as target:
                    shutil.copyfileobj(source, target)
    except _DAMAGE as error:
        raise _damaged(packed.archive) from error


def _damaged(archive: Path) -> Complaint:
    return Complaint(f"{archive} is damaged, or is no zip archive; fetch it again.")


def _trouble(member: zipfile.ZipInfo) -> str | None:
    """Return what is wrong with a member, as the rest of a sentence, or None."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "points outside its folder"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "is a link or a device"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a rare way"
    return None


def _without_top_folder(archive: Path, members: list[zipfile.ZipInfo]) -> PackedModel:
    # By parts: "model//etc/passwd" lies inside, and would be outside if the text after the first slash were its path.
    parts = [PurePosixPath(member.filename).parts for member in members]
    if len({path[0] for path in parts}) == 1 and all(len(path) > 1 for path in parts):
        files = {"/".join(path[1:]): member for path, member in zip(parts, members, strict=True)}
        return PackedModel(archive, parts[0][0], files)
    return PackedModel(archive, archive.stem, {"/".join(p): member for p, member in zip(parts, members, strict=True)})
