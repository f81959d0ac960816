"""Unpacking archives, of which some mean harm."""

import stat
import zipfile
from pathlib import Path

import pytest
from model_folders import PARTS, packed

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.layout import is_model
from voiceskill.hearing.models.unpacking import look_through, unpack


def unpacked(archive: Path, into: Path) -> Path:
    """Unpack an archive into a new folder."""
    into.mkdir()
    unpack(look_through(archive), into)
    return into


def with_member(archive: Path, name: str, content: bytes = b"harm", mode: int = stat.S_IFREG | 0o644) -> Path:
    """Add a file to a model's archive."""
    packed(archive, PARTS)
    member = zipfile.ZipInfo(name)
    member.external_attr = mode << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(archive, "a") as adding:
        adding.writestr(member, content)
    return archive


def test_a_model_is_unpacked_under_the_name_of_its_top_folder(tmp_path: Path) -> None:
    """The archive's own name does not matter then."""
    archive = packed(tmp_path / "download.zip", PARTS)
    assert look_through(archive).name == "vosk-model-small-xx-0.1"
    folder = unpacked(archive, tmp_path / "to")
    assert {name: (folder / name).read_bytes() for name in PARTS} == PARTS
    assert is_model(folder)


def test_a_model_without_a_top_folder_has_the_name_of_its_archive(tmp_path: Path) -> None:
    """Somebody packed it from the inside."""
    assert look_through(packed(tmp_path / "mine.zip", PARTS, top="")).name == "mine"


def test_what_a_mac_adds_is_left_out(tmp_path: Path) -> None:
    """Its own folder beside the model's is none of the model's."""
    archive = with_member(tmp_path / "m.zip", "__MACOSX/vosk-model-small-xx-0.1/._am")
    assert look_through(archive).name == "vosk-model-small-xx-0.1"


@pytest.mark.parametrize(
    "name",
    ["../x", "vosk-model-small-xx-0.1/../../x", "/tmp/x", "C:\\x", "vosk-model-small-xx-0.1\\..\\..\\x", "\\\\host\\x"],  # noqa: S108 - nothing is written there
)
def test_ways_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    """Before anything is unpacked."""
    with pytest.raises(Complaint, match="points outside its folder"):
        look_through(with_member(tmp_path / "m.zip", name))


def test_a_doubled_slash_leads_nowhere_else(tmp_path: Path) -> None:
    """What comes after it is no absolute path."""
    archive = with_member(tmp_path / "m.zip", f"vosk-model-small-xx-0.1/{tmp_path}/harm")
    folder = unpacked(archive, tmp_path / "to")
    assert not (tmp_path / "harm").exists()
    assert (folder / str(tmp_path).lstrip("/") / "harm").is_file()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    """A link could lead the next file out of the folder."""
    with pytest.raises(Complaint, match="link or a device"):
        look_through(with_member(tmp_path / "m.zip", "vosk-model-small-xx-0.1/am/x", b"/etc", kind | 0o777))


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    """There is nobody to ask for its password."""
    archive = packed(tmp_path / "m.zip", PARTS)
    content = bytearray(archive.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    archive.write_bytes(content)
    with pytest.raises(Complaint, match="encrypted"):
        look_through(archive)


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path: Path) -> None:
    """Thirty megabytes of nothing, in thirty kilobytes."""
    with pytest.raises(Complaint, match="no model grows that much"):
        look_through(with_member(tmp_path / "m.zip", "vosk-model-small-xx-0.1/am/zeros", bytes(30_000_000)))


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path) -> None:
    """They would take an hour on a memory card."""
    with pytest.raises(Complaint, match="no model grows that much"):
        look_through(packed(tmp_path / "m.zip", PARTS | {f"x/{n}": b"" for n in range(10_000)}))


def test_other_archives_are_told_from_models(tmp_path: Path) -> None:
    """With what is missing."""
    with pytest.raises(Complaint, match=r"not a Vosk model, for it lacks am/final\.mdl and conf/mfcc\.conf"):
        look_through(packed(tmp_path / "photos.zip", {"beach.jpg": b"sand"}))


@pytest.mark.parametrize("top", [".hidden", "a model"])
def test_names_that_are_no_names_for_models_are_refused(tmp_path: Path, top: str) -> None:
    """One with a dot would not be seen."""
    with pytest.raises(Complaint, match="no name for a folder"):
        look_through(packed(tmp_path / "m.zip", PARTS, top=top))


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x05\x06" + bytes(18)], ids=["nothing", "page", "empty"])
def test_what_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    """In one sentence."""
    (tmp_path / "m.zip").write_bytes(content)
    with pytest.raises(Complaint, match=r"is no zip archive|not a Vosk model"):
        look_through(tmp_path / "m.zip")


def test_an_archive_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With what the system says."""
    with pytest.raises(Complaint, match="No such file"):
        look_through(tmp_path / "m.zip")


def test_a_cut_archive_is_told(tmp_path: Path) -> None:
    """Its table of contents stood at the end."""
    archive = packed(tmp_path / "m.zip", PARTS)
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(Complaint, match="damaged"):
        look_through(archive)


def test_a_changed_archive_is_told(tmp_path: Path) -> None:
    """One byte of a file is another."""
    archive = packed(tmp_path / "m.zip", PARTS | {"am/final.mdl": bytes(range(256)) * 10})
    content = bytearray(archive.read_bytes())
    content[60] ^= 0xFF
    archive.write_bytes(content)
    with pytest.raises(Complaint, match="damaged"):
        unpacked(archive, tmp_path / "to")
