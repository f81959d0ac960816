"""Which stretches hurt how often."""

from collections.abc import Mapping, Sequence

from voiceskill.progress.charts.bars import Bar, bar_chart
from voiceskill.progress.hurts import Hurts
from voiceskill.progress.telling import count


def hurts_chart(hurts: Sequence[Hurts], names: Mapping[str, str]) -> str:
    """Return an SVG element with a bar for each stretch that hurt.

    Args:
        hurts: From top to bottom, at least one.
        names: Names of stretches by their ids.
    """
    bars = [Bar(_capital(names[hurt.stretch]), hurt.reports, _times(hurt.reports)) for hurt in hurts]
    most = bars[0]
    description = f"{count(len(hurts), 'stretch')} hurt; most often {most.label}, {most.figure}."
    return bar_chart("hurts", "How often each stretch hurt", description, bars, labels_above=True)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
