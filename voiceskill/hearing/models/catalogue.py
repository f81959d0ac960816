"""The models that can be fetched by name: Vosk's own small ones, from the Vosk site."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Checksum:
    """What tells the right file from any other."""

    algorithm: Literal["sha256", "md5"]
    """Name of the digest, as `hashlib` knows it. The Vosk site itself gives only MD5."""
    digest: str
    """The digest of the whole file, in lower-case hexadecimal digits."""

    def fits(self, path: Path) -> bool:
        """Tell whether the file is the right one.

        Raises:
            OSError: The file cannot be read.
        """
        with path.open("rb") as file:
            return hashlib.file_digest(file, self.algorithm).hexdigest() == self.digest


@dataclass(frozen=True, slots=True)
class CataloguedModel:
    """A model that is fetched as a zip archive."""

    name: str
    """The name of the model, of its archive and of the one folder in it."""
    url: str
    """Where the archive is."""
    bytes: int
    """Length of the archive, in bytes."""
    checksum: Checksum
    """Of the archive."""
    language: str
    """Its language, and its country where there is more than one model of that language, such as ``en-us``."""
    licence: str
    """SPDX identifier of its licence."""


def _small(language: str, version: str, length: int, checksum: Checksum) -> CataloguedModel:
    name = f"vosk-model-small-{language}-{version}"
    url = f"https://alphacephei.com/vosk/models/{name}.zip"
    return CataloguedModel(name, url, length, checksum, language, "Apache-2.0")


_SHA256_OF_SMALL_ENGLISH = "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498"

CATALOGUE: tuple[CataloguedModel, ...] = (
    _small("en-us", "0.15", 41_205_931, Checksum("sha256", _SHA256_OF_SMALL_ENGLISH)),
    _small("en-gb", "0.15", 42_757_500, Checksum("md5", "6afd611b04b2b47c129c3615dc502383")),
    _small("de", "0.15", 46_499_967, Checksum("md5", "4f21f92c0897b48287ef8839420608eb")),
    _small("es", "0.42", 39_817_833, Checksum("md5", "2d5c94f9859a84881a0ef744738ebd31")),
    _small("fr", "0.22", 42_233_323, Checksum("md5", "8873b1234503f6edd55f54bfff31cf3e")),
    _small("it", "0.22", 49_665_141, Checksum("md5", "fbd8f9c72cbb8c3dfa3e4581bd3585f4")),
)
"""All of them; of several for one language the first is the default."""


def default_model(language: str = "en") -> CataloguedModel | None:
    """Return the model for a language, such as ``en`` or ``en-gb``, or None where the catalogue has none."""
    wanted = language.lower()
    exact = (model for model in CATALOGUE if model.language == wanted)
    akin = (model for model in CATALOGUE if model.language.partition("-")[0] == wanted.partition("-")[0])
    return next(exact, None) or next(akin, None)


def catalogued(name_or_url: str) -> CataloguedModel | None:
    """Return the model of this name or address, or None where the catalogue has none."""
    return next((model for model in CATALOGUE if name_or_url in (model.name, model.url)), None)
