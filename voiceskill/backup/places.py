"""Where on this machine lies what a backup holds."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voiceskill.config.place import named_config, own_config, users_config
from voiceskill.config.versions import KEPT, Versions, versions_of
from voiceskill.hearing.calibration_file import find_calibrations
from voiceskill.journal.place import find_journal
from voiceskill.pairing.place import CERTIFICATE, TOKENS, find_satellites
from voiceskill.web.safety.keys import find_keys

JOURNAL = "journal.sqlite3"
SETTINGS = "config.yaml"
CALIBRATION = "calibration.json"
KEYS = "page.json"
SATELLITES_CERTIFICATE = f"satellites/{CERTIFICATE}"
SATELLITES_TOKENS = f"satellites/{TOKENS}"
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
    satellites: Path
    """The folder with the certificate by which satellites know the coach, and with those that he knows."""

    def path(self, name: str) -> Path | None:
        """Return where a member of a backup belongs; None where it is none.

        Args:
            name: As it stands in the archive.
        """
        if version := _VERSION.fullmatch(name):
            return self.versions / version[1]
        return self._single().get(name)

    def present(self) -> Iterator[tuple[str, Path]]:
        """Yield what there is: its name in an archive, and where it lies. The settings are the last."""
        versions = Versions(self.versions).all()[:KEPT]
        parts = sorted(f"settings-versions/{version.id}.{part}" for version in versions for part in ("yaml", "txt"))
        for name in (JOURNAL, CALIBRATION, KEYS, SATELLITES_CERTIFICATE, SATELLITES_TOKENS, *parts, SETTINGS):
            path = self.path(name)
            if path and path.is_file():
                yield name, path

    def single(self) -> Iterable[Path]:
        """Return the files of which there is one each, whether or not they are there."""
        return self._single().values()

    def told(self, names: Iterable[str]) -> tuple[Path, ...]:
        """Return where members of a backup belong, in few words: the versions' folder stands for all of them.

        Args:
            names: As they stand in the archive.
        """
        single = self._single()
        return tuple(dict.fromkeys(single.get(name, self.versions).absolute() for name in names))

    def _single(self) -> Mapping[str, Path]:
        return {
            JOURNAL: self.journal,
            SETTINGS: self.settings,
            CALIBRATION: self.calibration,
            KEYS: self.keys,
            SATELLITES_CERTIFICATE: self.satellites / CERTIFICATE,
            SATELLITES_TOKENS: self.satellites / TOKENS,
        }


def find_places(config: Path | None = None) -> Places:
    """Return where everything lies for the user who asks.

    Settings that nobody names are those of the service, whatever lies in the folder in which somebody happens to be.

    Args:
        config: The settings, if they are named.

    Raises:
        Complaint: They are named, and are not there.
    """
    settings = own_config(named_config(config) or users_config())
    return Places(
        journal=find_journal(),
        settings=settings,
        versions=versions_of(settings).folder,
        calibration=find_calibrations(),
        keys=find_keys(),
        satellites=find_satellites(),
    )
