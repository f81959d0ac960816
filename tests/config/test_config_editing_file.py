"""The settings file is changed by several people and by hand, and nothing that was in it is lost."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from voiceskill.belongings import belonging
from voiceskill.complaint import Complaint
from voiceskill.config import find_config
from voiceskill.config.editing import copy, delete, new_id, put, set_values
from voiceskill.config.loading import InvalidSettings
from voiceskill.config.problems import Problem
from voiceskill.config.settings import Config
from voiceskill.config.settings_file import Conflict, Edit, SettingsFile
from voiceskill.config.versions import KEPT, Gone, Versions

TEXT = """\
voice:
  rate: 150  # slow
stretches:
  cat: {name: cat, instructions: [Kneel.], release: Stop.}
  twist: {name: twist, instructions: [Turn.], release: Stop., sides: [left, right]}
routines:
  # After breakfast.
  early:
    name: early
    steps:
      - stretch: cat

  late:
    name: late
    sounds_like: late
    steps:
      # Slowly.
      - stretch: twist
        hold: 20
      - stretch: cat
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(TEXT)
    return tmp_path / "config.yaml"


@pytest.fixture
def reopened(path: Path, tmp_path: Path) -> Callable[[], SettingsFile]:
    """Open the file as another process would."""
    return lambda: SettingsFile(path, versions=Versions(tmp_path / "versions"))


@pytest.fixture
def file(reopened: Callable[[], SettingsFile]) -> SettingsFile:
    return reopened()


def rate(words: int) -> Edit:
    return set_values({("voice", "rate"): words})


def change(file: SettingsFile, edit: Edit) -> Config:
    return file.change(file.reading.revision, edit).config


def test_a_change_is_written_told_and_read_again(
    file: SettingsFile, path: Path, reopened: Callable[[], SettingsFile]
) -> None:
    told: list[int] = []
    file.watch(lambda config: told.append(config.voice.rate))
    assert change(file, rate(140)).voice.rate == 140
    assert path.read_text() == TEXT.replace("150", "140")
    assert reopened().reading.config == file.reading.config
    file.poll()
    assert told == [140]


def test_a_change_that_changes_nothing_leaves_the_file_alone(file: SettingsFile, path: Path) -> None:
    before = path.stat()
    change(file, rate(150))
    change(file, set_values({("microphone",): None}))
    assert path.stat() == before
    assert len(file.versions()) == 1


def test_what_is_wrong_is_said_at_its_place_and_not_written(file: SettingsFile, path: Path) -> None:
    steps = [{"stretch": "cat", "hold": 2}, {"stretch": "cat", "lead_time": 300}]
    with pytest.raises(InvalidSettings) as invalid:
        change(file, put("routines", "early", {"name": "", "steps": steps}))
    assert [problem.keys for problem in invalid.value.problems] == [
        ("routines", "early", "name"),
        ("routines", "early", "steps", 0, "hold"),
        ("routines", "early", "steps", 1, "lead_time"),
    ]
    with pytest.raises(InvalidSettings, match='asks for the left side, which the stretch "cat" has not'):
        change(file, put("routines", "early", {"steps": [{"stretch": "cat", "sides": ["left"]}]}))
    with pytest.raises(InvalidSettings, match='step 1 of "early" asks for the stretch "cat"'):
        change(file, delete("stretches", "cat"))
    assert path.read_text() == TEXT


def test_others_may_object(path: Path, tmp_path: Path) -> None:
    def too_fast(config: Config) -> list[Problem]:
        return [Problem(("voice", "rate"), "Too fast.")] * (config.voice.rate > 200)

    file = SettingsFile(path, further=too_fast, versions=Versions(tmp_path / "versions"))
    with pytest.raises(InvalidSettings, match=r"Too fast\."):
        change(file, rate(250))
    assert change(file, rate(200)).voice.rate == 200
    path.write_text(TEXT.replace("150", "250"))
    file.poll()
    assert file.trouble == f"{path}, line 2: Too fast."
    assert file.reading.config.voice.rate == 200


def test_who_saves_second_is_told_what_the_first_did(file: SettingsFile, reopened: Callable[[], SettingsFile]) -> None:
    seen = file.reading.revision
    reopened().change(seen, rate(140))
    with pytest.raises(Conflict) as conflict:
        file.change(seen, rate(130))
    assert conflict.value.meanwhile == ("the rate in the voice is 140, was 150",)
    assert file.change(file.reading.revision, rate(130)).config.voice.rate == 130


def test_of_many_at_once_none_is_lost(reopened: Callable[[], SettingsFile]) -> None:
    def add(key: str) -> None:
        file = reopened()
        while True:
            try:
                file.change(file.reading.revision, put("routines", key, {"name": key, "steps": [{"stretch": "cat"}]}))
            except Conflict:
                continue
            return

    threads = [threading.Thread(target=add, args=(f"number_{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reopened().reading.config.routines) == 6


def test_a_change_by_hand_is_noticed_and_a_broken_one_endured(file: SettingsFile, path: Path) -> None:
    told: list[int] = []
    file.watch(lambda config: told.append(config.voice.rate))
    path.write_text(TEXT.replace("150", "90"))
    file.poll()
    assert told == [90]
    path.write_text(TEXT.replace("150", "fast"))
    file.poll()
    assert str(file.trouble) == f'{path}, line 2: the rate in the voice is "fast"; it must be a whole number.'
    assert file.reading.config.voice.rate == 90
    with pytest.raises(Complaint, match="Until that is mended nothing can be changed from here"):
        change(file, rate(100))
    path.unlink()
    file.poll()
    assert str(file.trouble) == f"The settings file {path} does not exist; check the name."
    path.write_text(TEXT)
    file.poll()
    assert told == [90, 150]
    assert file.trouble is None


def test_earlier_settings_come_back_even_over_a_broken_file(file: SettingsFile, path: Path) -> None:
    change(file, rate(140))
    path.write_text("voice: [")
    file.poll()
    newest, *_, oldest = file.versions()
    assert (newest.summary, oldest.summary) == ("could not be used", "as it was found")
    assert file.restore(file.reading.revision, oldest.id).config.voice.rate == 150
    assert path.read_text() == TEXT
    assert [version.summary for version in file.versions()] == [
        "put back; the rate in the voice is 150, was 140",
        "could not be used",
        "the rate in the voice is 140, was 150",
        "as it was found",
    ]
    with pytest.raises(Gone, match="any more"):
        file.restore(file.reading.revision, "../../config")


def test_a_file_that_was_deleted_is_put_back(file: SettingsFile, path: Path) -> None:
    path.unlink()
    file.restore(file.reading.revision, file.reading.revision)
    assert path.read_text() == TEXT
    assert file.trouble is None


def test_what_is_no_version_is_passed_over(file: SettingsFile, tmp_path: Path) -> None:
    (version,) = file.versions()
    (tmp_path / "versions" / f"{version.id}.sync-conflict.yaml").write_text("voice: [")
    (tmp_path / "versions" / "notesZ-old.yaml").write_text("")
    (tmp_path / "versions" / f"{version.id}.txt").write_bytes(b"\xff")
    change(file, rate(140))
    assert [kept.summary for kept in file.versions()] == ["the rate in the voice is 140, was 150", "\ufffd"]


def test_the_latest_versions_are_kept(file: SettingsFile, tmp_path: Path) -> None:
    for words in range(80, 80 + KEPT + 3):
        change(file, rate(words))
    assert len(file.versions()) == KEPT
    assert file.versions()[0].summary == f"the rate in the voice is {80 + KEPT + 2}, was {80 + KEPT + 1}"
    assert len([*(tmp_path / "versions").iterdir()]) == 2 * KEPT
    moments = [version.since for version in file.versions()]
    assert moments == sorted(moments, reverse=True)


def test_what_was_deleted_comes_back_though_other_things_changed(file: SettingsFile, path: Path) -> None:
    before = file.reading.revision
    change(file, delete("routines", "early"))
    change(file, rate(140))
    file.put_back(before, "routines", "early")
    assert path.read_text() == TEXT.replace("150", "140")
    file.put_back(before, "routines", "early")
    assert path.read_text() == TEXT.replace("150", "140")
    with pytest.raises(Gone, match='no "noon" among the routines'):
        file.put_back(before, "routines", "noon")


def test_the_only_one_comes_back_too(file: SettingsFile) -> None:
    change(file, delete("routines", "early"))
    before = file.reading.revision
    routine = file.reading.config.routines["late"]
    change(file, delete("routines", "late"))
    assert not file.reading.config.routines
    assert file.put_back(before, "routines", "late").config.routines == {"late": routine}


def test_what_shares_an_anchor_is_left_to_the_hand(path: Path, tmp_path: Path) -> None:
    text = TEXT.replace("[Kneel.]", "&how [Kneel.]").replace("[Turn.]", "*how")
    path.write_text(text)
    file = SettingsFile(path, versions=Versions(tmp_path / "versions"))
    with pytest.raises(InvalidSettings, match="shares it by an anchor"):
        change(file, put("stretches", "cat", {"instructions": ["Arch."]}))
    with pytest.raises(InvalidSettings, match="shares it by an anchor"):
        change(file, put("stretches", "cat", {"instructions": ["Arch.", "Sink."], "name": "cat"}))
    assert change(file, put("stretches", "twist", {"instructions": ["Arch."]})).stretches["twist"].instructions == (
        "Arch.",
    )
    assert path.read_text() == text.replace("*how", "[Arch.]")


def test_routines_are_made_copied_and_emptied(file: SettingsFile, path: Path) -> None:
    step = {"partner": False, "lead_time": 0, "hold": 30, "stretch": "twist", "sides": ["right"], "rest": None}
    change(file, copy("routines", "early", "earlier", "earlier"))
    change(file, put("routines", "noon", {"name": "noon", "also": [], "sounds_like": None, "steps": [step]}))
    config = change(file, put("routines", "late", {"sounds_like": None}))
    assert [*config.routines] == ["early", "earlier", "late", "noon"]
    assert path.read_text() == TEXT.replace("    sounds_like: late\n", "").replace(
        "\n  late:", "\n  earlier:\n    name: earlier\n    steps:\n      - stretch: cat\n\n  late:"
    ) + (
        "\n  noon:\n    name: noon\n    steps:\n"
        "      - stretch: twist\n        hold: 30\n        lead_time: 0\n        sides: [right]\n"
    )
    with pytest.raises(Gone, match=r'There is no routine "gone" any more'):
        change(file, delete("routines", "gone"))


def test_ids_are_made_of_names() -> None:
    taken = {"cat", "cat_2"}
    names = ["Cat", "Child's Pose", "Für Anna!", "猫"]
    assert [new_id(name, taken) for name in names] == ["cat_3", "childs_pose", "fur_anna", "own"]


def test_mode_and_symbolic_link_stay(file: SettingsFile, path: Path, tmp_path: Path) -> None:
    path.chmod(0o640)
    link = tmp_path / "link" / "config.yaml"
    link.parent.mkdir()
    link.symlink_to(path)
    linked = SettingsFile(link, versions=Versions(tmp_path / "versions"))
    change(linked, rate(140))
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    file.poll()
    assert file.reading.config.voice.rate == 140


def test_a_file_that_is_protected_stays_as_it_is(file: SettingsFile, path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(Complaint, match="cannot be written: it is read-only; nothing was changed"):
        change(file, rate(140))
    assert path.read_text() == TEXT
    path.chmod(0o644)
    assert change(file, rate(140)).voice.rate == 140


def test_a_disk_that_takes_nothing_loses_nothing(
    file: SettingsFile, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    names = sorted(tmp_path.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Complaint, match="cannot be written: No space left on device; nothing was changed"):
            change(file, rate(140))
    assert path.read_text() == TEXT
    assert sorted(tmp_path.iterdir()) == names
    assert change(file, rate(140)).voice.rate == 140


def test_the_settings_of_the_program_are_copied_at_the_first_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    ours = belonging("config.yaml").read_bytes()
    file = SettingsFile(find_config(), versions=Versions(tmp_path / "versions"))
    change(file, rate(140))
    own = tmp_path / "own" / "voiceskill" / "config.yaml"
    assert file.path == own == find_config()
    assert own.read_bytes() == ours.replace(b"rate: 150", b"rate: 140")
    assert belonging("config.yaml").read_bytes() == ours
    change(file, rate(130))
    assert SettingsFile(find_config(), versions=Versions(tmp_path / "versions")).reading.config.voice.rate == 130


def test_the_settings_of_the_program_stay_though_others_have_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    ours = belonging("config.yaml").read_bytes()
    file = SettingsFile(find_config(), versions=Versions(tmp_path / "versions"))
    own = tmp_path / "own" / "voiceskill" / "config.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(TEXT)
    with pytest.raises(Complaint, match=r"There are other settings by now, in .*; start the program again to use them"):
        change(file, rate(140))
    assert (own.read_text(), belonging("config.yaml").read_bytes()) == (TEXT, ours)
