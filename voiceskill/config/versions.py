"""Keeps the latest versions of the settings file, so that none that was ever in use is lost by the next."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from platformdirs import user_data_path

from voiceskill.complaint import Complaint
from voiceskill.config.saving import save
from voiceskill.replacing import drop_old_drafts

KEPT = 20
"""Versions of a file that are kept."""
_STAMP = "%Y%m%dT%H%M%S.%fZ"
_ID = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{16}", re.ASCII)


class Gone(Complaint):
    """What is asked for is not there, or not any more."""


def revision_of(content: bytes) -> str:
    """Return what names the content of a file: 16 hexadecimal digits, the beginning of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]


def versions_of(path: Path) -> "Versions":
    """Return the versions of a settings file; they are in the user's own data folder, in a folder for each file."""
    name = revision_of(str(path.resolve()).encode())
    return Versions(user_data_path("voiceskill", appauthor=False) / "settings-versions" / name)


@dataclass(frozen=True, slots=True)
class Version:
    """A content that the settings file had."""

    id: str
    """What names it among the versions: when it came, and its revision."""
    since: datetime
    """When it came, in UTC."""
    revision: str
    """What names its content."""
    summary: str
    """What was different from the version before, in one line; empty where nobody knows."""


class Versions:
    """The versions of one settings file, each a file of its own in a folder, beside a text that sums it up."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which need not exist yet."""
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where they are; it need not exist yet."""
        return self._folder

    def all(self) -> tuple[Version, ...]:
        """Return the versions, the newest first."""
        return tuple(_version(path) for path in self._files()[::-1])

    def content(self, version: str) -> bytes:
        """Return what a version held.

        Args:
            version: Its id, or its revision, of which the newest counts.

        Raises:
            Gone: There is no such version any more.
            Complaint: It cannot be read.
        """
        for path in self._files()[::-1]:
            if version in (path.stem, path.stem.rpartition("-")[2]):
                try:
                    return path.read_bytes()
                except OSError as error:
                    raise Complaint(f"The earlier settings {path} cannot be read: {error.strerror}.") from error
        raise Gone(f"There are no earlier settings {version!r} any more; the latest {KEPT} are kept.")

    def keep(self, content: bytes, summary: str) -> None:
        """Add a version, unless it is the newest already, and give up the oldest beyond those that are kept.

        Raises:
            Complaint: It cannot be written.
        """
        known = self._files()
        now = datetime.now(UTC)
        if known:
            newest = _version(known[-1])
            if newest.revision == revision_of(content):
                return
            # A clock that was put back, or has not been set since the machine started, does not change the order.
            now = max(now, newest.since + timedelta(microseconds=1))
        path = self._folder / f"{now.strftime(_STAMP)}-{revision_of(content)}.yaml"
        save(path.with_suffix(".txt"), summary.encode())
        save(path, content)
        self.trim()

    def trim(self) -> None:
        """Give up the oldest versions beyond those that are kept, and what power cuts have left of others."""
        for old in self._files()[:-KEPT]:
            old.unlink(missing_ok=True)
        self._drop_stray_texts()
        drop_old_drafts(self._folder, "*Z-*")

    def _drop_stray_texts(self) -> None:
        """Delete the texts whose version is gone, or did not come because of a power cut."""
        known = {path.stem for path in self._files()}
        for text in self._folder.glob("*Z-*.txt"):
            if text.stem not in known and _ID.fullmatch(text.stem):
                text.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        """Return the files of the versions, the oldest first; whatever else lies in the folder is passed over."""
        return sorted(path for path in self._folder.glob("*Z-*.yaml") if _ID.fullmatch(path.stem))


def _version(path: Path) -> Version:
    stamp, _, revision = path.stem.rpartition("-")
    try:
        summary = path.with_suffix(".txt").read_text(encoding="utf-8", errors="replace")
    except OSError:
        summary = ""
    return Version(path.stem, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC), revision, summary)
