"""The voice, as one on which a session can rely: it may fail, and the session goes on."""

import logging
from collections.abc import Callable

from voiceskill.complaint import Complaint
from voiceskill.speaking.timeline import Clip

_log = logging.getLogger(__name__)


class SteadyVoice:
    """Makes texts audible; where the voice fails, by a chime that stands for what it would have said.

    One thread at a time.
    """

    def __init__(self, speak: Callable[[str], Clip], chime: Clip) -> None:
        """Ask nothing of the voice yet.

        Args:
            speak: Makes a text a clip, or raises a `Complaint`; a `Voice` does.
            chime: Is heard in place of a text.
        """
        self._speak = speak
        self._chime = chime
        self._complaint = ""
        self._missing: set[str] = set()

    def clip(self, text: str) -> Clip:
        """Return how a text sounds, or the chime; the log tells why, once until the voice is back."""
        try:
            clip = self._speak(text)
        except Complaint as complaint:
            self._missing.add(text)
            if str(complaint) != self._complaint:
                self._complaint = str(complaint)
                _log.warning("The coach goes on by chimes: %s", complaint)
            return self._chime
        # A text that did not fail may just have been kept from better times.
        if text in self._missing:
            self._missing.clear()
            self._complaint = ""
        return clip
