"""All drawings, by the ids of their stretches."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from voiceskill.coaching.stretch import Side
from voiceskill.drawings.fitting import Fit, fit
from voiceskill.drawings.frame import Frame, Sequence
from voiceskill.drawings.picture import picture

GENERIC: Final = "generic"
"""The drawing for stretches that have none of their own."""

_POSES: Final = Path(__file__).with_name("poses.yaml")
_sequences_shape: Final = TypeAdapter(dict[str, Sequence])


def frames(stretch_id: str) -> tuple[Frame, ...]:
    """Return what there is to draw of a stretch, in the order in which it is done; at least one frame."""
    return sequences()[_known(stretch_id)].frames


def drawing(stretch_id: str, *, frame: int | None = None, side: Side | None = None) -> str:
    """Return a drawing as SVG text, without ids, styles and scripts.

    Args:
        stretch_id: The stretch's key in the settings; a stretch of the user's own gets a drawing that stands for any.
        frame: Which of its `frames`, from 0; the hold where None.
        side: The side that is stretched; where None the one that is seen best.
    """
    known = _known(stretch_id)
    sequence = sequences()[known]
    number = sequence.hold if frame is None else frame
    return _drawn(known, number, side not in {None, sequence.side})


@cache
def sequences() -> Mapping[str, Sequence]:
    """Return all there is, by the stretches' ids."""
    data = YAML(typ="safe").load(_POSES)
    return _sequences_shape.validate_python(
        {name: _carried_on(sequence, data["poses"]) for name, sequence in data["stretches"].items()}
    )


def _known(stretch_id: str) -> str:
    return stretch_id if stretch_id in sequences() else GENERIC


@cache
def _drawn(known: str, number: int, mirrored: bool) -> str:  # noqa: FBT001 - its caller names it
    sequence = sequences()[known]
    return picture(sequence, sequence.frames[number], _fit(known), mirrored=mirrored)


@cache
def _fit(known: str) -> Fit:
    return fit(sequences()[known])


def _carried_on(sequence: Mapping[str, Any], poses: Mapping[str, Any]) -> dict[str, Any]:
    """Give each frame its whole pose: what it says itself, and the rest from the frame before or the pose it names."""
    pose: dict[str, Any] = {}
    told = []
    for frame in sequence["frames"]:
        before = _both(poses[frame["from"]]) if "from" in frame else pose
        pose = before | _both(frame.get("pose", {}))
        told.append({key: value for key, value in frame.items() if key != "from"} | {"pose": pose})
    return {**sequence, "frames": told}


def _both(pose: Mapping[str, Any]) -> dict[str, Any]:
    """Write out what is said of both arms or both legs."""
    pairs = {
        f"{side}_{kind}": pose[f"{kind}s"]
        for kind in ("arm", "leg")
        for side in ("left", "right")
        if f"{kind}s" in pose
    }
    return pairs | {key: value for key, value in pose.items() if key not in {"arms", "legs"}}
