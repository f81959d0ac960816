"""Loads recognisers; the library of each, and its model, come into memory only with it."""

from collections.abc import Callable
from pathlib import Path

from voiceskill.hearing.recognizer import Recognizer

Load = Callable[[Path | None], Recognizer]
"""Returns Vosk with the model in a folder; where there is none, PocketSphinx with its own."""


def load_recognizer(vosk_model: Path | None) -> Recognizer:
    """Load a recogniser into this process.

    Args:
        vosk_model: Folder of a Vosk model; None: PocketSphinx is wanted.

    Raises:
        Complaint: The model cannot be read.
    """
    if vosk_model is None:
        from voiceskill.hearing.sphinx import SphinxRecognizer  # noqa: PLC0415 - takes memory, see above

        return SphinxRecognizer()
    from voiceskill.hearing.vosk_recognizer import VoskRecognizer  # noqa: PLC0415 - likewise

    return VoskRecognizer(vosk_model)
