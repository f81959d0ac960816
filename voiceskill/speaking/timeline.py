"""Where, to the sample, each cue of a stage sounds."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceskill.coaching.stage import Chime, Cue, Line

GAP_S = 0.25
"""Silence before a cue that follows the one before it, in seconds."""

Clip = NDArray[np.float32]
"""A sound at the loudspeaker's rate: float32, mono, -1 to 1, shape (n,); its first sample is its onset."""
Sounds = Callable[[Line | Chime], Clip]
"""Makes a line or a chime audible; may take its time."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A cue in its place."""

    start: int
    """Samples from the timeline's start to the sound's first sample."""
    sound: Line | Chime
    """What is heard."""
    clip: Clip
    """How it sounds."""

    def is_same_as(self, other: "Placed") -> bool:
        """Return whether the other is the same sound in the same place."""
        return self.start == other.start and self.sound == other.sound


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Cues in the order in which they sound, no two at the same sample."""

    placed: tuple[Placed, ...]
    """The cues in their places."""
    length: int
    """Samples from the start to the end."""

    def index_from(self, start: int) -> int:
        """Return the index of the first cue that begins at this sample or after it."""
        return bisect_left(self.placed, start, key=lambda placed: placed.start)


def lay_out(cues: Iterable[Cue], sounds: Sounds, *, rate: int, seconds: float = 0.0) -> Timeline:
    """Place cues on a timeline.

    A cue with an offset begins on the sample nearest to it. One without begins `GAP_S` after the end of the one before
    it; where a cue with an offset comes first, it is left out. Sounds without samples are left out as well.

    Args:
        cues: The cues, their offsets in seconds, in the order in which they sound.
        sounds: Makes them audible.
        rate: Samples a second, in Hz.
        seconds: Shortest length of the timeline, in seconds.
    """
    placed: list[Placed] = []
    gap = round(GAP_S * rate)
    end = -gap
    for cue in cues:
        clip = sounds(cue.sound)
        if not clip.size:
            continue
        start = end + gap if cue.at is None else round(cue.at * rate)
        while placed and placed[-1].start >= start:
            placed.pop()
        placed.append(Placed(start, cue.sound, clip))
        end = start + clip.size
    return Timeline(tuple(placed), max(round(seconds * rate), end, 0))
