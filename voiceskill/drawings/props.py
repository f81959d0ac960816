"""What the mannequin lies, sits or leans on."""

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ConfigDict

from voiceskill.drawings.camera import Camera, Point
from voiceskill.drawings.outline import Disc, around, polygon
from voiceskill.drawings.space import vector

_SEAT: Final = 41.0
"""Height of a chair's seat, in centimetres."""
_BACK: Final = 88.0
"""Height of its back."""

Corner = tuple[float, float, float]
"""Centimetres forward of the origin, out to the right, and up."""
Material = Literal["mat", "wood", "wall", "cushion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """A thing in the picture."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    kind: Literal["mat", "chair", "wall", "cushion"]
    at: float
    """Where it is or begins: centimetres forward of the origin."""
    to: float = 0.0
    """Where a mat ends."""
    out: float = 0.0
    """Centimetres that its middle is out to the right."""
    high: float = 0.0
    """Of a cushion: how high its middle is above the floor, in centimetres."""


@dataclass(frozen=True, slots=True)
class Surface:
    """One face of a prop as it is seen."""

    path: str
    corners: tuple[Point, ...]
    """Points that reach as far as it does."""
    material: Material


def surfaces(prop: Prop, camera: Camera) -> tuple[Surface, ...]:
    """Return the faces of a prop, farthest first."""
    match prop.kind:
        case "mat":
            return (_face("mat", _on_floor(prop.at, prop.to, prop.out, 36.0), camera),)
        case "wall":
            return (_face("wall", _upright(prop.at, prop.out, 62.0, 0.0, 196.0), camera),)
        case "cushion":
            corners = _on_floor(prop.at - 13, prop.at + 13, prop.out, 12.0)
            places = [camera.place(vector(x, -out, prop.high)) for x, out, _ in corners]
            return (Surface(around([Disc(*place, prop.high) for place in places]), tuple(places), "cushion"),)
        case "chair":
            return tuple(_face("wood", corners, camera) for corners in _chair(prop.at, prop.out))


def _face(material: Material, corners: tuple[Corner, ...], camera: Camera) -> Surface:
    places = tuple(camera.place(vector(x, -out, z)) for x, out, z in corners)
    return Surface(polygon(places), places, material)


def _on_floor(begin: float, end: float, out: float, wide: float, height: float = 0.0) -> tuple[Corner, ...]:
    """Return a level rectangle."""
    left, right = out - wide, out + wide
    return (begin, left, height), (end, left, height), (end, right, height), (begin, right, height)


def _upright(at: float, out: float, wide: float, low: float, high: float) -> tuple[Corner, ...]:
    """Return a rectangle that faces forward."""
    left, right = out - wide, out + wide
    return (at, left, low), (at, right, low), (at, right, high), (at, left, high)


def _post(at: float, out: float, high: float) -> tuple[Corner, ...]:
    """Return a narrow rectangle that faces aside."""
    return (at - 1.6, out, 0.0), (at + 1.6, out, 0.0), (at + 1.6, out, high), (at - 1.6, out, high)


def _chair(at: float, out: float) -> tuple[tuple[Corner, ...], ...]:
    """Return the faces of a chair that looks forward."""
    front, back, wide = at + 38, at - 4, 21.0
    far, near, under = out - wide, out + wide, _SEAT - 3.5
    return (
        _post(front - 2, far, under),
        _post(back + 1.6, far, _BACK),
        _upright(back, out, wide, _BACK - 22, _BACK),
        _post(back + 1.6, near, _BACK),
        _post(front - 2, near, under),
        _upright(front, out, wide, under, _SEAT),
        ((back, near, under), (front, near, under), (front, near, _SEAT), (back, near, _SEAT)),
        _on_floor(back, front, out, wide, _SEAT),
    )
