"""The coach's voice: texts become clips, made ahead and kept."""

import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.speaking.clip_cache import ClipCache, key_of
from voiceskill.speaking.synthesizer import RATE, Synthesizer
from voiceskill.speaking.timeline import Clip
from voiceskill.speaking.trimming import trim
from voiceskill.speaking.voice_settings import VoiceSettings

_log = logging.getLogger(__name__)

_MADE_BY = 1
"""Counts the ways in which clips were made of speech, so that those made in an earlier way are not used."""
_AT_HAND_BYTES = 12 * 2**20
"""What the clips held in memory may take up: a minute at 48 kHz, more than any stage; the others are on the disk."""
_MIN_LETTER_S = 0.01
"""A speaker in a hurry needs four times as long for a letter."""


class Voice:
    """Speaks in one voice at a time. Any thread may call it."""

    def __init__(
        self,
        cache_folder: Path,
        settings: VoiceSettings,
        *,
        rate: int = 48_000,
        patience: float = 1.5,
        synthesizer: Synthesizer | None = None,
    ) -> None:
        """Start nothing yet; the first text starts the synthesiser.

        Args:
            cache_folder: Where clips are kept from one run to the next; voices may share it.
            settings: How to speak.
            rate: Samples a second of the clips, in Hz: the loudspeaker's.
            patience: Seconds after which a synthesiser that does not answer is replaced, as `Synthesizer` takes it.
            synthesizer: Speaks for other voices as well, and is closed by whoever made it; None: one of its own.
        """
        self.settings = settings
        """How it speaks; what is made from then on follows a new value."""
        self._rate = rate
        self._cache = ClipCache(cache_folder, RATE)
        self._shared = synthesizer is not None
        self._synthesizer = synthesizer or Synthesizer(patience=patience)
        self._choosing = threading.Lock()
        self._at_hand: OrderedDict[str, Clip] = OrderedDict()
        self._at_hand_bytes = 0
        self._ahead: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._preparing = threading.Lock()
        self._preparer: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def description(self) -> str:
        """Names and versions of what makes the sound, such as ``pyttsx3 2.99, espeak-ng 1.51``.

        Raises:
            Complaint: espeak-ng is missing; the sentence says how to install it.
        """
        return self._synthesizer.description

    @property
    def pid(self) -> int | None:
        """Process id of the synthesiser; None where none runs."""
        return self._synthesizer.pid

    def clip(self, text: str) -> Clip:
        """Return how a text sounds: float32, mono, -1 to 1, shape (n,), read-only.

        The first sample is the onset of the first word; after the last there is less than 10 ms of silence, for a
        length of whole hundredths of a second. Takes 20 ms on a PC for a text that is new, and no time for one that was
        asked for not long ago. A text in which there is nothing to say gives no samples.

        Raises:
            Complaint: espeak-ng is missing, has no voice of that name, or fails again and again.
        """
        said = " ".join(text.split())
        settings = self.settings
        key = key_of(_MADE_BY, self.description, said, settings.name, settings.rate)
        with self._choosing:
            clip = self._at_hand.get(key)
            if clip is not None:
                self._at_hand.move_to_end(key)
                return clip
        # Nobody waits for another's text: the one that is needed now is made before what is only made ahead.
        clip = self._fit(self._spoken(key, said, settings))
        with self._choosing:
            return self._keep_at_hand(key, clip)

    def prepare(self, texts: Iterable[str]) -> None:
        """Make the clips of these texts in the background, after those asked for before; returns at once.

        Where the voice cannot speak, the log says so, and the rest waits for the next call.
        """
        for text in texts:
            self._ahead.put(text)
        with self._preparing:
            if self._preparer is None or not self._preparer.is_alive():
                self._preparer = threading.Thread(target=self._make_ahead, name="voice-ahead", daemon=True)
                self._preparer.start()

    def close(self) -> None:
        """Drop what is still to be made ahead and end its own synthesiser, for good."""
        self._closed.set()
        self._ahead.put(None)
        if self._preparer is not None:
            self._preparer.join()
        if not self._shared:
            self._synthesizer.close()

    def _make_ahead(self) -> None:
        try:
            while (text := self._ahead.get()) is not None and not self._closed.is_set():
                self.clip(text)
        except Complaint as complaint:
            _log.warning("Nothing is spoken ahead: %s", complaint)

    def _spoken(self, key: str, text: str, settings: VoiceSettings) -> NDArray[np.int16]:
        """Return a text's samples from the cache or the synthesiser, int16 at the synthesiser's rate."""
        kept = self._cache.get(key)
        if kept is not None:
            return kept
        letters = sum(map(str.isalnum, text))
        samples = np.zeros(0, np.int16)
        if not letters:
            return samples
        for _ in range(2):
            samples = trim(self._synthesizer.speak(text, settings))
            if samples.size > letters * _MIN_LETTER_S * RATE:
                self._cache.put(key, samples)
                return samples
        _log.warning('The voice makes no more than %.2f s of "%s".', samples.size / RATE, text)
        return samples

    def _fit(self, samples: NDArray[np.int16]) -> Clip:
        """Return the synthesiser's samples as the loudspeaker takes them."""
        clip = soxr.resample(samples.astype(np.float32) / 32768, RATE, self._rate) if samples.size else np.zeros(0)
        hundredth = self._rate // 100
        fitted = np.zeros(-(-clip.size // hundredth) * hundredth, np.float32)
        np.clip(clip, -1.0, 1.0, out=fitted[: clip.size])
        fitted.flags.writeable = False
        return fitted

    def _keep_at_hand(self, key: str, clip: Clip) -> Clip:
        """Keep a clip and return it, or the one that another thread has made meanwhile."""
        if key in self._at_hand:
            return self._at_hand[key]
        self._at_hand[key] = clip
        self._at_hand_bytes += clip.nbytes
        while self._at_hand_bytes > _AT_HAND_BYTES and len(self._at_hand) > 1:
            _, oldest = self._at_hand.popitem(last=False)
            self._at_hand_bytes -= oldest.nbytes
        return clip
