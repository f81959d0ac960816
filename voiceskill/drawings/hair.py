"""The hair: a cap of the skull, as far as it is turned to the viewer."""

import math
from typing import Final

from voiceskill.drawings import build
from voiceskill.drawings.camera import Camera, Point
from voiceskill.drawings.skeleton import Head
from voiceskill.drawings.space import Vector, cross, length, unit

_REACH: Final = math.radians(84)
"""From the middle of the cap to its rim."""
_TURNS: Final = tuple(2 * math.pi * step / 48 for step in range(48))


def hairline(camera: Camera, head: Head) -> tuple[Point, ...]:
    """Return the corners of what is seen of the hair; none where it is all hidden.

    It is bounded by that part of the cap's rim that is turned to the viewer, and by that part of the skull's edge that
    the cap covers.
    """
    middle = unit(head.up * 0.62 - head.face * 0.78)
    aside = unit(cross(middle, head.face))
    rim = _circle(aside, cross(aside, middle))
    rim = [middle * math.cos(_REACH) + point * math.sin(_REACH) for point in rim]
    edge = _circle(*camera.axes())
    seen = _run(rim, [float(point @ camera.viewer()) > 0 for point in rim])
    covered = _run(edge, [float(point @ middle) > math.cos(_REACH) for point in edge])
    if seen and covered and length(covered[-1] - seen[0]) > length(covered[-1] - seen[-1]):
        seen = seen[::-1]
    radius = build.HEAD_RADIUS + 0.7  # hair lies on the skull and hides its outline
    return tuple(camera.place(head.centre + point * radius) for point in [*covered, *seen])


def _circle(first: Vector, second: Vector) -> list[Vector]:
    return [first * math.cos(turn) + second * math.sin(turn) for turn in _TURNS]


def _run(points: list[Vector], kept: list[bool]) -> list[Vector]:
    """Return the points that are kept, which lie side by side on a circle, from one end of theirs to the other."""
    begin = next((i for i in range(len(kept)) if kept[i] and not kept[i - 1]), 0)
    turned = [(begin + i) % len(points) for i in range(len(points))]
    return [points[i] for i in turned if kept[i]]
