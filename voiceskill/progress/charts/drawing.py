"""Draws SVG 1.1 elements."""

from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH = 360
"""Width of each chart, in its own units: that of a small phone, so that there a unit is about a pixel."""
TEXT = 17
"""Height of the letters, in the chart's units."""

Anchor = Literal["start", "middle", "end"]


class Drawing:
    """An SVG image under construction; lengths are in its own units, x to the right and y down."""

    def __init__(self, name: str, title: str, description: str, *, height: float) -> None:
        """Begin an image.

        Args:
            name: Is unique on the page, in letters and dashes.
            title: What it shows, in a few words.
            description: What can be seen there, in a sentence or two.
            height: How high it is; it is `WIDTH` wide.
        """
        self._name = name
        self._svg = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {height:g}",
                "class": "chart",
                "role": "img",
                "aria-labelledby": f"{name}-title {name}-description",
                "fill": "currentColor",
                "font-family": "inherit",
                "font-size": str(TEXT),
            },
        )
        SubElement(self._svg, "title", id=f"{name}-title").text = title
        SubElement(self._svg, "desc", id=f"{name}-description").text = description

    def svg(self) -> str:
        """Return the image as an element that an HTML page can take in."""
        return tostring(self._svg, encoding="unicode")

    def add(self, tag: str, **attributes: str | float) -> None:
        """Add a shape. Underscores in the attributes' names stand for dashes."""
        self._add(self._svg, tag, attributes)

    def text(self, text: str, x: float, y: float, anchor: Anchor = "start") -> None:
        """Write a text whose baseline begins, has its middle or ends at a point."""
        self._add(self._svg, "text", {"x": x, "y": y, "text-anchor": anchor}).text = text

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> None:
        """Draw a straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", **attributes)

    def hatching(self) -> str:
        """Add a pattern of slanting lines; return what to fill a shape with so that it has it."""
        pattern = self._add(
            self._svg,
            "pattern",
            {
                "id": f"{self._name}-hatching",
                "width": 6,
                "height": 6,
                "patternUnits": "userSpaceOnUse",
                "patternTransform": "rotate(45)",
            },
        )
        self._add(pattern, "line", {"y2": 6, "stroke": "currentColor", "stroke-width": 4})
        return f"url(#{self._name}-hatching)"

    @staticmethod
    def _add(parent: Element, tag: str, attributes: dict[str, str | float]) -> Element:
        written = {
            name.replace("_", "-"): value if isinstance(value, str) else f"{round(value, 2):g}"
            for name, value in attributes.items()
        }
        return SubElement(parent, tag, written)
