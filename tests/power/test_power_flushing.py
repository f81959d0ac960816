"""Content first, then its name, then the folder: the order in which a power cut, which no kill is, loses nothing."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from voiceskill.backup.archive import write_archive
from voiceskill.backup.keeping import back_up
from voiceskill.backup.places import Places
from voiceskill.backup.restoring import restore
from voiceskill.config.saving import save
from voiceskill.config.versions import Versions
from voiceskill.hearing.calibration import Calibration, built_in
from voiceskill.hearing.calibration_file import keep_calibration
from voiceskill.journal.export import export_csv
from voiceskill.replacing import replacing
from voiceskill.web.safety.keys import Keys

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
        lambda path: Keys(path.with_name("page.json")).set_password("down the dog"),
        lambda path: write_archive(path, ()),
    ],
    ids=["settings", "calibration", "export", "keys", "backup"],
)
def test_a_file_is_safe_before_it_takes_the_place_of_another(
    tmp_path: Path, traced: Traced, write: Callable[[Path], None]
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"[]")
    write(path)
    draft, path = traced[0][1], traced[2][1]
    assert draft.parent == path.parent == tmp_path
    assert draft != path
    assert traced == [("flush", draft), ("replace by", draft), ("replace", path), ("flush", tmp_path)]


def test_what_is_restored_is_safe_before_it_takes_its_place(tmp_path: Path, traced: Traced) -> None:
    names = ("journal", "settings", "versions", "calibration", "keys", "satellites")
    places = Places(**{name: tmp_path / name / name for name in names})
    keep_calibration(_calibration(), places.calibration)
    Keys(places.keys).set_password("down the dog")
    backup = back_up(places, tmp_path / "kept.tar.gz").file
    traced.clear()
    restore(places, backup)
    put = [(what, path.parent if what == "replace by" else path) for what, path in traced]
    for path in (places.calibration, places.keys):
        after = put.index(("replace", path))
        assert put[after - 1] == ("replace by", path.parent)
        assert traced[after - 2] == ("flush", traced[after - 1][1])
        assert put[after + 1] == ("flush", path.parent)


def test_a_version_is_safe_before_the_settings_that_follow_it_are_written(tmp_path: Path, traced: Traced) -> None:
    Versions(tmp_path).keep(b"language: en\n", "first")
    replaced = [path.suffix for what, path in traced if what == "replace"]
    assert replaced == [".txt", ".yaml"], "a version that is there has its text"
    assert traced[-1] == ("flush", tmp_path)


def test_what_fails_leaves_what_was_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"before")

    def write_and_end() -> None:
        with replacing(path) as file:
            file.write(b"after")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_and_end()
    assert path.read_bytes() == b"before"
    assert [*tmp_path.iterdir()] == [path]


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
