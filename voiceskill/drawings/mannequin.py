"""The mannequin's parts as the viewer sees them, farthest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal, get_args

from voiceskill.coaching.stretch import Side
from voiceskill.drawings import build, flesh
from voiceskill.drawings.camera import Camera
from voiceskill.drawings.flesh import Ball
from voiceskill.drawings.hair import hairline
from voiceskill.drawings.outline import Disc, around, chain, polygon
from voiceskill.drawings.skeleton import Skeleton
from voiceskill.drawings.space import OTHER, Vector, unit

PartName = Literal["left_leg", "right_leg", "left_arm", "right_arm", "trunk", "head"]
Tone = Literal["skin", "clothes", "hair"]

_PAIRS: Final[dict[PartName, PartName]] = {
    "left_arm": "right_arm",
    "right_arm": "left_arm",
    "left_leg": "right_leg",
    "right_leg": "left_leg",
}
_FAR: Final = 10.0
"""Centimetres by which one of a pair must be farther than the other to be shaded, and drawn before the trunk."""
_ARMS_LAST: Final = 5.0
"""Centimetres by which an arm may be farther than a leg and is still drawn over it."""
_TRUNK_FIRST: Final = 6.0
"""Centimetres by which a limb may be farther than the trunk and is still drawn over it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline and what it is filled with."""

    path: str
    tone: Tone
    outlined: bool = True
    """Whether a line runs around it; a seam has none, and so melts two limbs together at their joint."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is drawn together."""

    name: PartName
    shapes: tuple[Shape, ...]
    nearness: float
    """Of its middle to the viewer, in centimetres."""
    front: float
    """Of what is nearest of it, in centimetres."""
    far: bool = False
    """Whether it is the farther one of a pair."""


@dataclass(frozen=True, slots=True)
class Mannequin:
    """Draws the parts of a skeleton."""

    skeleton: Skeleton
    camera: Camera

    def disc(self, ball: Ball) -> Disc:
        """Return a ball as it is seen."""
        return Disc(*self.camera.place(ball[0]), ball[1])

    def discs(self) -> tuple[Disc, ...]:
        """Return discs that reach as far as the figure does."""
        return tuple(map(self.disc, (*flesh.body(self.skeleton), flesh.bun(self.skeleton.head))))

    def parts(self, before: Sequence[PartName]) -> tuple[Part, ...]:
        """Return all parts, farthest first.

        Args:
            before: Parts to draw after all others, whatever their distance, in this order.
        """
        parts = {name: self._part(name) for name in get_args(PartName)}

        def rank(part: Part) -> tuple[int, float]:
            if part.name in before:
                return 2, before.index(part.name)
            return (0, part.nearness) if part.far else (1, part.front)

        def placed(part: Part) -> Part:
            pair = parts[_PAIRS.get(part.name, part.name)]
            return replace(part, far=part.nearness < pair.nearness - _FAR)

        return tuple(sorted(map(placed, parts.values()), key=rank))

    def _part(self, name: PartName) -> Part:
        match name:
            case "left_arm":
                return self._arm(name, Side.LEFT)
            case "right_arm":
                return self._arm(name, Side.RIGHT)
            case "left_leg":
                return self._leg(name, Side.LEFT)
            case "right_leg":
                return self._leg(name, Side.RIGHT)
            case "trunk":
                return self._trunk()
            case "head":
                return self._head()

    def _arm(self, name: PartName, side: Side) -> Part:
        arm = self.skeleton.arms[side]
        upper = Shape(self._chain(flesh.upper_arm(arm)), "clothes")
        lower = Shape(self._chain(flesh.forearm(arm)), "skin")
        inwards = unit(self.skeleton.arms[OTHER[side]].shoulder - arm.shoulder)
        shoulder, _ = flesh.upper_arm(arm)
        seam = self._seam((arm.shoulder + inwards * 7, 4.4), shoulder, flesh.along(flesh.upper_arm(arm), 7))
        away = self._nearness(arm.wrist) < self._nearness(arm.shoulder) - 6
        shapes = (lower, upper, seam) if away else (upper, seam, lower)
        middle = (arm.elbow + arm.wrist) / 2
        return Part(name, shapes, self._nearness(middle), self._nearness(arm.elbow, arm.wrist) + _ARMS_LAST)

    def _leg(self, name: PartName, side: Side) -> Part:
        leg, spine = self.skeleton.legs[side], self.skeleton.trunk.spine
        hip, knee = flesh.thigh(leg)
        upwards = unit(spine[2] - spine[0])
        at_hip = self._seam((leg.hip + upwards * 10, 7.4), hip, flesh.along((hip, knee), 9))
        at_knee = self._seam(flesh.along((knee, hip), 9), knee, flesh.along(flesh.shank(leg)[:2], 9))
        thigh = Shape(self._chain((hip, knee)), "clothes")
        shank = Shape(self._chain(flesh.shank(leg)), "clothes")
        foot = Shape(self._around(flesh.foot(leg)), "skin")
        away = self._nearness(leg.ankle) < self._nearness(leg.hip) - 6
        shapes = (foot, shank, thigh, at_hip, at_knee) if away else (thigh, at_hip, foot, shank, at_knee)
        middle = (leg.hip + leg.knee + leg.ankle) / 3
        return Part(name, shapes, self._nearness(middle), self._nearness(leg.hip, leg.knee))

    def _trunk(self) -> Part:
        trunk = self.skeleton.trunk
        slices = [flesh.trunk_slice(trunk, height) for height in flesh.TRUNK_SLICES]
        shoulders = [(arm.shoulder, build.UPPER_ARM_RADII[0]) for arm in self.skeleton.arms.values()]
        yoke = self._around([*flesh.trunk_slice(trunk, 0.91), *shoulders])
        clothes = "".join(self._around([*below, *above]) for below, above in pairwise(slices)) + yoke
        neck = self._chain(flesh.neck(self.skeleton))
        nearness = self._nearness(trunk.at(0.6)[0])
        return Part("trunk", (Shape(neck, "skin"), Shape(clothes, "clothes")), nearness, nearness - _TRUNK_FIRST)

    def _head(self) -> Part:
        head = self.skeleton.head
        bun = Shape(self._around([flesh.bun(head)]), "hair", outlined=False)
        face = Shape(self._around(flesh.skull(head)) + self._around(flesh.nose(head)), "skin")
        hair = Shape(polygon(hairline(self.camera, head)), "hair", outlined=False)
        looking = [ball for ball in flesh.eyes(head) if (ball[0] - head.centre) @ self.camera.viewer() > 1.5]
        eyes = [Shape(self._around([ball]), "hair", outlined=False) for ball in looking]
        nearness = self._nearness(head.centre)
        return Part("head", (bun, face, hair, *eyes), nearness, nearness)

    def _chain(self, balls: Sequence[Ball]) -> str:
        return chain([self.disc(ball) for ball in balls])

    def _around(self, balls: Sequence[Ball]) -> str:
        return around([self.disc(ball) for ball in balls])

    def _seam(self, *balls: Ball) -> Shape:
        return Shape(self._chain(balls), "clothes", outlined=False)

    def _nearness(self, *points: Vector) -> float:
        return max(map(self.camera.nearness, points))
