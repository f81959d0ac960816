"""The charts can be read without colour, by a program that reads aloud, and under a strict policy."""

from collections.abc import Mapping
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from filled_journal import NOW, recorded, session, twelve_weeks

from voiceskill.progress import Period, Progress, look_back
from voiceskill.progress.charts import day_chart, hurts_chart, minutes_chart, pain_chart

TODAY = NOW.date()
SVG = "{http://www.w3.org/2000/svg}"
NAMES = {"knee_to_chest": "knee <to> chest", "cat": "cat"}


def _charts(progress: Progress) -> Mapping[str, ET.Element]:
    drawn = {
        "minutes": minutes_chart(progress.weeks, TODAY),
        "days": day_chart(progress.days, TODAY),
        "pain": pain_chart(progress.rated_weeks, progress.before, progress.after),
    }
    if progress.hurts:
        drawn["hurts"] = hurts_chart(progress.hurts, NAMES)
    return {name: ET.fromstring(svg) for name, svg in drawn.items()}  # noqa: S314 - we drew it ourselves


@pytest.fixture(scope="module")
def progress(tmp_path_factory: pytest.TempPathFactory) -> Progress:
    """Return twelve weeks."""
    sessions = recorded(tmp_path_factory.mktemp("journal") / "journal.sqlite3", twelve_weeks())
    return look_back(sessions, Period.weeks(TODAY, 12))


@pytest.fixture(params=["full", "empty"])
def charts(request: pytest.FixtureRequest, progress: Progress) -> Mapping[str, ET.Element]:
    """Return the charts of twelve weeks, and those of a beginner's."""
    return _charts(progress if request.param == "full" else look_back((), Period.weeks(TODAY, 12)))


def test_they_use_the_colour_of_the_text_and_nothing_that_the_policy_forbids(charts: Mapping[str, ET.Element]) -> None:
    for chart in charts.values():
        for element in chart.iter():
            assert element.tag.removeprefix(SVG) not in ("style", "script", "image", "foreignObject")
            assert "style" not in element.attrib
            for paint in ("fill", "stroke"):
                assert element.get(paint, "none") in ("none", "currentColor") or element.get(paint, "").startswith(
                    "url(#"
                )


def test_they_are_named_and_described(charts: Mapping[str, ET.Element]) -> None:
    ids: list[str] = []
    for chart in charts.values():
        assert chart.get("role") == "img"
        named = [element for element in chart.iter() if "id" in element.attrib]
        ids += [element.attrib["id"] for element in named]
        texts = {element.get("id"): element.text for element in named}
        assert all(texts[name] for name in chart.attrib["aria-labelledby"].split())
    assert len(ids) == len(set(ids)), "they stand on one page"


def test_nothing_is_drawn_outside(charts: Mapping[str, ET.Element]) -> None:
    for chart in charts.values():
        _, _, width, height = map(float, chart.attrib["viewBox"].split())
        for element in chart.iter():
            for x in ("x", "x1", "x2", "cx"):
                assert 0 <= float(element.get(x, 0)) <= width
            for y in ("y", "y1", "y2", "cy"):
                assert 0 <= float(element.get(y, 0)) <= height


def test_bars_are_as_long_as_their_figures(progress: Progress) -> None:
    chart = _charts(progress)["minutes"]
    bars = [float(bar.attrib["width"]) for bar in chart.findall(f"{SVG}rect")]
    assert [bar / max(bars) for bar in bars] == pytest.approx(
        [week.seconds / max(week.seconds for week in progress.weeks) for week in progress.weeks], abs=0.001
    )
    fills = [bar.attrib["fill"] for bar in chart.findall(f"{SVG}rect")]
    assert fills == ["currentColor"] * 11 + ["url(#minutes-hatching)"], "this week is not over"
    texts = [text.text for text in chart.findall(f"{SVG}text")]
    assert texts[:2] == ["31 Aug", "11 min"]


def test_each_day_has_its_mark(tmp_path_factory: pytest.TempPathFactory) -> None:
    facts = session(NOW - timedelta(days=3), hurts="cat") + session(NOW - timedelta(days=1), seconds=600)
    sessions = recorded(tmp_path_factory.mktemp("journal") / "journal.sqlite3", facts)
    chart = _charts(look_back(sessions, Period.weeks(TODAY, 1)))["days"]
    monday, tuesday, wednesday, thursday = [float(dot.attrib["r"]) for dot in chart.findall(f"{SVG}circle")][:4]
    assert (tuesday, thursday) == (1, 1)
    assert tuesday < monday < wednesday == 10
    crosses = [line for line in chart.findall(f"{SVG}line") if float(line.attrib["y1"]) < 100]
    assert len(crosses) == 2, "the two strokes of Monday's cross"


def test_a_trend_is_drawn_where_there_is_one(progress: Progress) -> None:
    def trends(chart: ET.Element) -> list[str]:
        return [
            line.attrib["stroke-dasharray"] for line in chart.iter(f"{SVG}line") if "stroke-dasharray" in line.attrib
        ]

    assert trends(_charts(progress)["pain"]) == ["none", "7 5"]
    assert trends(_charts(look_back((), Period.weeks(TODAY, 12)))["pain"]) == []


def test_names_are_texts(progress: Progress) -> None:
    texts = [text.text for text in _charts(progress)["hurts"].findall(f"{SVG}text")]
    assert texts[0] == "Knee <to> chest"


def test_a_month_of_which_one_week_is_shown_has_no_room_for_its_name() -> None:
    chart = _charts(look_back((), Period(date(2026, 8, 31), TODAY)))["days"]
    names = [text.text for text in chart.findall(f"{SVG}text")]
    assert [name for name in names if name in ("Aug", "Sep", "Oct", "Nov")] == ["Sep", "Oct", "Nov"]
