"""What is drawn: the frames of a stretch, each a pose with what explains it."""

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict

from voiceskill.coaching.stretch import Side
from voiceskill.drawings.arrow import Arrow
from voiceskill.drawings.camera import Camera
from voiceskill.drawings.mannequin import PartName
from voiceskill.drawings.pose import Pose
from voiceskill.drawings.props import Prop

Place = Literal[
    "lower_back",
    "back",
    "upper_back",
    "belly",
    "left_waist",
    "chest",
    "neck",
    "left_shoulder",
    "left_buttock",
    "right_buttock",
    "right_thigh_back",
    "right_thigh_front",
    "left_thigh_inside",
    "right_thigh_inside",
]
"""Where a stretch is felt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture of a stretch."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    caption: str
    """What it shows, in a few words."""
    sentence: int
    """The sentence it belongs to: 0 is the start, n the nth instruction."""
    pose: Pose
    """How the body is."""
    felt: tuple[Place, ...] = ()
    """Where it is felt."""
    arrows: tuple[Arrow, ...] = ()
    """What moves."""
    before: tuple[PartName, ...] = ()
    """Parts to draw over all others, where distance alone would mistake them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """All frames of a stretch, seen from one place."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    camera: Camera
    """Where the viewer is."""
    side: Side = Side.RIGHT
    """The side that is stretched in the drawing, where it has sides; for the other the picture is mirrored."""
    from_height: float | None = None
    """A close view of what is above this height, in centimetres; the whole body where None."""
    props: tuple[Prop, ...]
    """What is there besides the body, farthest first."""
    frames: tuple[Frame, ...]
    """In the order in which they are done."""

    @property
    def hold(self) -> int:
        """Index of the frame that stands for the stretch: the first one in which it is felt."""
        return next((index for index, frame in enumerate(self.frames) if frame.felt), len(self.frames) - 1)
