"""Line drawings of the stretches: a small mannequin in space, posed by data, and drawn as SVG.

It knows nothing of the coach but the ids of stretches. `drawing` gives a picture, `frames` what there is to draw.
"""

from voiceskill.drawings.album import drawing, frames
from voiceskill.drawings.frame import Frame

__all__ = ["Frame", "drawing", "frames"]
