"""What the data file says of a pose."""

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict

from voiceskill.coaching.stretch import Side

Direction = float | tuple[float, float]
"""Degrees in the side view: 0 forward, 90 up, 180 back, -90 down; and degrees outwards, if it leaves that plane."""

Hold = Literal["thigh", "shank", "other_thigh", "other_shoulder", "small_of_back"]
"""What a hand can hold: the leg of its side, the other leg, the other shoulder from the front, the own back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a hand or foot is; elbow or knee follow from it. Exactly one of floor, point and hold is given."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    floor: tuple[float, float] | None = None
    """Flat on the floor: centimetres forward of the origin, and outwards from the middle."""
    point: tuple[float, float, float] | None = None
    """In the air: centimetres forward, outwards, and up."""
    hold: Hold | None = None
    """On the own body."""
    along: float = 0.7
    """With ``hold``: how far down that part of the leg, 0 to 1."""
    under: float = 1.0
    """With ``hold``: 1 behind the leg, -1 before it."""
    bend: Direction
    """Where the elbow or the knee points."""
    end: Direction | None = None
    """Where the fingers or toes point; on along the forearm, or forward, where None."""


Limb = tuple[Direction, ...] | Reach
"""Upper arm, forearm and hand, or thigh, shank and foot, each a direction from joint to joint; or where it reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How the mannequin is bent."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    hips: tuple[float, float] = (0.0, 0.0)
    """Where the middle of the hips is: centimetres forward of the origin and outwards to the right."""
    height: float | None = None
    """Of the middle of the hips above the floor, in centimetres; None: as low as the floor lets it."""
    spine: tuple[float, ...]
    """Degrees in the side view, in equal parts from the hips to the neck."""
    lean: tuple[float, ...] = (0.0,)
    """Degrees by which the spine leans to the right, in equal parts from the hips to the neck."""
    turn: tuple[float, ...] = (0.0,)
    """Degrees by which the trunk is turned to the right about the spine, in equal parts from the hips to the neck."""
    neck: Direction
    """From the trunk to the head."""
    face: Direction
    """Where the eyes look; outwards is to the right."""
    left_arm: Limb
    right_arm: Limb
    left_leg: Limb
    right_leg: Limb

    def limb(self, kind: Literal["arm", "leg"], side: Side) -> Limb:
        """Return an arm or a leg."""
        limb: Limb = getattr(self, f"{side}_{kind}")
        return limb
