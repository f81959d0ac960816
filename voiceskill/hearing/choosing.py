"""Chooses the recogniser that works on this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voiceskill.complaint import Complaint
from voiceskill.hearing.calibration import USUAL, Calibration
from voiceskill.hearing.calibration_file import calibration_of
from voiceskill.hearing.loading import Load, load_recognizer
from voiceskill.hearing.recognizer import Recognizer

Preference = Literal["auto", "vosk", "pocketsphinx"]
"""What the settings ask for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A recogniser, and why it was chosen."""

    recognizer: Recognizer
    """Loaded, without a grammar yet; as ready to believe what it hears as was asked for."""
    reason: str
    """One line for the log and `voiceskill doctor`."""
    calibration: Calibration
    """What is known of its operating points on this machine."""

    def tune(self, sensitivity: int) -> None:
        """Let the recogniser believe what it hears as readily as this, 1 to 9, from the next utterance on."""
        self.recognizer.operating_point = self.calibration.operating_point(sensitivity)


def choose_recognizer(
    preference: Preference,
    vosk_model: Path | None,
    sensitivity: int = USUAL,
    *,
    load: Load = load_recognizer,
) -> Choice:
    """Load the recogniser that is asked for; for ``auto`` Vosk where there is a model, else PocketSphinx.

    Args:
        preference: What the settings ask for.
        vosk_model: Folder of the Vosk model on this machine, None if there is none.
        sensitivity: How readily it is to believe what it hears, 1 to 9.
        load: Loads what was chosen.

    Raises:
        Complaint: Vosk is asked for and has no model, or its model cannot be read.
    """
    model, reason = _decide(preference, vosk_model)
    recognizer = load(model)
    choice = Choice(recognizer, reason, calibration_of(recognizer))
    choice.tune(sensitivity)
    return choice


def _decide(preference: Preference, vosk_model: Path | None) -> tuple[Path | None, str]:
    """Return the folder of the Vosk model to listen with, None for PocketSphinx, and why."""
    if preference == "pocketsphinx":
        return None, "the settings ask for PocketSphinx"
    if vosk_model is not None:
        return vosk_model, f"Vosk's model {vosk_model.name} is on this machine"
    if preference == "vosk":
        raise Complaint(
            "Vosk is asked for, but there is no Vosk model on this machine: "
            "`voiceskill models fetch` fetches one, and `recognizer: auto` does without."
        )
    return None, "no Vosk model on this machine, so PocketSphinx's own model takes its place"
