"""A bar for each row, with its name before it and its figure behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voiceskill.progress.charts.drawing import TEXT, WIDTH, Drawing

_ROW = 26
_BAR = 18
_GAP = 6
_LETTER = 0.55 * TEXT
"""About how wide a letter is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row."""

    label: str
    """Stands before the bar."""
    value: float
    """How long the bar is, beside the others; not below 0."""
    figure: str
    """Stands behind the bar."""
    unfinished: bool = False
    """Whether it may still grow: it is hatched."""


def bar_chart(name: str, title: str, description: str, bars: Sequence[Bar], *, labels_above: bool = False) -> str:
    """Return an SVG element with a horizontal bar for each row; the longest one takes what room there is.

    Args:
        name: Is unique on the page, in letters and dashes.
        title: What it shows, in a few words.
        description: What can be seen there, in a sentence or two.
        bars: From top to bottom.
        labels_above: Whether labels stand above their bars, as long ones must.
    """
    row = _ROW + TEXT + _GAP if labels_above else _ROW
    drawing = Drawing(name, title, description, height=row * len(bars) + 2)
    left = 1.0 if labels_above else _room(bar.label for bar in bars)
    right = WIDTH - _room(bar.figure for bar in bars)
    most = max((bar.value for bar in bars), default=0) or 1
    hatching = drawing.hatching() if any(bar.unfinished for bar in bars) else ""
    for number, bar in enumerate(bars):
        top = 1 + row * number
        if labels_above:
            drawing.text(bar.label, 0, top + TEXT)
            top += TEXT + _GAP
        else:
            drawing.text(bar.label, left - _GAP, top + TEXT, "end")
        length = (right - left) * bar.value / most
        fill = hatching if bar.unfinished else "currentColor"
        if length:
            drawing.add("rect", x=left, y=top, width=length, height=_BAR, fill=fill, stroke="currentColor")
        drawing.text(bar.figure, left + length + _GAP, top + TEXT)
    return drawing.svg()


def _room(texts: Iterable[str]) -> float:
    return _GAP + _LETTER * max(map(len, texts), default=0) + _GAP
