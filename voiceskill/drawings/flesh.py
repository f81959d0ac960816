"""What is around the bones: balls, between which the body is stretched."""

from collections.abc import Collection
from typing import Final, Literal

import numpy as np

from voiceskill.coaching.stretch import Side
from voiceskill.drawings import build
from voiceskill.drawings.skeleton import Arm, Head, Leg, Skeleton, Trunk
from voiceskill.drawings.space import Vector, cross, length

Ball = tuple[Vector, float]
"""A centre and a radius, centimetres."""

Limb = tuple[Literal["arm", "leg"], Side]
LIMBS: Final[tuple[Limb, ...]] = (
    ("arm", Side.LEFT),
    ("arm", Side.RIGHT),
    ("leg", Side.LEFT),
    ("leg", Side.RIGHT),
)

TRUNK_SLICES: Final = tuple(float(height) for height in np.linspace(0, build.TRUNK_HEIGHTS[-1], 9))
"""Heights at which the trunk is measured, 0 at the hips to 1 at the neck."""


def trunk_slice(trunk: Trunk, height: float) -> tuple[Ball, Ball]:
    """Return the balls at the trunk's two sides."""
    point, left, _ = trunk.at(height)
    width, depth = trunk_measures(height)
    return (point + left * (width - depth), depth), (point - left * (width - depth), depth)


def trunk_measures(height: float) -> tuple[float, float]:
    """Return half the trunk's width and half its depth."""
    return (
        float(np.interp(height, build.TRUNK_HEIGHTS, build.TRUNK_WIDTHS)),
        float(np.interp(height, build.TRUNK_HEIGHTS, build.TRUNK_DEPTHS)),
    )


def upper_arm(arm: Arm) -> tuple[Ball, Ball]:
    """Return shoulder and elbow."""
    return (arm.shoulder, build.UPPER_ARM_RADII[0]), (arm.elbow, build.UPPER_ARM_RADII[1])


def forearm(arm: Arm) -> tuple[Ball, ...]:
    """Return elbow, wrist, palm and fingers."""
    return (
        (arm.elbow, build.FOREARM_RADII[0]),
        (arm.wrist, build.FOREARM_RADII[1]),
        ((arm.wrist + arm.fingers) / 2, build.HAND_RADII[0]),
        (arm.fingers, build.HAND_RADII[1]),
    )


def thigh(leg: Leg) -> tuple[Ball, Ball]:
    """Return hip and knee."""
    return (leg.hip, build.THIGH_RADII[0]), (leg.knee, build.THIGH_RADII[1])


def shank(leg: Leg) -> tuple[Ball, Ball, Ball]:
    """Return knee, calf and ankle."""
    calf = leg.knee + (leg.ankle - leg.knee) * 0.3
    return (leg.knee, build.SHANK_RADII[0]), (calf, build.SHANK_RADII[0] - 0.2), (leg.ankle, build.SHANK_RADII[1])


def foot(leg: Leg) -> tuple[Ball, Ball, Ball]:
    """Return ankle, heel and the ball of the foot."""
    return (leg.ankle, build.SHANK_RADII[1] - 0.3), (leg.heel, build.HEEL[2]), (leg.toes, build.BALL[2])


def neck(posed: Skeleton) -> tuple[Ball, Ball]:
    """Return its lower end in the trunk and its upper end in the head."""
    return (posed.trunk.spine[-2], build.NECK_RADIUS), (posed.head.base + posed.head.up * 4, build.NECK_RADIUS)


def skull(head: Head) -> tuple[Ball, Ball]:
    """Return skull and jaw."""
    return (head.centre, build.HEAD_RADIUS), (head.centre + head.face * 4.2 - head.up * 6.0, 5.4)


def nose(head: Head) -> tuple[Ball, Ball]:
    """Return its root and its tip."""
    return (
        (head.centre + head.face * 9.0 + head.up * 0.5, 1.2),
        (head.centre + head.face * 11.2 - head.up * 2.2, 1.3),
    )


def eyes(head: Head) -> tuple[Ball, Ball]:
    """Return both pupils."""
    aside = cross(head.up, head.face) * 3.8
    middle = head.centre + head.face * 9.0 + head.up * 0.6
    return (middle + aside, 0.95), (middle - aside, 0.95)


def bun(head: Head) -> Ball:
    """Return the knot of hair, where it is in nobody's way who lies on the back."""
    return head.centre + head.up * 11.6 - head.face * 5.0, 4.6


def body(posed: Skeleton, limbs: Collection[Limb] = LIMBS) -> tuple[Ball, ...]:
    """Return all that touches the floor if anything does.

    Args:
        posed: The skeleton.
        limbs: The limbs to count.
    """
    balls = [ball for height in TRUNK_SLICES for ball in trunk_slice(posed.trunk, height)]
    balls.append(skull(posed.head)[0])
    for limb, side in limbs:
        if limb == "arm":
            balls += [*upper_arm(posed.arms[side]), *forearm(posed.arms[side])]
        else:
            balls += [*thigh(posed.legs[side]), *shank(posed.legs[side]), *foot(posed.legs[side])]
    return tuple(balls)


def along(balls: tuple[Ball, Ball], far: float) -> Ball:
    """Return the ball at a distance (cm) from the first on the way to the second, as thick as the limb is there."""
    (begin, first), (end, last) = balls
    part = far / length(end - begin)
    return begin + (end - begin) * part, first + (last - first) * part
