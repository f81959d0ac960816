"""Turns a pose into joints in space. Bones keep their lengths, whatever the pose."""

from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from voiceskill.coaching.stretch import Side
from voiceskill.drawings import build, flesh
from voiceskill.drawings.pose import Direction, Limb, Pose, Reach
from voiceskill.drawings.reaching import middle_joint
from voiceskill.drawings.skeleton import Arm, Head, Leg, Skeleton, Trunk
from voiceskill.drawings.space import LEFT, OTHER, OUTWARDS, Vector, across, cross, direction, unit, vector

_SPINE_PARTS: Final = 10
"""Straight pieces that stand for the curve of the spine."""
_ANYHOW: Final[Limb] = (90.0, 90.0, 0.0)
"""For a limb whose place does not matter yet."""


def skeleton(pose: Pose) -> Skeleton:
    """Pose the mannequin.

    Raises:
        ValueError: A hand or foot cannot reach where it should be.
    """
    return _skeleton(pose, _resting_height(pose) if pose.height is None else pose.height)


def _resting_height(pose: Pose) -> float:
    """Return the height of the hips at which what does not reach for something just touches the floor."""
    reaching = {limb for limb in flesh.LIMBS if isinstance(pose.limb(*limb), Reach)}
    anyhow: dict[str, Any] = {f"{side}_{kind}": _ANYHOW for kind, side in reaching}
    posed = _skeleton(replace(pose, **anyhow), 0.0)
    settled = [limb for limb in flesh.LIMBS if limb not in reaching]
    return -min(float(centre[2]) - radius for centre, radius in flesh.body(posed, settled))


def _skeleton(pose: Pose, height: float) -> Skeleton:
    trunk = _trunk(pose, vector(pose.hips[0], -pose.hips[1], height))
    legs = {side: _leg(pose.limb("leg", side), trunk, side) for side in OUTWARDS}
    arms = {side: _arm(pose.limb("arm", side), trunk, legs, side) for side in OUTWARDS}
    return Skeleton(trunk, _head(pose, trunk), arms, legs)


def _trunk(pose: Pose, hips: Vector) -> Trunk:
    middles = (np.arange(_SPINE_PARTS) + 0.5) / _SPINE_PARTS
    leans = _spread(pose.lean, middles)
    ways = [direction(*way, Side.RIGHT) for way in zip(_spread(pose.spine, middles), leans, strict=True)]
    points = [hips]
    for way in ways:
        points.append(points[-1] + way * (build.TRUNK / _SPINE_PARTS))
    upwards = [ways[0], *(unit(a + b) for a, b in pairwise(ways)), ways[-1]]
    lefts, fronts = [], []
    for up, turn in zip(upwards, np.radians(_spread(pose.turn, np.linspace(0, 1, _SPINE_PARTS + 1))), strict=True):
        left = across(LEFT, up)
        front = cross(left, up)
        lefts.append(left * np.cos(turn) + front * np.sin(turn))
        fronts.append(front * np.cos(turn) - left * np.sin(turn))
    return Trunk(tuple(points), tuple(lefts), tuple(fronts))


def _spread(values: tuple[float, ...], places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.interp(places, np.linspace(0, 1, len(values)), values)


def _head(pose: Pose, trunk: Trunk) -> Head:
    neck, face = _towards(pose.neck, Side.RIGHT), _towards(pose.face, Side.RIGHT)
    base = trunk.spine[-1] + neck * build.NECK
    up = across(neck, face)
    return Head(base, base + up * (build.HEAD_RADIUS - 1.5) + face * 1.5, up, face)


def _towards(way: Direction, side: Side) -> Vector:
    return direction(*way, side) if isinstance(way, tuple) else direction(way, 0.0, side)


def _arm(limb: Limb, trunk: Trunk, legs: dict[Side, Leg], side: Side) -> Arm:
    spine, left, _ = trunk.at(build.SHOULDER_HEIGHT)
    shoulder = spine + left * OUTWARDS[side] * build.SHOULDER
    upper, fore, hand = build.ARM
    if isinstance(limb, Reach):
        wrist = _wrist(limb, shoulder, trunk, legs, side)
        elbow = middle_joint(shoulder, wrist, (upper, fore), _towards(limb.bend, side))
        fingers = (wrist - elbow) / fore if limb.end is None else _towards(limb.end, side)
    else:
        elbow = shoulder + _towards(limb[0], side) * upper
        wrist = elbow + _towards(limb[1], side) * fore
        fingers = _towards(limb[-1], side)
    return Arm(shoulder, elbow, wrist, wrist + fingers * hand)


def _wrist(reach: Reach, shoulder: Vector, trunk: Trunk, legs: dict[Side, Leg], side: Side) -> Vector:
    match reach.hold:
        case None:
            return _goal(reach, side, build.HAND_RADII[0])
        case "other_shoulder":
            spine, left, front = trunk.at(build.SHOULDER_HEIGHT - 0.06)
            return spine - left * OUTWARDS[side] * 5 + front * 11.5
        case "small_of_back":
            spine, left, front = trunk.at(0.18)
            return spine + left * OUTWARDS[side] * 10 - front * 10
        case "thigh" | "shank":
            palm = _on_leg(reach, legs[side], reach.hold)
        case "other_thigh":
            palm = _on_leg(reach, legs[OTHER[side]], "thigh")
    return palm + unit(shoulder - palm) * build.ARM[2] / 2


def _on_leg(reach: Reach, leg: Leg, bone: str) -> Vector:
    """Return a point on the skin of a leg."""
    (begin, first), *_, (end, last) = flesh.thigh(leg) if bone == "thigh" else flesh.shank(leg)
    away = first + (last - first) * reach.along + build.HAND_RADII[0] - 0.6
    return begin + (end - begin) * reach.along + unit(cross(LEFT, end - begin)) * away * reach.under


def _goal(reach: Reach, side: Side, above_floor: float) -> Vector:
    match reach:
        case Reach(point=(forward, out, up)):
            return vector(forward, OUTWARDS[side] * out, up)
        case Reach(floor=(forward, out)):
            return vector(forward, OUTWARDS[side] * out, above_floor)
        case _:
            raise ValueError("a reach needs a floor, a point or a hold")


def _leg(limb: Limb, trunk: Trunk, side: Side) -> Leg:
    hip = trunk.spine[0] + trunk.left[0] * OUTWARDS[side] * build.HIP
    thigh, shank = build.LEG
    if isinstance(limb, Reach):
        ankle = _goal(limb, side, build.SOLE)
        knee = middle_joint(hip, ankle, (thigh, shank), _towards(limb.bend, side))
        toes = _towards(0.0 if limb.end is None else limb.end, side)
    else:
        knee = hip + _towards(limb[0], side) * thigh
        ankle = knee + _towards(limb[1], side) * shank
        toes = _towards(limb[-1], side)
    heel, ball = _foot(ankle, (ankle - knee) / shank, toes)
    return Leg(hip, knee, ankle, heel, ball)


def _foot(ankle: Vector, shank: Vector, toes: Vector) -> tuple[Vector, Vector]:
    """Return heel and ball of a foot, whose sole looks where the calf does when the toes point on along the shank."""
    pointing_aside = abs(float(toes @ LEFT)) > 0.75
    sole = across(shank, toes) if pointing_aside else unit(cross(LEFT, toes))
    return (
        ankle + toes * build.HEEL[0] + sole * build.HEEL[1],
        ankle + toes * build.BALL[0] + sole * build.BALL[1],
    )
