"""Finds the Vosk models that are on this machine."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import default_model
from voiceskill.hearing.models.checking import require_usable
from voiceskill.hearing.models.installing import install_archive
from voiceskill.hearing.models.layout import is_model, missing_parts, takes_grammars, within

_VOSK_NAME = re.compile(r"vosk-model-(?:small-)?(?P<language>[a-z]{2,3}(?:-[a-z]{2})?)-")
"""How Vosk's own models are called: ``vosk-model-small-en-us-0.15``, ``vosk-model-fr-0.22``."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model on this machine."""

    path: Path
    """Its folder."""

    @property
    def name(self) -> str:
        """Its name, that of its folder."""
        return self.path.name

    @property
    def language(self) -> str | None:
        """What its name tells of its language, such as ``en-us`` or ``fr``; None where it is no name of Vosk's kind."""
        told = _VOSK_NAME.match(self.name)
        return told["language"] if told else None

    @property
    def bytes(self) -> int:
        """Length of all its files."""
        return sum(file.stat().st_size for file in self.path.rglob("*") if file.is_file())


def expanded(path: Path) -> Path:
    """Return a path as its writer means it: a leading ``~`` is a home.

    Raises:
        Complaint: Nobody of that name has one.
    """
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise Complaint(f"{path} begins with the home of somebody unknown; write the path in full.") from error


def model_cache() -> Path:
    """Return the folder into which this program puts models; it need not exist."""
    return user_cache_path("voiceskill") / "models"


def model_places() -> tuple[Path, ...]:
    """Return the folders in which models are looked for, the first the most preferred; they need not exist."""
    named = os.environ.get("VOSK_MODEL_PATH")
    usual = (model_cache(), Path("/usr/share/vosk"), Path.home() / ".cache" / "vosk")
    return (expanded(Path(named)), *usual) if named else usual


def installed_models() -> list[InstalledModel]:
    """Return the models in all `model_places`, in the places' order and by name in each."""
    return [model for place in model_places() for model in _models_in(place)]


def find_model(setting: Path | None, language: str = "en") -> Path | None:
    """Find the model to listen with.

    Left to itself it takes only models whose graphs can be bound to a grammar: others hear less well here, and the
    large ones among them fill the memory of a small machine. The first place that has a model for the language is
    taken; of several there the catalogue's own is preferred, then one of the same country, then a small one.

    Args:
        setting: What the settings name: a model's folder, a folder with models in it, or a model's zip archive, which
            is unpacked into `model_cache`, and tried out, when it is met for the first time. None to look in
            `model_places`.
        language: Such as ``en`` or ``en-gb``. A model whose name does not tell its language goes with each.

    Returns:
        The model's folder, or None where there is none in the usual places.

    Raises:
        Complaint: What the setting names is not there, or is no model.
    """
    if setting is not None:
        return _named_model(expanded(setting), language)
    for place in model_places():
        usable = [model for model in _models_in(place) if takes_grammars(within(model.path))]
        if (best := _best(usable, language)) is not None:
            return best.path
    return None


def _named_model(named: Path, language: str) -> Path:
    remedy = "correct it, or leave it empty to look in the usual places"
    if named.is_file():
        return install_archive(named, model_cache(), trial=require_usable)
    if not named.is_dir():
        raise Complaint(f"The setting vosk_model names {named}, which is not there; {remedy}.")
    best = InstalledModel(named) if is_model(named) else _best(_models_in(named), language)
    if best is None:
        lacking = " and ".join(missing_parts(within(named)))
        raise Complaint(
            f"The setting vosk_model names {named}, which is no Vosk model for {language!r}, for it lacks {lacking}; "
            f"{remedy}."
        )
    return best.path


def _models_in(place: Path) -> list[InstalledModel]:
    """Return the place itself if it is a model, or else the models that lie in it."""
    try:
        if is_model(place):
            return [InstalledModel(place)]
        folders = sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
        return [InstalledModel(folder) for folder in folders if is_model(folder)]
    except OSError:
        # A place that is absent, or not ours to read, has no models for us.
        return []


def _best(models: list[InstalledModel], language: str) -> InstalledModel | None:
    """Return the one of these models that suits the language best, or None where none suits."""
    wanted = language.lower()
    own = default_model(wanted)

    def rank(model: InstalledModel) -> tuple[bool, bool, bool, bool]:
        is_own = own is not None and model.name == own.name
        return not is_own, model.language != wanted, model.language is None, "-small-" not in model.name

    spoken = wanted.partition("-")[0]
    suiting = [model for model in models if model.language is None or model.language.partition("-")[0] == spoken]
    return min(suiting, key=rank, default=None)
