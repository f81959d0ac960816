"""Bends a limb of two bones so that its end is where it should be."""

import math

from voiceskill.drawings.space import Vector, across, length, unit


def middle_joint(root: Vector, end: Vector, bones: tuple[float, float], bend: Vector) -> Vector:
    """Return where the elbow or knee is, by the law of cosines.

    Args:
        root: The shoulder or hip, centimetres.
        end: The wrist or ankle, centimetres.
        bones: Lengths of the upper and the lower bone, centimetres.
        bend: The direction in which the middle joint points.

    Raises:
        ValueError: The end is out of reach, or too near.
    """
    upper, lower = bones
    way = end - root
    far = length(way)
    if not abs(upper - lower) <= far <= upper + lower:
        raise ValueError(f"{far:.1f} cm away, for bones of {upper} and {lower} cm")
    along = unit(way)
    reach = (upper**2 - lower**2 + far**2) / (2 * far)
    return root + along * reach + across(bend, along) * math.sqrt(max(upper**2 - reach**2, 0.0))
