"""Puts the mannequin, its props, arrows and warm places into one SVG.

Its colours are custom properties of the page, so that it is at home in light and in dark; its lines are the text's.
"""

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from voiceskill.drawings.arrow import stroke
from voiceskill.drawings.fitting import WIDTH, Fit
from voiceskill.drawings.frame import Frame, Sequence
from voiceskill.drawings.mannequin import Mannequin, Part
from voiceskill.drawings.outline import chain
from voiceskill.drawings.places import place_of
from voiceskill.drawings.posing import skeleton
from voiceskill.drawings.props import surfaces

_LINE: Final = 2.0
"""Width of an outline, in units of the view box."""
_FILLS: Final = {
    "skin": "var(--drawing-skin, #f6e3d3)",
    "clothes": "var(--drawing-clothes, #a9c4c9)",
    "hair": "currentColor",
    "mat": "var(--drawing-mat, #e9e4d8)",
    "wood": "var(--drawing-wood, #e3d3b8)",
    "wall": "var(--drawing-wall, #efece4)",
    "cushion": "var(--drawing-cushion, #e7cfa8)",
}
_FAR_FILLS: Final = _FILLS | {
    "skin": "var(--drawing-skin-far, #e0c7b3)",
    "clothes": "var(--drawing-clothes-far, #8dabb1)",
}
_FELT: Final = "var(--drawing-felt, #e2612b)"
_ARROW: Final = "var(--drawing-arrow, #b3431a)"


def picture(sequence: Sequence, frame: Frame, place: Fit, *, mirrored: bool) -> str:
    """Return a frame as SVG.

    Its title and description are its first children, which names it without ids: so it may stand in a page twice.
    """
    left, sign = (WIDTH - place.left, "-") if mirrored else (place.left, "")
    line = 2 * _LINE / place.scale  # the inner half of an outline lies under what it surrounds
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {WIDTH} {place.height}" role="img">'
        f"<title>{escape(frame.caption)}</title><desc>{_description(frame)}</desc>"
        f'<g transform="translate({left:.1f} {place.top:.1f}) scale({sign}{place.scale:.3f} {place.scale:.3f})"'
        f' stroke="currentColor" stroke-width="{line:.2f}" stroke-linejoin="round" stroke-linecap="round"'
        f' paint-order="stroke">{"".join(_layers(sequence, frame, line))}</g></svg>'
    )


def _description(frame: Frame) -> str:
    # Not the side: the same drawing, mirrored, shows the other.
    places = [place.removeprefix("left_").removeprefix("right_").replace("_", " ") for place in frame.felt]
    return f"Felt in: {', '.join(dict.fromkeys(places))}." if places else "On the way into the position."


def _layers(sequence: Sequence, frame: Frame, line: float) -> Iterator[str]:
    camera = sequence.camera
    for prop in sequence.props:
        for surface in surfaces(prop, camera):
            edge = ' stroke="none"' if surface.material in {"mat", "wall"} else ' stroke-opacity=".55"'
            yield f'<path d="{surface.path}" fill="{_FILLS[surface.material]}"{edge}/>'
    mannequin = Mannequin(skeleton(frame.pose), camera)
    felt = _felt(frame, mannequin)
    waiting: list[str] = []
    for part in mannequin.parts(frame.before):
        if part.name not in {"left_leg", "right_leg"}:  # what is felt in the trunk shines through the thighs before it
            yield from waiting
            waiting = []
        yield from _drawn(part)
        waiting += felt.get(part.name, ())
    yield from waiting
    for arrow in frame.arrows:
        yield f'<path d="{stroke(arrow, camera)}" fill="none" stroke="{_ARROW}" stroke-width="{0.7 * line:.2f}"/>'


def _felt(frame: Frame, mannequin: Mannequin) -> dict[str, list[str]]:
    """Return the warm places on each part, with a soft edge."""
    warm: dict[str, list[str]] = {}
    for place in frame.felt:
        part, balls = place_of(place, mannequin.skeleton)
        for grown, opacity in ((1.45, 0.3), (1.0, 0.55)):
            path = chain([mannequin.disc((centre, radius * grown)) for centre, radius in balls])
            shape = f'<path d="{path}" fill="{_FELT}" fill-opacity="{opacity}" stroke="none"/>'
            warm.setdefault(part, []).append(shape)
    return warm


def _drawn(part: Part) -> Iterable[str]:
    fills = _FAR_FILLS if part.far else _FILLS
    for shape in part.shapes:
        edge = "" if shape.outlined else ' stroke="none"'
        yield f'<path d="{shape.path}" fill="{fills[shape.tone]}"{edge}/>'
