"""Chooses the recogniser that works on this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voiceskill.complaint import Complaint
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.hearing.vosk_recognizer import VoskRecognizer

Preference = Literal["auto", "vosk", "pocketsphinx"]
"""What the settings ask for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A recogniser, and why it was chosen."""

    recognizer: Recognizer
    """Loaded, without a grammar yet."""
    reason: str
    """One line for the log and `voiceskill doctor`."""


def choose_recognizer(preference: Preference, vosk_model: Path | None) -> Choice:
    """Load the recogniser that is asked for; for ``auto`` Vosk where there is a model, else PocketSphinx.

    Args:
        preference: What the settings ask for.
        vosk_model: Folder of the Vosk model on this machine, None if there is none.

    Raises:
        Complaint: Vosk is asked for and has no model, or its model cannot be read.
    """
    if preference == "pocketsphinx":
        return Choice(SphinxRecognizer(), "the settings ask for PocketSphinx")
    if vosk_model is not None:
        return Choice(VoskRecognizer(vosk_model), f"Vosk's model {vosk_model.name} is on this machine")
    if preference == "vosk":
        raise Complaint(
            "Vosk is asked for, but there is no Vosk model on this machine: "
            "`voiceskill models fetch` fetches one, and `recognizer: auto` does without."
        )
    return Choice(SphinxRecognizer(), "no Vosk model on this machine, so PocketSphinx's own model takes its place")
