"""Putting models in place: all of it or nothing."""

import fcntl
import hashlib
import threading
from pathlib import Path

import pytest
from model_folders import PARTS, packed, shape, visible
from model_server import Conversation, closed_port, serving, well
from small_disk import small_disk

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import CATALOGUE, CataloguedModel, Checksum, catalogued, default_model
from voiceskill.hearing.models.disk import DiskFull
from voiceskill.hearing.models.fetching import NoNetwork
from voiceskill.hearing.models.installing import fetch_from, fetch_model, install_archive, install_folder

NAME = "vosk-model-small-xx-0.1"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach this machine directly, whatever proxy it uses for others."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return a folder of models, not made yet."""
    return tmp_path / "cache" / "models"


def offered(url: str, archive: Path) -> CataloguedModel:
    """Return what a catalogue would say of an archive."""
    content = archive.read_bytes()
    checksum = Checksum("md5", hashlib.md5(content, usedforsecurity=False).hexdigest())
    return CataloguedModel(NAME, url, len(content), checksum, "xx", "MIT")


def test_the_catalogue_is_whole() -> None:
    """Names, addresses and checksums fit each other."""
    digits = {"sha256": 64, "md5": 32}
    for model in CATALOGUE:
        assert model.url.endswith(f"/{model.name}.zip")
        assert model.url.startswith("https://")
        assert len(model.checksum.digest) == digits[model.checksum.algorithm]
        assert int(model.checksum.digest, 16)
        assert catalogued(model.name) is catalogued(model.url) is model
        assert default_model(model.language) is model


def test_the_default_is_vosks_small_english_model() -> None:
    """Of the two English ones the American; German for Austria; none for Klingon."""
    english = default_model()
    assert english is not None
    assert english.name == "vosk-model-small-en-us-0.15"
    assert english.checksum.algorithm == "sha256"
    assert default_model("en-AU") is english
    assert default_model("de-at") is catalogued("vosk-model-small-de-0.15")
    assert default_model("tlh") is None
    assert catalogued("vosk-model-small-en-us") is None


def test_a_model_is_fetched_once(tmp_path: Path, cache: Path) -> None:
    """The second time it is there."""
    archive = packed(tmp_path / "a.zip", PARTS)
    with serving(archive.read_bytes()) as server:
        model = offered(server.url(), archive)
        folder = fetch_model(model, cache)
        assert fetch_model(model, cache) == folder
    assert len(server.served) == 1
    assert folder == cache / NAME
    assert (folder / "am/final.mdl").read_bytes() == PARTS["am/final.mdl"]
    assert visible(cache) == [NAME]
    assert list((cache / ".archives").iterdir()) == []


def test_a_wrong_file_leaves_nothing(tmp_path: Path, cache: Path) -> None:
    """Neither a model nor a part of one."""
    archive = packed(tmp_path / "a.zip", PARTS)
    with serving(archive.read_bytes()[::-1]) as server, pytest.raises(Complaint, match="md5 differs"):
        fetch_model(offered(server.url(), archive), cache)
    assert visible(cache) == []
    assert list((cache / ".archives").iterdir()) == []


def test_a_file_that_is_no_model_leaves_nothing(cache: Path) -> None:
    """Where no checksum could tell."""
    with serving(b"<html>Please log in</html>") as server, pytest.raises(Complaint, match="no zip archive"):
        fetch_from(server.url(), cache)
    assert visible(cache) == []
    assert list((cache / ".archives").iterdir()) == []


def test_no_network_leaves_nothing(tmp_path: Path, cache: Path) -> None:
    """And is told from other troubles."""
    archive = packed(tmp_path / "a.zip", PARTS)
    with pytest.raises(NoNetwork):
        fetch_model(offered(f"http://127.0.0.1:{closed_port()}/m.zip", archive), cache)
    assert visible(cache) == []


def test_two_do_not_fetch_at_the_same_time(tmp_path: Path, cache: Path) -> None:
    """The second is told to wait; the first is not disturbed."""
    archive = packed(tmp_path / "a.zip", PARTS)
    asked, go_on = threading.Event(), threading.Event()

    def slowly(talk: Conversation) -> None:
        asked.set()
        go_on.wait(20)
        well(talk)

    with serving(archive.read_bytes(), slowly) as server:
        first = threading.Thread(target=fetch_from, args=(server.url(), cache))
        first.start()
        assert asked.wait(20)
        try:
            with pytest.raises(Complaint, match="Another voiceskill is just putting a model"):
                fetch_from(server.url(), cache)
        finally:
            go_on.set()
        first.join()
    assert visible(cache) == [NAME]


def test_an_archive_is_unpacked_once(tmp_path: Path, cache: Path) -> None:
    """Even while another holds the folder of models: there is nothing to do."""
    archive = packed(tmp_path / "a.zip", PARTS)
    folder = install_archive(archive, cache)
    before = folder.stat().st_ino
    with (cache / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert install_archive(archive, cache) == folder
    assert folder.stat().st_ino == before


def test_another_archive_of_the_same_name_takes_its_place(tmp_path: Path, cache: Path) -> None:
    """What only the old one had is gone."""
    install_archive(packed(tmp_path / "a.zip", PARTS | {"README": b"old"}), cache)
    folder = install_archive(packed(tmp_path / "b.zip", PARTS | {"am/final.mdl": b"newer"}), cache)
    assert (folder / "am/final.mdl").read_bytes() == b"newer"
    assert not (folder / "README").exists()
    assert sorted(path.name for path in cache.iterdir()) == [".lock", NAME]


def test_a_damaged_archive_leaves_the_old_model(tmp_path: Path, cache: Path) -> None:
    """And nothing half unpacked."""
    install_archive(packed(tmp_path / "a.zip", PARTS), cache)
    damaged = packed(tmp_path / "b.zip", {"am/final.mdl": bytes(range(256)) * 10} | {"README": b"x"} | PARTS)
    content = bytearray(damaged.read_bytes())
    content[content.index(b"README") + 8] ^= 0xFF
    damaged.write_bytes(content)
    with pytest.raises(Complaint, match="damaged"):
        install_archive(damaged, cache)
    assert (cache / NAME / "am/final.mdl").read_bytes() == PARTS["am/final.mdl"]
    assert sorted(path.name for path in cache.iterdir()) == [".lock", NAME]


def test_a_model_that_fails_its_trial_is_not_kept(tmp_path: Path, cache: Path) -> None:
    """The old one of that name stays."""

    def never(_folder: Path) -> None:
        raise Complaint("It does not work.")

    install_archive(packed(tmp_path / "a.zip", PARTS), cache)
    source = shape(tmp_path / NAME, PARTS | {"am/final.mdl": b"newer"})
    with pytest.raises(Complaint, match="does not work"):
        install_folder(source, cache, trial=never)
    assert (cache / NAME / "am/final.mdl").read_bytes() == PARTS["am/final.mdl"]
    assert sorted(path.name for path in cache.iterdir()) == [".lock", NAME]


def test_what_a_power_cut_left_is_cleared_away(tmp_path: Path, cache: Path) -> None:
    """The next time that a model is put in place, whichever."""
    shape(cache / ".some-model.new", {"am/final.mdl": b"half"})
    install_archive(packed(tmp_path / "a.zip", PARTS), cache)
    assert sorted(path.name for path in cache.iterdir()) == [".lock", NAME]


def test_a_folder_is_copied_so_that_it_can_be_removed_again(tmp_path: Path, cache: Path) -> None:
    """Although it is read-only where it comes from, or reached over a link."""
    source = shape(tmp_path / "my-model")
    for path in (source / "am/final.mdl", source / "am", source):
        path.chmod(0o555)
    (tmp_path / "link").symlink_to(source)
    folder = install_folder(tmp_path / "link", cache)
    source.chmod(0o755)
    assert folder == cache / "my-model"
    assert {name: (folder / name).read_bytes() for name in PARTS} == PARTS
    assert all(path.stat().st_mode & 0o200 for path in (folder, folder / "am/final.mdl"))


def test_a_folder_that_is_in_place_stays_there(tmp_path: Path, cache: Path) -> None:
    """It is not copied onto itself."""
    folder = install_folder(shape(tmp_path / "m"), cache)
    assert install_folder(folder, cache) == folder


def test_a_folder_that_is_no_model_is_told(tmp_path: Path, cache: Path) -> None:
    """With what is missing."""
    with pytest.raises(Complaint, match="is not a Vosk model, for it lacks am/final"):
        install_folder(tmp_path, cache)
    assert not cache.exists()


def test_too_small_a_disk_is_told(tmp_path: Path) -> None:
    """And left as it was."""
    with small_disk(tmp_path / "disk", 10_000) as disk:
        with pytest.raises(DiskFull, match="free some space"):
            install_archive(packed(tmp_path / "a.zip", PARTS), disk / "models")
        assert visible(disk / "models") == []


def test_a_file_in_the_place_of_the_folder_of_models_is_told(tmp_path: Path) -> None:
    """In one sentence."""
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(Complaint, match="cannot be used"):
        install_archive(packed(tmp_path / "a.zip", PARTS), tmp_path / "models")
