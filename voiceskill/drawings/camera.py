"""How space becomes a picture: seen from far away, so that nothing shrinks with distance."""

import math
from dataclasses import dataclass

import numpy as np

from voiceskill.drawings.space import Vector, vector

Point = tuple[float, float]
"""A place in the picture: to the right, and down."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the viewer is. Without turn and tilt it is a side view, with the right side of the body near."""

    turn: float = 0.0
    """Degrees by which the viewer has walked around towards the body's front; 90 is a front view."""
    tilt: float = 0.0
    """Degrees by which the viewer looks down."""

    def place(self, point: Vector) -> Point:
        """Return where a point is seen, in centimetres to the right and down."""
        right, away, up = self._seen(point)
        tilt = math.radians(self.tilt)
        return right, -(up * math.cos(tilt) + away * math.sin(tilt))

    def nearness(self, point: Vector) -> float:
        """Return how much nearer than the origin a point is to a viewer at the same height, in centimetres."""
        return -self._seen(point)[1]

    def axes(self) -> tuple[Vector, Vector]:
        """Return the directions that lead to the right and up in the picture."""
        turn, tilt = math.radians(self.turn), math.radians(self.tilt)
        right = vector(math.cos(turn), math.sin(turn), 0.0)
        away = vector(-math.sin(turn), math.cos(turn), 0.0)
        return right, vector(0.0, 0.0, math.cos(tilt)) + away * math.sin(tilt)

    def viewer(self) -> Vector:
        """Return the direction that leads to the viewer."""
        return np.cross(*self.axes())

    def _seen(self, point: Vector) -> tuple[float, float, float]:
        x, y, z = (float(part) for part in point)
        turn = math.radians(self.turn)
        return x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn), z
