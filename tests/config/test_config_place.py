"""The settings file that is meant is the one that is found."""

from pathlib import Path

import pytest

from voiceskill.belongings import belonging
from voiceskill.complaint import Complaint
from voiceskill.config import find_config


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with an empty settings folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VOICESKILL_CONFIG", raising=False)
    return tmp_path


def _written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("language: en\n", encoding="utf-8")
    return path


def test_nearer_places_come_first(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_config() == belonging("config.yaml")
    users = _written(empty_home / "home" / "voiceskill" / "config.yaml")
    assert find_config() == users
    _written(empty_home / "here" / "config.yaml")
    assert find_config() == Path("config.yaml")
    variable = _written(empty_home / "variable.yaml")
    monkeypatch.setenv("VOICESKILL_CONFIG", str(variable))
    assert find_config() == variable
    explicit = _written(empty_home / "explicit.yaml")
    assert find_config(explicit) == explicit


def test_file_that_is_named_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Complaint) as complaint:
        find_config(Path("missing.yaml"))
    assert str(complaint.value) == (
        "The settings file missing.yaml, named by --config, does not exist; check the name."
    )
    monkeypatch.setenv("VOICESKILL_CONFIG", "gone.yaml")
    with pytest.raises(Complaint) as complaint:
        find_config()
    assert str(complaint.value) == (
        "The settings file gone.yaml, named by VOICESKILL_CONFIG, does not exist; check the name."
    )


def test_empty_variable_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICESKILL_CONFIG", "")
    assert find_config() == belonging("config.yaml")
