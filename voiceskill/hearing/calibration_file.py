"""Keeps what was measured of each recogniser in the user's own data folder."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import AfterValidator, TypeAdapter, ValidationError

from voiceskill import __version__
from voiceskill.complaint import Complaint
from voiceskill.hearing.calibration import SENSITIVITIES, Calibration, built_in
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.replacing import replacing


def _whole(calibration: Calibration) -> Calibration:
    if len(calibration.operating_points) != len(SENSITIVITIES):
        raise ValueError(f"there must be {len(SENSITIVITIES)} operating points")
    return calibration


_calibrations = TypeAdapter(list[Annotated[Calibration, AfterValidator(_whole)]])


def find_calibrations() -> Path:
    """Return the path of the file, which need not exist yet."""
    return user_data_path("voiceskill", appauthor=False) / "calibration.json"


def calibration_of(recognizer: Recognizer) -> Calibration:
    """Return what was measured of a recogniser by this version of the program, or else what comes with it.

    A file that cannot be read counts as none: who hears a little less well is better off than who is not heard.

    Args:
        recognizer: Fresh from its model, at its own operating point.
    """
    try:
        kept = read_calibrations(find_calibrations())
    except Complaint:
        kept = ()
    for one in kept:
        if (one.recognizer, one.version) == (recognizer.description, __version__):
            return one
    return built_in(recognizer.description, __version__, recognizer.operating_point)


def read_calibrations(path: Path) -> tuple[Calibration, ...]:
    """Return what a file holds; nothing where there is none.

    Raises:
        Complaint: It cannot be read, or has another form.
    """
    try:
        kept = _calibrations.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise Complaint(f"The calibration in {path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise Complaint(f"The calibration in {path} is broken; measure anew: `voiceskill calibrate`.") from error
    return tuple(kept)


def keep_calibration(calibration: Calibration, path: Path) -> None:
    """Keep what was measured of a recogniser in place of what the file has of it; what it has of others stays.

    Raises:
        Complaint: The file cannot be written; then it is as it was.
    """
    try:
        others = [one for one in read_calibrations(path) if one.recognizer != calibration.recognizer]
    except Complaint:
        others = []  # nothing in a broken file is worth more than what has just been measured
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(_calibrations.dump_json([*others, calibration], indent=2))
    except OSError as error:
        raise Complaint(
            f"The calibration cannot be kept in {path}: {error.strerror}; make room there, and measure anew."
        ) from error
