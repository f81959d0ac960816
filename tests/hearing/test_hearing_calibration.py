"""How sure a recogniser has to be: what is measured decides, the user's own voice refines it, and it is kept."""

import itertools
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill import __version__
from voiceskill.complaint import Complaint
from voiceskill.hearing.calibration import SENSITIVITIES, USUAL, Calibration, built_in, calibrated, refine, renewed
from voiceskill.hearing.calibration_file import find_calibrations, keep_calibration, read_calibrations
from voiceskill.hearing.choosing import choose_recognizer

HEARD = [one / 10 for one in range(20, 40)]
OTHERS = [-math.inf] * 60 + [one / 10 for one in range(-40, 0)]
SCORE = st.floats(-5, 5) | st.just(-math.inf)


def a_calibration(recognizer: str = "somebody") -> Calibration:
    """Return one with even steps from 4 to -4."""
    return calibrated(recognizer, "1", HEARD, OTHERS)


def test_between_commands_and_near_misses_there_is_room() -> None:
    careful, ready = (a_calibration().operating_point(step) for step in (1, 9))
    assert max(OTHERS) < ready < min(HEARD) < careful < max(HEARD)
    assert a_calibration().commands_obeyed[USUAL - 1] == pytest.approx(0.95)
    assert a_calibration().commands_obeyed[-1] == 1.0
    assert not any(a_calibration().near_misses_obeyed)


def test_two_of_a_hundred_near_misses_may_be_obeyed() -> None:
    others = [-math.inf] * 95 + [2.15, 2.25, 2.55, 2.75, 2.95]
    usual = calibrated("somebody", "1", HEARD, others)
    assert usual.near_misses_obeyed[USUAL - 1] == 0.02
    assert usual.operating_point() == pytest.approx(2.55, abs=0.01)


def test_where_both_cannot_be_had_the_commands_come_first() -> None:
    mixed = calibrated("somebody", "1", [-math.inf, *HEARD], [score + 1 for score in HEARD])
    assert 0.68 <= mixed.commands_obeyed[USUAL - 1] * len([None, *HEARD]) / len(HEARD) < 0.75
    assert mixed.commands_obeyed[-1] <= 20 / 21, "what is not recognised cannot be obeyed"


@given(
    st.lists(SCORE, min_size=1).filter(lambda scores: max(scores) > -math.inf),
    st.lists(SCORE, min_size=1, max_size=300),
)
def test_each_step_obeys_no_less_than_the_one_before(commands: list[float], others: list[float]) -> None:
    measured = calibrated("somebody", "1", commands, others)
    points = [measured.operating_point(step) for step in SENSITIVITIES]
    assert all(before >= after for before, after in itertools.pairwise(points))
    assert all(math.isfinite(point) for point in points)


def test_nothing_recognised_decides_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        calibrated("somebody", "1", [-math.inf], OTHERS)


def test_the_users_own_voice_lowers_what_is_asked_for_within_bounds() -> None:
    before = built_in("somebody", "1", 0.0)
    step = before.operating_point(5) - before.operating_point(6)
    assert refine(before, [1.0, 2.0]).lowered == 0.0, "who is heard well needs nothing"
    assert refine(before, []).lowered == 0.0
    own = refine(before, [-step, 3.0])
    assert own.operating_point() == pytest.approx(-step, abs=0.01)
    assert own.operating_point() < -step, "just below the score that is to pass"
    mumbling = refine(before, [-100.0] * 3)
    assert mumbling.operating_point() == pytest.approx(before.operating_point(8))
    assert refine(mumbling, [-step, 3.0]) == own, "the last test counts, not the sum of all"


def test_what_the_own_voice_needs_outlasts_another_measurement() -> None:
    before = built_in("somebody", "1", 0.0)
    own = refine(before, [-0.1])
    again = renewed(own, built_in("somebody", "1", 0.05))
    assert again.operating_point() == pytest.approx(own.operating_point())
    assert renewed(before, a_calibration()) == a_calibration()


def test_what_was_measured_is_kept_beside_that_of_others(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "calibration.json"
    assert read_calibrations(path) == ()
    keep_calibration(a_calibration("one"), path)
    keep_calibration(a_calibration("other"), path)
    refined = refine(a_calibration("one"), [-9.0])
    keep_calibration(refined, path)
    assert read_calibrations(path) == (a_calibration("other"), refined)
    assert [file.name for file in path.parent.iterdir()] == ["calibration.json"]


@pytest.mark.parametrize("content", ["", "{}", '[{"recognizer": "one", "version": "1", "operating_points": [1.0]}]'])
def test_a_broken_file_is_told_and_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Complaint, match="measure anew"):
        read_calibrations(path)
    keep_calibration(a_calibration(), path)
    assert read_calibrations(path) == (a_calibration(),)


def test_what_cannot_be_kept_leaves_what_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Complaint, match="make room"):
        keep_calibration(a_calibration(), tmp_path / "file" / "calibration.json")


def test_the_recogniser_goes_by_what_fits_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    as_it_comes = choose_recognizer("pocketsphinx", None)
    own = as_it_comes.recognizer.operating_point
    assert not as_it_comes.calibration.measured
    assert as_it_comes.calibration.operating_point() == own
    description = as_it_comes.recognizer.description
    keep_calibration(calibrated(description, "0.0.0", HEARD, OTHERS), find_calibrations())
    assert not choose_recognizer("pocketsphinx", None).calibration.measured, "another version scores otherwise"
    keep_calibration(calibrated(description, __version__, HEARD, OTHERS), find_calibrations())
    measured = choose_recognizer("pocketsphinx", None, sensitivity=9)
    assert measured.recognizer.operating_point == measured.calibration.operating_point(9) != own
    measured.tune(1)
    assert measured.recognizer.operating_point == measured.calibration.operating_point(1)
