"""Content first, then its name, then the folder: the order in which a power cut, which no kill is, loses nothing."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from voiceskill.config.saving import save
from voiceskill.config.versions import Versions
from voiceskill.hearing.calibration import Calibration, built_in
from voiceskill.hearing.calibration_file import keep_calibration
from voiceskill.journal.export import export_csv

Traced = list[tuple[str, Path]]


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> Traced:
    """Return what is flushed, and what takes its place in a folder, from now on."""
    calls: Traced = []
    fsync, replace = os.fsync, os.replace

    def traced_fsync(descriptor: int) -> None:
        calls.append(("flush", Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def traced_replace(source: Path, target: Path) -> None:
        calls.append(("replace by", Path(source)))
        calls.append(("replace", Path(target)))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", traced_fsync)
    monkeypatch.setattr(os, "replace", traced_replace)
    return calls


def _calibration() -> Calibration:
    return built_in("PocketSphinx", "1", 0.0)


@pytest.mark.parametrize(
    "write",
    [
        lambda path: save(path, b"language: en\n"),
        lambda path: keep_calibration(_calibration(), path),
        lambda path: export_csv((), path),
    ],
    ids=["settings", "calibration", "export"],
)
def test_a_file_is_safe_before_it_takes_the_place_of_another(
    tmp_path: Path, traced: Traced, write: Callable[[Path], None]
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"[]")
    write(path)
    draft = traced[0][1]
    assert draft.parent == tmp_path
    assert draft != path
    assert traced == [("flush", draft), ("replace by", draft), ("replace", path), ("flush", tmp_path)]


def test_a_version_is_safe_before_the_settings_that_follow_it_are_written(tmp_path: Path, traced: Traced) -> None:
    Versions(tmp_path).keep(b"language: en\n", "first")
    replaced = [path.suffix for what, path in traced if what == "replace"]
    assert replaced == [".txt", ".yaml"], "a version that is there has its text"
    assert traced[-1] == ("flush", tmp_path)


def test_what_power_cuts_have_left_is_cleared_away(tmp_path: Path) -> None:
    settings, versions = tmp_path / "config.yaml", Versions(tmp_path / "versions")
    old, fresh = tmp_path / ".config.yaml.0123abcd", tmp_path / ".config.yaml.89abcdef"
    others = tmp_path / ".config.yaml.backup"
    for path in (old, fresh, others):
        path.write_bytes(b"half")
    an_hour_ago = time.time() - 3600
    os.utime(old, (an_hour_ago, an_hour_ago))
    os.utime(others, (an_hour_ago, an_hour_ago))
    save(settings, b"language: en\n")
    assert sorted(tmp_path.iterdir()) == [fresh, others, settings]

    versions.keep(b"first", "")
    (version,) = versions.all()
    stray = tmp_path / "versions" / "20260101T000000.000000Z-0123456789abcdef.txt"
    stray.write_text("of a version that did not come", encoding="utf-8")
    draft = stray.with_name(f".{stray.stem}.yaml.0123abcd")
    draft.write_bytes(b"half")
    os.utime(draft, (an_hour_ago, an_hour_ago))
    versions.keep(b"second", "")
    assert not draft.exists()
    assert not stray.exists()
    assert [each.revision for each in versions.all()][1] == version.revision
