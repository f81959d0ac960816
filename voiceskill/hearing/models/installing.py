"""Puts a model into the folder of models, all of it or nothing."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import CataloguedModel, Checksum
from voiceskill.hearing.models.disk import disk_complaints, require_space
from voiceskill.hearing.models.fetching import Progress, fetch, silently
from voiceskill.hearing.models.layout import is_model, missing_parts, within
from voiceskill.hearing.models.unpacking import look_through, unpack

Trial = Callable[[Path], None]
"""Looks at a model's folder before it is put in place, and raises a `Complaint` where it must not be."""


def untried(_folder: Path) -> None:
    """Let a model pass."""


def fetch_model(
    model: CataloguedModel, cache: Path, *, progress: Progress = silently, stop: Event | None = None
) -> Path:
    """Return the folder of a catalogued model, after fetching it where it is not there yet.

    Args:
        model: Which.
        cache: The folder of models; made where it is not there.
        progress: Told how far the fetching is.
        stop: Ends the fetching when it is set; what came until then is kept and gone on from the next time.

    Raises:
        Complaint: It could not be fetched or unpacked; nothing is left half done.
    """
    if is_model(cache / model.name):
        return cache / model.name
    return fetch_from(model.url, cache, length=model.bytes, checksum=model.checksum, progress=progress, stop=stop)


def fetch_from(
    url: str,
    cache: Path,
    *,
    length: int | None = None,
    checksum: Checksum | None = None,
    progress: Progress = silently,
    stop: Event | None = None,
    trial: Trial = untried,
) -> Path:
    """Fetch a model's archive, unpack it, and return the model's folder.

    Args:
        url: Of the archive, ``http`` or ``https``.
        cache: The folder of models; made where it is not there.
        length: Of the archive in bytes, where it is known beforehand.
        checksum: Of the archive, where it is known.
        progress: Told how far the fetching is.
        stop: Ends the fetching when it is set.
        trial: Decides about the unpacked model.

    Raises:
        Complaint: As in `fetch_model`.
    """
    with _alone_in(cache):
        archive = fetch(url, cache / ".archives", length=length, checksum=checksum, progress=progress, stop=stop)
        try:
            return _unpacked(archive, cache, trial)
        finally:
            archive.unlink(missing_ok=True)


def install_archive(archive: Path, cache: Path, *, trial: Trial = untried) -> Path:
    """Unpack a model's zip archive into the folder of models and return the model's folder.

    A model that was unpacked from the same archive before stays as it is; another of the same name is replaced.

    Raises:
        Complaint: The archive is not safe, not whole or no model, or the disk does not take it.
    """
    packed = look_through(archive)
    if packed.lies_in(cache / packed.name):
        return cache / packed.name
    with _alone_in(cache):
        return _unpacked(archive, cache, trial)


def install_folder(folder: Path, cache: Path, *, trial: Trial = untried) -> Path:
    """Copy a model's folder into the folder of models, in place of one of the same name, and return the copy.

    Raises:
        Complaint: The folder is no model, or the disk does not take it.
    """
    source = folder.resolve()
    if missing := missing_parts(within(source)):
        raise Complaint(f"{folder} is not a Vosk model, for it lacks {' and '.join(missing)}; name another.")
    target = cache / source.name
    if target.resolve() == source:
        return target
    with _alone_in(cache), disk_complaints(cache):
        require_space(cache, sum(file.stat().st_size for file in source.rglob("*") if file.is_file()))
        with _appearing(target) as fresh:
            # copyfile leaves the permissions behind: a model may be read-only where it comes from.
            shutil.copytree(source, fresh, copy_function=shutil.copyfile, dirs_exist_ok=True)
            fresh.chmod(0o755)
            trial(fresh)
    return target


def _unpacked(archive: Path, cache: Path, trial: Trial) -> Path:
    packed = look_through(archive)
    require_space(cache, packed.bytes)
    target = cache / packed.name
    with disk_complaints(cache), _appearing(target) as fresh:
        unpack(packed, fresh)
        trial(fresh)
    return target


@contextmanager
def _alone_in(cache: Path) -> Iterator[None]:
    """Make the folder of models, and keep everyone else from changing it meanwhile."""
    with disk_complaints(cache):
        cache.mkdir(parents=True, exist_ok=True)
        lock = (cache / ".lock").open("w")
    with lock:
        with disk_complaints(cache):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Complaint(
                    f"Another voiceskill is just putting a model into {cache}; try again when it has finished."
                ) from error
        yield


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """Give an empty folder, which takes the place of `target` at the end if nothing went wrong."""
    fresh, old = (target.with_name(f".{target.name}.{state}") for state in ("new", "old"))
    for left in (*target.parent.glob(".*.new"), *target.parent.glob(".*.old")):
        shutil.rmtree(left, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        _settle(fresh)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _settle(folder: Path) -> None:
    """See the files written to the disk: a folder that is renamed first may have lost them after a power cut."""
    for file in (path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
