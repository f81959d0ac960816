"""Opens when somebody begins to speak and closes when they have ended; counts samples, reads no clock."""

from collections import deque
from dataclasses import dataclass

import numpy as np
import webrtcvad
from numpy.typing import NDArray

from voiceskill.hearing.recognizer import SAMPLE_RATE

FRAME = SAMPLE_RATE // 50
"""Samples that are judged together: 20 ms."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the gate waits before it opens and closes."""

    pre_roll: float = 0.4
    """Seconds before the decision to open that belong to the utterance: the detector is late on soft beginnings."""
    onset: float = 0.14
    """Seconds of speech within the last 0.24 s that open the gate: a click or a knock is shorter."""
    silence: float = 0.8
    """Seconds of silence that end an utterance whatever was said; `SentenceEnds` mostly ends it sooner."""
    longest: float = 10.0
    """Seconds after which an utterance is ended in any case, so that endless noise does not hold the gate open."""


class Gate:
    """Judges a stream of frames and says which samples belong to an utterance.

    The detector is WebRTC's (Gaussian mixtures on six bands). It takes rain, a running tap and most other steady noise
    for speech, so a frame has to be louder than the room as well. A frame counts as speech where most of its
    neighbourhood does, so single misjudged frames neither open the gate nor keep it open.
    """

    _ONSET_WINDOW = 12
    """Frames within which enough speech opens the gate: 0.24 s."""

    def __init__(self, patience: Patience | None = None) -> None:
        """Start closed, at sample 0.

        Args:
            patience: How long to wait; None: as `Patience` proposes.
        """
        self._patience = patience or Patience()
        self._detector = webrtcvad.Vad(2)
        self._room = _Loudness()
        self.now = 0
        """Samples taken so far."""
        self._before: deque[NDArray[np.int16]] = deque(maxlen=_frames(self._patience.pre_roll))
        self._judged: deque[bool] = deque(maxlen=self._ONSET_WINDOW)
        self._start = 0
        self._speech_end = 0
        self.open = False
        """Whether an utterance is under way."""
        self.onset = 0
        """Sample at which the utterance's speech began."""

    @property
    def start(self) -> int:
        """The utterance's first sample, pre-roll included."""
        return self._start

    @property
    def speech_end(self) -> int:
        """Sample at which the last speech of the utterance ended."""
        return self._speech_end

    @property
    def silence(self) -> float:
        """Seconds since that sample."""
        return (self.now - self._speech_end) / SAMPLE_RATE

    @property
    def over(self) -> bool:
        """Whether the open utterance has ended: in silence, or because it grew too long."""
        longest = self._patience.longest * SAMPLE_RATE
        return self.open and (self.silence >= self._patience.silence or self.now - self._start >= longest)

    def take(self, frame: NDArray[np.int16]) -> NDArray[np.int16]:
        """Judge the next frame.

        Args:
            frame: int16, mono, `SAMPLE_RATE`, shape (`FRAME`,).

        Returns:
            The samples that the utterance gains: none while the gate is closed, the pre-roll with the frame when it
            opens, the frame while it is open. int16, shape (n,).
        """
        self.now += FRAME
        stands_out = self._room.stands_out(frame)
        self._judged.append(stands_out and self._detector.is_speech(frame.tobytes(), SAMPLE_RATE))
        if self.open:
            if sum(list(self._judged)[-3:]) >= 2:
                self._speech_end = self.now
            return frame
        self._before.append(frame)
        if sum(self._judged) * FRAME < self._patience.onset * SAMPLE_RATE:
            return frame[:0]
        gained = np.concatenate(self._before)
        self.open = True
        self._start = self.now - len(gained)
        self.onset = self.now - FRAME * (len(self._judged) - self._judged.index(True))
        self._speech_end = self.now
        return gained

    def close(self) -> None:
        """End the utterance; what follows belongs to the next, and nothing is heard twice."""
        self.open = False
        self._before.clear()
        self._judged.clear()


class _Loudness:
    """How loud the room is when nobody speaks: what a fifth of the last three seconds stay below."""

    _REMEMBERED = 150
    """Frames: 3 s. In as long a stretch of speech a fifth is pauses and stops."""
    _QUIETEST = 0.2
    """Share of them that is taken for the room."""
    _ENOUGH = 25
    """Frames without which nothing is known of the room: 0.5 s."""
    _ABOVE = 10**0.8
    """Power, relative to the room's, from which a frame may be speech: 8 dB."""

    def __init__(self) -> None:
        self._powers: deque[float] = deque(maxlen=self._REMEMBERED)

    def stands_out(self, frame: NDArray[np.int16]) -> bool:
        """Say whether a frame is louder than the room, which it belongs to from then on."""
        power = float(np.mean(frame.astype(np.float64) ** 2))
        self._powers.append(power)
        if len(self._powers) < self._ENOUGH:
            return True
        place = int(self._QUIETEST * len(self._powers))
        return power > self._ABOVE * float(np.partition(self._powers, place)[place])


def _frames(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / FRAME)
