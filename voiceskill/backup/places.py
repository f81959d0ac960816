"""Where on this machine lies what a backup holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voiceskill.config import find_config
from voiceskill.config.place import own_config
from voiceskill.config.versions import versions_of
from voiceskill.hearing.calibration_file import find_calibrations
from voiceskill.journal.place import find_journal
from voiceskill.web.safety.keys import find_keys

JOURNAL = "journal.sqlite3"
SETTINGS = "config.yaml"
CALIBRATION = "calibration.json"
KEYS = "page.json"
_VERSION = re.compile(r"settings-versions/(\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{16}\.(?:yaml|txt))", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The files, none of which need exist; neither the voice's cache nor a model is among them, for both come again."""

    journal: Path
    """The journal."""
    settings: Path
    """The user's own settings."""
    versions: Path
    """The folder with their earlier versions."""
    calibration: Path
    """What was measured of the recognisers."""
    keys: Path
    """The page's password and tokens."""

    def path(self, name: str) -> Path | None:
        """Return where a member of a backup belongs; None where it is none.

        Args:
            name: As it stands in the archive.
        """
        if version := _VERSION.fullmatch(name):
            return self.versions / version[1]
        single = {JOURNAL: self.journal, SETTINGS: self.settings, CALIBRATION: self.calibration, KEYS: self.keys}
        return single.get(name)

    def present(self) -> Iterator[tuple[str, Path]]:
        """Yield what there is: its name in an archive, and where it lies. The settings are the last."""
        versions = sorted(f"settings-versions/{path.name}" for path in self.versions.glob("*"))
        for name in (JOURNAL, CALIBRATION, KEYS, *versions, SETTINGS):
            path = self.path(name)
            if path and path.is_file():
                yield name, path


def find_places(config: Path | None = None) -> Places:
    """Return where everything lies for the user who asks.

    Args:
        config: The settings, if they are named.

    Raises:
        Complaint: They are named, and are not there.
    """
    settings = own_config(find_config(config))
    return Places(
        journal=find_journal(),
        settings=settings,
        versions=versions_of(settings).folder,
        calibration=find_calibrations(),
        keys=find_keys(),
    )
