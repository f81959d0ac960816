"""Arrows that show which way something moves."""

import math
from dataclasses import dataclass
from typing import Final

from pydantic import ConfigDict

from voiceskill.drawings.camera import Camera, Point
from voiceskill.drawings.outline import line
from voiceskill.drawings.space import vector

_HEAD: Final = 7.0
"""Length of its head's two strokes, centimetres."""
_SPREAD: Final = math.radians(32)
"""Between the shaft and each of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A bent arrow in space."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    at: tuple[float, float, float]
    """Where it begins: centimetres forward of the origin, out to the right, and up."""
    to: tuple[float, float, float]
    """Where it ends, likewise."""
    bend: float = 0.0
    """How far it bulges to its left as it is seen, as a part of its length."""

    def ends(self, camera: Camera) -> tuple[Point, Point]:
        """Return where it is seen to begin and to end."""
        (x1, out1, z1), (x2, out2, z2) = self.at, self.to
        return camera.place(vector(x1, -out1, z1)), camera.place(vector(x2, -out2, z2))


def stroke(arrow: Arrow, camera: Camera) -> str:
    """Return the path of an arrow's shaft and head."""
    (x1, y1), (x2, y2) = arrow.ends(camera)
    bulge = (x1 + x2) / 2 + (y2 - y1) * arrow.bend, (y1 + y2) / 2 - (x2 - x1) * arrow.bend
    way = math.atan2(y2 - bulge[1], x2 - bulge[0])
    first, second = (
        (x2 - _HEAD * math.cos(way + turn), y2 - _HEAD * math.sin(way + turn)) for turn in (_SPREAD, -_SPREAD)
    )
    return line((x1, y1), (x2, y2), by=bulge) + line(first, (x2, y2)) + line((x2, y2), second)
