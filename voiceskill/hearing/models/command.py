"""What ``voiceskill models list``, ``fetch`` and ``check`` do."""

from collections.abc import Iterable
from pathlib import Path
from threading import Event

from voiceskill.complaint import Complaint
from voiceskill.hearing.models import installing
from voiceskill.hearing.models.catalogue import CATALOGUE, catalogued, default_model
from voiceskill.hearing.models.checking import check_model, require_usable
from voiceskill.hearing.models.disk import megabytes
from voiceskill.hearing.models.finding import expanded, installed_models, model_cache, model_places
from voiceskill.hearing.models.telling import Say, in_tenths


def list_models(say: Say = print) -> None:
    """Say which models are on this machine, and which can be fetched by name."""
    installed = installed_models()
    if installed:
        say("On this machine:")
    else:
        say(f"There is no Vosk model on this machine; looked in {', '.join(map(str, model_places()))}.")
    for model in installed:
        say(f"  {model.name:<28} {model.language or '?':<6} {megabytes(model.bytes):>9}  {model.path}")
    say("To be fetched with `voiceskill models fetch NAME`:")
    here = {model.name for model in installed}
    for offered in CATALOGUE:
        note = "  (is here)" if offered.name in here else ""
        say(f"  {offered.name:<28} {offered.language:<6} {megabytes(offered.bytes):>9}  {offered.licence}{note}")


def fetch_model(
    wanted: str | None = None, *, language: str = "en", say: Say = print, stop: Event | None = None
) -> Path:
    """Bring a model into the program's own folder of models.

    Args:
        wanted: A name in the catalogue, an address of a zip archive, or the path of a model's folder or zip archive on
            this machine. None for the catalogue's default of the language.
        language: Such as ``en``; only looked at where `wanted` is None.
        say: Takes the lines that tell how far it is.
        stop: Ends the fetching when it is set.

    Returns:
        The model's folder.

    Raises:
        Complaint: There is no such model, it cannot be fetched, or it is not usable.
    """
    cache = model_cache()
    model = default_model(language) if wanted is None else catalogued(wanted)
    if model is not None:
        path = installing.fetch_model(model, cache, progress=in_tenths(say, model.name), stop=stop)
    elif wanted is None:
        raise Complaint(f"No model for the language {language!r} can be fetched by name; give an address or a path.")
    elif "://" in wanted:
        path = installing.fetch_from(wanted, cache, progress=in_tenths(say, wanted), stop=stop, trial=require_usable)
    elif (local := expanded(Path(wanted))).is_dir():
        path = installing.install_folder(local, cache, trial=require_usable)
    elif local.is_file():
        path = installing.install_archive(local, cache, trial=require_usable)
    else:
        raise Complaint(f"There is neither a model nor a file called {wanted!r}; `voiceskill models list` tells names.")
    say(f"{path.name} lies in {path}.")
    return path


def check_models(paths: Iterable[Path] = (), words: Iterable[str] = (), say: Say = print) -> bool:
    """Check models and say what was found.

    Args:
        paths: Their folders; none for all that are on this machine.
        words: What they ought to know, lower case; none for two everyday ones.
        say: Takes the lines.

    Returns:
        Whether all is good with all of them, and there is one.
    """
    folders = list(paths) or [model.path for model in installed_models()]
    if not folders:
        say("There is no Vosk model on this machine; `voiceskill models fetch` fetches one.")
    good = bool(folders)
    asked = list(words)
    for folder in folders:
        say(f"{folder}:")
        for finding in check_model(folder, asked) if asked else check_model(folder):
            say(f"  {'good' if finding.good else 'bad '}  {'; '.join(filter(None, (finding.text, finding.remedy)))}.")
            good = good and finding.good
    return good
