"""Outlines of round bodies as SVG path data: what is stretched around circles."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from voiceskill.drawings.camera import Point

_STEPS: Final = 36
"""Points with which a circle is tried; the arcs that come of it are exact."""
_CIRCLE: Final = tuple((math.cos(turn), math.sin(turn)) for turn in (math.tau * i / _STEPS for i in range(_STEPS)))


class Disc(NamedTuple):
    """A ball as it is seen."""

    x: float
    y: float
    radius: float


def around(discs: Sequence[Disc]) -> str:
    """Return the path of a band stretched around discs."""
    runs = [(owner, [point for point, _ in run]) for owner, run in groupby(_hull(discs), key=lambda corner: corner[1])]
    if len(runs) > 1 and runs[0][0] == runs[-1][0]:
        owner, end = runs.pop()
        runs[0] = owner, end + runs[0][1]
    if len(runs) == 1:
        return _circle(discs[runs[0][0]])
    path = []
    for owner, points in runs:
        path.append(f"L{_at(points[0])}")
        if len(points) > 1:
            large = int((len(points) - 1) * 2 > _STEPS)
            path.append(f"A{_n(discs[owner].radius)} {_n(discs[owner].radius)} 0 {large} 1 {_at(points[-1])}")
    return "M" + "".join(path)[1:] + "z"


def chain(discs: Sequence[Disc]) -> str:
    """Return the paths of bands around each two neighbours: a limb that tapers from disc to disc."""
    return "".join(around(pair) for pair in pairwise(discs))


def polygon(corners: Iterable[Point]) -> str:
    """Return the path of a closed polygon."""
    return "M" + "L".join(map(_at, corners)) + "z"


def line(begin: Point, end: Point, *, by: Point | None = None) -> str:
    """Return the path of a line, bent towards a point."""
    return f"M{_at(begin)}" + (f"L{_at(end)}" if by is None else f"Q{_at(by)} {_at(end)}")


def _circle(disc: Disc) -> str:
    radius, across = _n(disc.radius), _n(2 * disc.radius)
    half = f"a{radius} {radius} 0 1 1 "
    return f"M{_at((disc.x - disc.radius, disc.y))}{half}{across} 0{half}-{across} 0z"


def _hull(discs: Sequence[Disc]) -> list[tuple[Point, int]]:
    """Return the convex hull of points on the discs, clockwise as it is seen, each with its disc's index.

    It is A. M. Andrew's monotone chain (Another efficient algorithm for convex hulls in two dimensions, 1979).
    """
    points = sorted(
        ((disc.x + disc.radius * across, disc.y + disc.radius * down), index)
        for index, disc in enumerate(discs)
        for across, down in _CIRCLE
    )

    def half(ordered: Iterable[tuple[Point, int]]) -> list[tuple[Point, int]]:
        kept: list[tuple[Point, int]] = []
        for corner in ordered:
            while len(kept) > 1 and _turn(kept[-2][0], kept[-1][0], corner[0]) <= 0:
                kept.pop()
            kept.append(corner)
        return kept[:-1]

    return half(points) + half(reversed(points))


def _turn(origin: Point, a: Point, b: Point) -> float:
    return (a[0] - origin[0]) * (b[1] - origin[1]) - (a[1] - origin[1]) * (b[0] - origin[0])


def _at(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(value: float) -> str:
    """Write a number short: a tenth of a centimetre is finer than a screen shows."""
    return f"{round(value, 1) + 0.0:g}"
