"""Draws what `benchmarks/soak.py` saw, one curve above the other, as an SVG for light and dark pages.

`python benchmarks/soak_chart.py docs/soak.csv docs/soak.svg`
"""

import argparse
import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

_WIDTH = 720
_LEFT, _RIGHT = 64, 704
_FIRST, _ROW, _CURVE = 56, 132, 84
"""Where the first curve's title is, how far it is to the next one's, and how high a curve can be."""
_TEXT = 14
_STYLE = """
text { fill: #1f2328; font: 14px sans-serif }
.title { font-weight: bold }
.quiet { fill: #59636e }
.grid { stroke: #59636e; stroke-opacity: 0.3 }
.half { stroke: #59636e; stroke-dasharray: 2 4 }
polyline { fill: none; stroke: #0b6e99; stroke-width: 2; stroke-linejoin: round }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .quiet { fill: #9198a1 }
  .grid, .half { stroke: #9198a1 }
  polyline { stroke: #58b8dd }
}
"""


@dataclass(frozen=True, slots=True)
class Curve:
    """One of the figures."""

    title: str
    """What it is."""
    unit: str
    """Behind its figures."""
    values: tuple[float, ...]
    """One for each moment."""

    @property
    def top(self) -> float:
        """The round number at which its scale, which begins with 0, ends."""
        most = max(*self.values, 1e-9)
        step = 10.0 ** math.floor(math.log10(most))
        return next(factor * step for factor in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if factor * step >= most)


def main() -> None:
    """Draw the chart."""
    parser = argparse.ArgumentParser(description="Draw what a soak has shown.")
    parser.add_argument("samples", type=Path, help="what benchmarks/soak.py has written")
    parser.add_argument("chart", type=Path, help="the SVG to write")
    asked = parser.parse_args()
    with asked.samples.open(encoding="utf-8", newline="") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    asked.chart.write_text(chart(rows) + "\n", encoding="utf-8")


def chart(rows: Sequence[dict[str, float]]) -> str:
    """Return the SVG of samples, by their names in the file."""
    minutes = [row["minutes"] for row in rows]
    curves = [
        # What lies behind the rest are files, which other programs may have in memory as well.
        Curve("Memory of its own, child processes included", " MB", _sum(rows, "own_memory", "children_own_memory")),
        Curve("Threads", "", _sum(rows, "threads")),
        Curve("Open files, sockets and pipes", "", _sum(rows, "open_files")),
        Curve("Cache of the voice and journal, on disk", " MB", _sum(rows, "cache", "journal")),
    ]
    bottom = _FIRST + (len(curves) - 1) * _ROW + 12 + _CURVE
    height = bottom + 48
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDTH} {height}", role="img")
    hours = f"{minutes[-1] / 60:.0f} hours" if minutes[-1] >= 90 else f"{minutes[-1]:.0f} minutes"
    SubElement(svg, "title").text = f"{hours.capitalize()} of sessions, speech, noise and chatter: " + "; ".join(
        f"{curve.title.lower()} at half time {_figure(curve, len(curve.values) // 2)}, at the end {_figure(curve, -1)}"
        for curve in curves
    )
    SubElement(svg, "style").text = _STYLE
    _write(svg, f"{hours.capitalize()} of sessions, speech, noise and chatter in one process", _LEFT, 24, style="quiet")
    for number, curve in enumerate(curves):
        _draw(svg, curve, minutes, _FIRST + number * _ROW)
    for minute in _ticks(minutes[-1]):
        _write(svg, f"{minute}", _x(minute, minutes), bottom + 20, style="quiet", anchor="middle")
    _write(svg, "minutes of sound", _RIGHT, bottom + 40, style="quiet", anchor="end")
    return tostring(svg, encoding="unicode")


def _draw(svg: Element, curve: Curve, minutes: Sequence[float], top: float) -> None:
    _write(svg, curve.title, _LEFT, top, style="title")
    _write(svg, _figure(curve, -1), _RIGHT, top, style="title", anchor="end")
    first, last = top + 12, top + 12 + _CURVE
    for value, y in ((curve.top, first), (0, last)):
        SubElement(svg, "line", {"class": "grid", "x1": f"{_LEFT}", "x2": f"{_RIGHT}", "y1": f"{y}", "y2": f"{y}"})
        _write(svg, f"{value:g}", _LEFT - 8, y + _TEXT / 3, style="quiet", anchor="end")
    half = f"{_x(minutes[-1] / 2, minutes):.1f}"
    SubElement(svg, "line", {"class": "half", "x1": half, "x2": half, "y1": f"{first}", "y2": f"{last}"})
    points = (
        f"{_x(minute, minutes):.1f},{last - _CURVE * value / curve.top:.1f}"
        for minute, value in zip(minutes, curve.values, strict=True)
    )
    SubElement(svg, "polyline", points=" ".join(points))


def _x(minute: float, minutes: Sequence[float]) -> float:
    return _LEFT + (_RIGHT - _LEFT) * minute / minutes[-1]


def _ticks(end: float) -> range:
    """Return the minutes that are named beneath the curves."""
    step = next((each for each in (1, 2, 5, 10, 15, 30) if end / each <= 8), 60)
    return range(0, int(end) + 1, step)


def _figure(curve: Curve, place: int) -> str:
    value = curve.values[place]
    return f"{value:.0f}{curve.unit}" if value >= 20 or not curve.unit else f"{value:.1f}{curve.unit}"


def _sum(rows: Sequence[dict[str, float]], *names: str) -> tuple[float, ...]:
    return tuple(sum(row[name] for name in names) for row in rows)


def _write(svg: Element, text: str, x: float, y: float, *, style: str, anchor: str = "start") -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "class": style}
    SubElement(svg, "text", place).text = text


if __name__ == "__main__":
    main()
