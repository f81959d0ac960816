"""The mannequin's build: the lengths of its bones and how thick it is around them, in centimetres."""

from typing import Final

TRUNK: Final = 50.0
"""From the middle of the hips to the base of the neck, along the spine."""
NECK: Final = 9.0
"""From its base to where the head begins."""
HIP: Final = 7.6
"""From the middle of the pelvis to a hip joint."""
SHOULDER: Final = 16.0
"""From the spine to a shoulder joint."""
SHOULDER_HEIGHT: Final = 0.92
"""How far up the trunk the shoulders are, 0 to 1."""

ARM: Final = (29.0, 25.0, 9.0)
"""Upper arm, forearm, hand."""
LEG: Final = (42.0, 41.0)
"""Thigh, shank."""
SOLE: Final = 7.2
"""From the ankle's joint down to the floor, standing."""

UPPER_ARM_RADII: Final = (5.2, 3.9)
FOREARM_RADII: Final = (3.9, 2.7)
HAND_RADII: Final = (2.9, 2.2)
THIGH_RADII: Final = (8.6, 5.8)
SHANK_RADII: Final = (5.6, 3.5)
NECK_RADIUS: Final = 4.8
HEAD_RADIUS: Final = 10.2

HEEL: Final = (-3.5, 4.0, 3.2)
"""Behind the ankle, below it, radius."""
BALL: Final = (13.5, 4.9, 2.3)
"""Before the ankle, below it, radius."""

TRUNK_HEIGHTS: Final = (0.0, 0.35, 0.7, 0.93)
"""Where the trunk is measured, 0 at the hips to 1 at the neck."""
TRUNK_WIDTHS: Final = (15.6, 12.4, 15.5, 12.0)
"""Half its width there."""
TRUNK_DEPTHS: Final = (8.8, 7.8, 9.0, 6.0)
"""Half its depth there."""
