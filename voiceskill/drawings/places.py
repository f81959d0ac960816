"""Where on the mannequin each named place of the body lies."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np

from voiceskill.coaching.stretch import Side
from voiceskill.drawings import build
from voiceskill.drawings.flesh import Ball, trunk_measures
from voiceskill.drawings.frame import Place
from voiceskill.drawings.mannequin import PartName
from voiceskill.drawings.skeleton import Leg, Skeleton
from voiceskill.drawings.space import LEFT, OUTWARDS, Vector, across, cross, unit

Balls = tuple[Ball, ...]
"""In a row, they cover a place."""


def place_of(place: Place, posed: Skeleton) -> tuple[PartName, Balls]:
    """Return the part on which a place lies, and balls in a row that cover it."""
    part, covering = _PLACES[place]
    return part, covering(posed)


def _strip(posed: Skeleton, *, heights: tuple[float, float], front: float = 0.0, left: float = 0.0) -> Balls:
    """Cover a strip along the trunk.

    Args:
        posed: The skeleton.
        heights: From and to where, 0 at the hips to 1 at the neck.
        front: How far before the spine, as a part of half the trunk's depth.
        left: How far to its left, as a part of half the trunk's width.
    """
    balls = []
    for height in np.linspace(*heights, 6):
        point, leftwards, forwards = posed.trunk.at(float(height))
        width, depth = trunk_measures(float(height))
        balls.append((point + forwards * front * depth + leftwards * left * width, depth * 0.36))
    return tuple(balls)


def _chest(posed: Skeleton) -> Balls:
    spine, left, front = posed.trunk.at(0.76)
    return tuple((spine + front * 4.0 + left * aside, 3.0) for aside in (-10.0, -4.0, 4.0, 10.0))


def _nape(posed: Skeleton) -> Balls:
    shoulders, _, front = posed.trunk.at(1.0)
    skull = posed.head.base + posed.head.up * 5 - posed.head.face * 3
    return (shoulders - front * 2.5, 2.6), (skull, 2.6)


def _shoulder(posed: Skeleton, side: Side) -> Balls:
    arm = posed.arms[side]
    return (arm.shoulder, 3.6), (arm.shoulder * 0.7 + arm.elbow * 0.3, 3.0)


def _buttock(posed: Skeleton, side: Side) -> Balls:
    leg = posed.legs[side]
    behind = _behind(leg) * build.THIGH_RADII[0] * 0.4
    return (leg.hip + behind, 4.2), (leg.hip + (leg.knee - leg.hip) * 0.2 + behind, 3.6)


def _thigh_back(posed: Skeleton, side: Side) -> Balls:
    leg = posed.legs[side]
    return _thigh(leg, _behind(leg), 0.25, 0.9)


def _thigh_front(posed: Skeleton, side: Side) -> Balls:
    leg = posed.legs[side]
    return _thigh(leg, -_behind(leg), 0.02, 0.55)


def _thigh_inside(posed: Skeleton, side: Side) -> Balls:
    return _thigh(posed.legs[side], LEFT * -OUTWARDS[side], 0.15, 0.7)


def _thigh(leg: Leg, way: Vector, begin: float, end: float) -> Balls:
    """Return balls under the skin on one side of the thigh, from and to a part of its length."""
    outwards = across(way, unit(leg.knee - leg.hip))
    first, last = build.THIGH_RADII
    balls = []
    for part in (begin, end):
        thick = first + (last - first) * part
        balls.append((leg.hip + (leg.knee - leg.hip) * part + outwards * thick * 0.42, thick * 0.42))
    return tuple(balls)


def _behind(leg: Leg) -> Vector:
    """Return the direction in which the back of the thigh looks."""
    thigh = unit(leg.knee - leg.hip)
    return across(leg.ankle - leg.knee, thigh) if abs(float(thigh @ LEFT)) > 0.9 else unit(cross(LEFT, thigh))


_PLACES: Final[Mapping[Place, tuple[PartName, Callable[[Skeleton], Balls]]]] = {
    "lower_back": ("trunk", partial(_strip, heights=(0.04, 0.42), front=-0.5)),
    "back": ("trunk", partial(_strip, heights=(0.08, 0.9), front=-0.55)),
    "upper_back": ("trunk", partial(_strip, heights=(0.55, 0.88), front=-0.5)),
    "belly": ("trunk", partial(_strip, heights=(0.1, 0.5), front=0.5)),
    "left_waist": ("trunk", partial(_strip, heights=(0.15, 0.75), left=0.62)),
    "chest": ("trunk", _chest),
    "neck": ("trunk", _nape),
    "left_shoulder": ("left_arm", partial(_shoulder, side=Side.LEFT)),
    "left_buttock": ("trunk", partial(_buttock, side=Side.LEFT)),
    "right_buttock": ("right_leg", partial(_buttock, side=Side.RIGHT)),
    "right_thigh_back": ("right_leg", partial(_thigh_back, side=Side.RIGHT)),
    "right_thigh_front": ("right_leg", partial(_thigh_front, side=Side.RIGHT)),
    "left_thigh_inside": ("left_leg", partial(_thigh_inside, side=Side.LEFT)),
    "right_thigh_inside": ("right_leg", partial(_thigh_inside, side=Side.RIGHT)),
}
