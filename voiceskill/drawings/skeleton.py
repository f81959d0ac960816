"""The joints of a posed mannequin, in space."""

from collections.abc import Mapping
from dataclasses import dataclass

from voiceskill.coaching.stretch import Side
from voiceskill.drawings.space import Vector


@dataclass(frozen=True, slots=True)
class Trunk:
    """The curve of the spine and which way the trunk faces, at places in equal steps from the hips to the neck."""

    spine: tuple[Vector, ...]
    """Points, centimetres."""
    left: tuple[Vector, ...]
    """The direction to the body's left at each point."""
    front: tuple[Vector, ...]
    """The direction to the body's front at each point."""

    def at(self, height: float) -> tuple[Vector, Vector, Vector]:
        """Return the point, its left and its front at a height, 0 at the hips to 1 at the neck."""
        place = height * (len(self.spine) - 1)
        below = min(int(place), len(self.spine) - 2)
        part = place - below

        def between(values: tuple[Vector, ...]) -> Vector:
            return values[below] * (1 - part) + values[below + 1] * part

        return between(self.spine), between(self.left), between(self.front)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the head is, and which way it looks."""

    base: Vector
    """The upper end of the neck, centimetres."""
    centre: Vector
    """The middle of the skull, centimetres."""
    up: Vector
    """The direction from chin to crown."""
    face: Vector
    """The direction in which the eyes look."""


@dataclass(frozen=True, slots=True)
class Arm:
    """Joints of an arm, centimetres."""

    shoulder: Vector
    elbow: Vector
    wrist: Vector
    fingers: Vector


@dataclass(frozen=True, slots=True)
class Leg:
    """Joints of a leg, centimetres."""

    hip: Vector
    knee: Vector
    ankle: Vector
    heel: Vector
    toes: Vector


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A posed mannequin."""

    trunk: Trunk
    head: Head
    arms: Mapping[Side, Arm]
    legs: Mapping[Side, Leg]
