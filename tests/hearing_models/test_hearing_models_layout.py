"""What counts as a model."""

from pathlib import Path

import pytest
from model_folders import PARTS, real_model, shape

from voiceskill.hearing.models.layout import is_model, missing_parts, takes_grammars, within


def test_a_real_model_is_one() -> None:
    """As libvosk agrees elsewhere."""
    model = real_model()
    assert is_model(model)
    assert takes_grammars(within(model))


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_missed(tmp_path: Path, part: str) -> None:
    """By its name."""
    folder = shape(tmp_path / "m")
    assert is_model(folder)
    (folder / part).unlink()
    assert not is_model(folder)
    assert any(part.rpartition("/")[2] in missing for missing in missing_parts(within(folder)))


def test_a_model_with_one_fixed_graph_is_one_that_takes_no_grammars(tmp_path: Path) -> None:
    """As the large ones are."""
    parts = {name: content for name, content in PARTS.items() if not name.startswith("graph")}
    folder = shape(tmp_path / "m", parts | {"graph/HCLG.fst": b"graph"})
    assert is_model(folder)
    assert not takes_grammars(within(folder))


def test_old_models_lie_flat(tmp_path: Path) -> None:
    """Without folders, and without a model.conf."""
    names = ("final.mdl", "mfcc.conf", "HCLr.fst", "Gr.fst", "disambig_tid.int")
    folder = shape(tmp_path / "m", dict.fromkeys(names, b"x"))
    assert is_model(folder)
    assert takes_grammars(within(folder))


def test_other_folders_are_none(tmp_path: Path) -> None:
    """Neither an empty one nor none at all."""
    assert not is_model(tmp_path)
    assert not is_model(tmp_path / "absent")
