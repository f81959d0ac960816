"""The sounds that the coach has sent, kept so that each is sent once."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

import numpy as np
import soxr

from voiceskill.coaching.stage import Chime, Line
from voiceskill.satellite.messages import CLIP_RATE, Piece
from voiceskill.speaking.timeline import Clip
from voiceskill.wyoming.wire import BadEventError

_KEPT_BYTES: Final = 96 * 2**20
"""What the clips may take up: more than eight minutes at 48 kHz."""
_FULL_SCALE: Final = 32_768


def name_of(samples: bytes) -> str:
    """Return a clip's name: what its samples, 16 bits, mono, `CLIP_RATE`, come down to."""
    return hashlib.sha256(samples).hexdigest()[:32]


class Clips:
    """The clips at hand, those longest unused forgotten first. One thread at a time."""

    def __init__(self, rate: int, limit: int = _KEPT_BYTES) -> None:
        """Begin with none.

        Args:
            rate: Samples a second of the loudspeaker, in Hz.
            limit: Bytes that they may take up.
        """
        self._rate = rate
        self._limit = limit
        self._clips: OrderedDict[str, Clip] = OrderedDict()
        self._bytes = 0
        self._lasting: frozenset[str] = frozenset()
        self._arriving = ""
        self._samples = bytearray()

    def take(self, piece: Piece, samples: bytes) -> None:
        """Take the next part of a clip; whatever was sent of another one before and is incomplete is dropped.

        Args:
            piece: Of what it is a part.
            samples: 16 bits, mono, `CLIP_RATE`.

        Raises:
            BadEventError: It does not follow the part before it, or the clip is not what its name says.
        """
        if piece.begin == 0:
            self._arriving, self._samples = piece.clip, bytearray()
        whole = 2 * piece.samples
        if piece.clip != self._arriving or 2 * piece.begin != len(self._samples) or not samples:
            raise BadEventError("A part of a clip does not follow the one before it.")
        self._samples += samples
        if len(self._samples) < whole:
            return
        complete, self._samples = bytes(self._samples), bytearray()
        if len(complete) != whole or name_of(complete) != piece.clip:
            raise BadEventError("A clip is not what its name says.")
        self._keep(piece.clip, complete)

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of the clips that are not at hand, each once."""
        return tuple(dict.fromkeys(name for name in names if name not in self._clips))

    def keep(self, names: Iterable[str]) -> None:
        """Forget these clips last, in place of those that were to be kept before."""
        self._lasting = frozenset(names)

    def sound(self, part: Line | Chime) -> Clip:
        """Return the clip whose name is a line's key, at the loudspeaker's rate: float32, mono, -1 to 1, shape (n,).

        Raises:
            KeyError: It is not at hand.
        """
        name = str(part) if isinstance(part, Chime) else part.key
        self._clips.move_to_end(name)
        return self._clips[name]

    def _keep(self, name: str, samples: bytes) -> None:
        clip = np.frombuffer(samples, "<i2").astype(np.float32) / np.float32(_FULL_SCALE)
        clip = soxr.resample(clip, CLIP_RATE, self._rate).clip(-1.0, 1.0)
        clip.flags.writeable = False
        self._bytes += clip.nbytes - (self._clips[name].nbytes if name in self._clips else 0)
        self._clips[name] = clip
        for last in (*(self._lasting & self._clips.keys()), name):
            self._clips.move_to_end(last)
        while self._bytes > self._limit and len(self._clips) > 1:
            _, oldest = self._clips.popitem(last=False)
            self._bytes -= oldest.nbytes
