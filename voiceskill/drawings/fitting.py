"""Fits a sequence into its view box, all frames at the same scale."""

import math
from dataclasses import dataclass
from typing import Final

from voiceskill.drawings.frame import Sequence
from voiceskill.drawings.mannequin import Mannequin
from voiceskill.drawings.outline import Disc
from voiceskill.drawings.posing import skeleton
from voiceskill.drawings.props import surfaces
from voiceskill.drawings.space import vector

WIDTH: Final = 280
"""Of the view box."""
_HEIGHTS: Final = (120, 210)
"""Least and greatest height of the view box; it is no higher than the frames need."""
_MARGIN: Final = 9.0
"""Kept free at its edges."""
_LARGEST: Final = 1.35
"""Units of the view box for a centimetre, at most, so that it looks like the same person everywhere."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Where centimetres lie in the view box."""

    scale: float
    """Units of the view box for a centimetre."""
    left: float
    """The origin's distance from the left edge, in units of the view box."""
    top: float
    """The origin's distance from the upper edge."""
    height: int
    """Of the view box."""


def fit(sequence: Sequence) -> Fit:
    """Return the largest scale at which all frames can be seen, in the middle of the view box."""
    discs, largest = _discs(sequence), _LARGEST
    if sequence.from_height is not None:
        _, horizon = sequence.camera.place(vector(0.0, 0.0, sequence.from_height))
        discs, largest = [disc for disc in discs if disc.y < horizon], 2 * _LARGEST
    left, right = min(disc.x - disc.radius for disc in discs), max(disc.x + disc.radius for disc in discs)
    top, bottom = min(disc.y - disc.radius for disc in discs), max(disc.y + disc.radius for disc in discs)
    low, high = _HEIGHTS
    scale = min((WIDTH - 2 * _MARGIN) / (right - left), (high - 2 * _MARGIN) / (bottom - top), largest)
    height = max(low, math.ceil((bottom - top) * scale + 2 * _MARGIN))
    return Fit(scale, WIDTH / 2 - (left + right) / 2 * scale, height / 2 - (top + bottom) / 2 * scale, height)


def _discs(sequence: Sequence) -> list[Disc]:
    """Return discs that reach as far as anything in the sequence."""
    camera = sequence.camera
    discs = [disc for frame in sequence.frames for disc in Mannequin(skeleton(frame.pose), camera).discs()]
    for prop in sequence.props:
        discs += [Disc(*corner, 0.0) for surface in surfaces(prop, camera) for corner in surface.corners]
    for frame in sequence.frames:
        discs += [Disc(*end, 4.0) for arrow in frame.arrows for end in arrow.ends(camera)]
    return discs
