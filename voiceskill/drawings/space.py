"""Points and directions in the space where the mannequin lives.

All lengths are centimetres of a person 170 cm tall. The x axis points forward, to the right of the picture; the y axis
to the left of somebody who looks forward, away from the viewer; the z axis up, with the floor at 0.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from voiceskill.coaching.stretch import Side

Vector = npt.NDArray[np.float64]
"""A point or direction, shape (3,)."""

LEFT: Final[Vector] = np.array([0.0, 1.0, 0.0])
"""Where the left hand of somebody who looks forward is."""
OUTWARDS: Final[dict[Side, float]] = {Side.LEFT: 1.0, Side.RIGHT: -1.0}
"""The sign along y that leads away from the body, for each side of it."""
OTHER: Final[dict[Side, Side]] = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


def vector(x: float, y: float, z: float) -> Vector:
    """Return a point or direction."""
    return np.array([x, y, z], dtype=np.float64)


def direction(angle: float, out: float, side: Side) -> Vector:
    """Return a unit vector.

    Args:
        angle: Degrees in the side view: 0 forward, 90 up, 180 backwards, -90 down.
        out: Degrees by which it leaves that plane towards the side.
        side: The side that ``out`` means.
    """
    turn, away = math.radians(angle), math.radians(out)
    return vector(math.cos(turn) * math.cos(away), OUTWARDS[side] * math.sin(away), math.sin(turn) * math.cos(away))


def length(of: Vector) -> float:
    """Return the vector's length."""
    return math.sqrt(float(of @ of))


def unit(of: Vector) -> Vector:
    """Return the vector's direction."""
    return of / length(of)


def across(of: Vector, along: Vector) -> Vector:
    """Return the direction of what is left of a vector when its part along a unit vector is taken away."""
    return unit(of - along * float(of @ along))


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product, to which numpy's own takes ten times as long."""
    return vector(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
