"""What belongs to the user comes back from a backup, whatever was done to it meanwhile, and nothing is lost by that."""

import gzip
import io
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_disk import fill, small_disk

from voiceskill.backup import archive
from voiceskill.backup.keeping import back_up
from voiceskill.backup.places import Places, find_places
from voiceskill.backup.restoring import restore
from voiceskill.cli import main
from voiceskill.coaching.facts import Outcome, SessionBegan, SessionEnded
from voiceskill.complaint import Complaint
from voiceskill.config import load_config
from voiceskill.config.settings_file import SettingsFile
from voiceskill.config.versions import KEPT, Versions
from voiceskill.journal.journal import Journal
from voiceskill.journal.schema import VERSION
from voiceskill.web.safety.keys import Keys

SETTINGS = """\
voice:
  volume: 0.8
stretches:
  child_pose: {name: child's pose, instructions: [Kneel down.], release: Come up.}
"""
VERSION_1 = Path(__file__).parents[1] / "journal" / "version_1.sql"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which everything of one user lies."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def places(home: Path) -> Places:
    """Return where it lies, with a session, changed settings and a password."""
    assert home.is_dir()
    places = find_places()
    places.settings.parent.mkdir(parents=True)
    places.settings.write_text(SETTINGS)
    _set_volume(places, 0.5)
    _do_a_session(places.journal)
    Keys(places.keys).set_password("down the dog")
    return places


def test_all_of_it_comes_back(places: Places, tmp_path: Path) -> None:
    backup = back_up(places, tmp_path).file
    assert backup.stat().st_mode & 0o777 == 0o600
    _set_volume(places, 0.9)
    _do_a_session(places.journal)
    Keys(places.keys).set_password("a later password")

    restored = restore(places, backup)

    assert load_config(places.settings).voice.volume == 0.5
    assert _sessions(places.journal) == 1
    assert Keys(places.keys).is_password("down the dog")
    assert places.keys.stat().st_mode & 0o777 == 0o600
    assert restored.before
    restore(places, restored.before)  # and what was there before it is not lost either
    assert load_config(places.settings).voice.volume == 0.9
    assert _sessions(places.journal) == 2
    assert Keys(places.keys).is_password("a later password")


def test_a_backup_comes_back_on_a_machine_that_had_nothing(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "kept.tar.gz"]) == 0
    versions = {path.name for path in places.versions.iterdir()}
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other-data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other-settings"))
    assert main(["restore", "kept.tar.gz"]) == 0
    new = find_places()
    assert "other" in str(new.settings)
    assert load_config(new.settings).voice.volume == 0.5
    assert _sessions(new.journal) == 1
    assert {path.name for path in new.versions.iterdir()} == versions
    told = capsys.readouterr().out
    assert "before" not in told
    assert all(str(path) in told for path in (new.journal, new.settings, new.versions, new.keys, places.settings))


def test_what_the_coach_has_just_written_is_in_it(places: Places, tmp_path: Path) -> None:
    with Journal(places.journal) as journal:
        journal.record(SessionBegan("child_pose", ()))
        journal.record(SessionEnded(Outcome.FINISHED, "child_pose", 1))
        backup = back_up(places, tmp_path).file
    _do_a_session(places.journal)
    restore(places, backup)
    assert _sessions(places.journal) == 2


def test_while_the_coach_is_at_work_nothing_is_restored(places: Places, tmp_path: Path) -> None:
    backup = back_up(places, tmp_path).file
    with Journal(places.journal) as journal:
        _set_volume(places, 0.9)
        with pytest.raises(Complaint, match="systemctl --user stop voiceskill"):
            restore(places, backup)
        journal.record(SessionBegan("child_pose", ()))
        journal.record(SessionEnded(Outcome.FINISHED, "child_pose", 1))
    assert load_config(places.settings).voice.volume == 0.9
    assert _sessions(places.journal) == 2


def test_a_journal_of_an_older_program_is_brought_up_to_date(places: Places, tmp_path: Path) -> None:
    old = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(VERSION_1.read_text())
    backup = tmp_path / "old.tar.gz"
    archive.write_archive(backup, [("journal.sqlite3", old.read_bytes())])
    restore(places, backup)
    with closing(sqlite3.connect(places.journal)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_damaged_journal_makes_room_and_is_kept(places: Places, tmp_path: Path) -> None:
    backup = back_up(places, tmp_path).file
    places.journal.write_bytes(b"no journal at all" * 1000)
    restore(places, backup)
    assert _sessions(places.journal) == 1
    (kept,) = places.journal.parent.glob("journal.sqlite3.damaged-*")
    assert kept.read_bytes().startswith(b"no journal")


def test_a_coach_in_a_checkout_is_not_meant(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "config.yaml").write_text("the checkout's own")
    monkeypatch.chdir(checkout)
    assert main(["backup", "kept.tar.gz"]) == 0
    places.settings.unlink()
    assert main(["restore", "kept.tar.gz"]) == 0
    assert load_config(places.settings).voice.volume == 0.5
    assert (checkout / "config.yaml").read_text() == "the checkout's own"
    assert find_places(checkout / "config.yaml").settings == checkout / "config.yaml"
    monkeypatch.setenv("VOICESKILL_CONFIG", "config.yaml")
    assert find_places().settings == Path("config.yaml")


def test_only_an_older_backup_is_overwritten(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICESKILL_JOURNAL", str(tmp_path / "journal.tar.gz"))
    photographs, none_yet = tmp_path / "photographs.tar.gz", find_places().journal
    with tarfile.open(photographs, "w:gz") as tar:
        tar.add(places.settings, "holiday.jpg")
    (tmp_path / "link.tar.gz").symlink_to(places.journal)
    before = _everything(tmp_path)
    for target in (places.journal, places.settings, photographs, tmp_path / "link.tar.gz", tmp_path / "kept.zip"):
        with pytest.raises(Complaint, match=f"{target} .*name"):
            back_up(places, target)
    with pytest.raises(Complaint, match="is what is to be backed up"):
        back_up(find_places(), none_yet)
    assert _everything(tmp_path) == before
    kept = tmp_path / "kept.tar.gz"
    assert back_up(places, kept).file == back_up(places, kept).file == kept


def test_however_often_one_restores_the_next_backup_is_good(places: Places, tmp_path: Path) -> None:
    for _ in range(3):
        backup = back_up(places, tmp_path / "kept.tar.gz").file
        for number in range(KEPT):
            Versions(places.versions).keep(f"version {number}".encode(), "")
        restored = restore(places, backup)
        assert len([*places.versions.iterdir()]) == 2 * KEPT
        assert restored.before
        restore(places, restored.before)


def test_what_could_not_be_restored_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = tmp_path / "kept.tar.gz"
    monkeypatch.setattr(archive, "LARGEST", 64 * 1024)
    for members in (
        [(f"{number}", b"") for number in range(101)],
        [("much", bytes(60 * 1024))],
        [("more", bytes(2**20))],
    ):
        with pytest.raises(Complaint, match="more than a backup can hold"):
            archive.write_archive(backup, members)
    assert not [*tmp_path.iterdir()]
    most = {**{f"{number}": b"" for number in range(99)}, "much": bytes(4096)}
    archive.write_archive(backup, most.items())
    assert archive.read_archive(backup, lambda _name: True) == most


def _label(form: int = archive.FORM) -> tuple[str, bytes]:
    return "voiceskill-backup.json", b'{"form": %d}' % form


def _tar(*members: tuple[str, bytes], link: str | None = None) -> bytes:
    """Return a compressed tar; with a link, its last member is one to there."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            if link and name == members[-1][0]:
                info.type, info.linkname, info.size = tarfile.SYMTYPE, link, 0
            tar.addfile(info, io.BytesIO(content))
    return raw.getvalue()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param(b"", "no backup", id="empty"),
        pytest.param(b"PK\3\4 something else", "cannot be read", id="no gzip"),
        pytest.param(gzip.compress(b"no tar"), "damaged, or no backup", id="no tar"),
        pytest.param(_tar(_label(), ("config.yaml", b"x" * 9000))[:-40], "damaged", id="cut off"),
        pytest.param(_tar(("config.yaml", b"")), "is no backup", id="without its label"),
        pytest.param(_tar(_label(archive.FORM + 1)), "newer voiceskill", id="newer"),
        pytest.param(_tar(_label(), ("../../.bashrc", b"rm")), "which no backup does", id="out of the folder"),
        pytest.param(_tar(_label(), ("/etc/passwd", b"")), "which no backup does", id="absolute"),
        pytest.param(_tar(_label(), ("settings-versions/../x.yaml", b"")), "which no backup does", id="up again"),
        pytest.param(_tar(_label(), ("page.json", b""), link="/etc/passwd"), "which no backup does", id="link"),
        pytest.param(_tar(_label(), ("page.json", b"{}"), ("page.json", b"{}")), "which no backup does", id="twice"),
        pytest.param(gzip.compress(bytes(archive.LARGEST + 1), 1), "larger than any", id="bomb"),
        pytest.param(_tar(_label(), ("page.json", b"{}")), "password in .* cannot be read", id="broken keys"),
        pytest.param(_tar(_label(), ("config.yaml", b"a: b")), "line 1", id="broken settings"),
        pytest.param(_tar(_label(), ("journal.sqlite3", b"x" * 5000)), "damaged", id="broken journal"),
    ],
)
def test_a_bad_backup_changes_nothing(content: bytes, complaint: str, places: Places, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(content)
    before = _everything(tmp_path)
    with pytest.raises(Complaint, match=complaint):
        restore(places, bad)
    assert _everything(tmp_path) == before


def test_a_full_disk_is_told_and_leaves_no_half_backup(places: Places, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 256) as disk:
        kept = back_up(places, disk / "kept.tar.gz").file
        whole = kept.read_bytes()
        filler = fill(disk)
        for target in (disk, kept):
            with pytest.raises(Complaint, match="cannot be written: No space left on device; make room there"):
                back_up(places, target)
        assert sorted(disk.iterdir()) == sorted([filler, kept])
        assert kept.read_bytes() == whole


def test_a_disk_that_is_too_small_for_some_of_it_gets_nothing(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = back_up(places, tmp_path).file
    with small_disk(tmp_path / "disk", 1024) as disk:
        for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            monkeypatch.setenv(variable, str(disk))
        new = find_places()
        restore(new, backup)
        _set_volume(new, 0.9)
        before, told = _everything(disk), []
        filler = fill(disk)
        while filler.stat().st_size:
            try:
                restore(new, backup)
            except Complaint as complaint:
                told.append(str(complaint))
                for kept in disk.rglob("before-restore-*"):
                    kept.unlink()
                filler_size = filler.stat().st_size
                assert _everything(disk) == before | {filler: bytes(filler_size)}
                with filler.open("r+b") as file:
                    file.truncate(max(filler_size - 8192, 0))
            else:
                break
        assert load_config(new.settings).voice.volume == 0.5
    assert told
    assert all(f"{backup} cannot be restored: No space left on device; make room" in sentence for sentence in told)


def test_a_journal_that_cannot_be_opened_is_not_a_coach_at_work(places: Places, tmp_path: Path) -> None:
    backup = back_up(places, tmp_path).file
    places.journal.unlink()
    places.journal.mkdir()
    with pytest.raises(Complaint, match=r"cannot be written \(unable to open .*\); check the disk"):
        restore(places, backup)


def test_where_there_is_nothing_nothing_is_kept(home: Path) -> None:
    with pytest.raises(Complaint, match="nothing to back up yet"):
        back_up(find_places(), home)
    assert not [*home.glob("*.tar.gz")]


def _set_volume(places: Places, volume: float) -> None:
    settings = SettingsFile(places.settings)
    settings.change(settings.reading.revision, lambda data: data["voice"].update(volume=volume))


def _do_a_session(path: Path) -> None:
    with Journal(path, lambda: datetime.now(UTC)) as journal:
        journal.record(SessionBegan("child_pose", ()))
        journal.record(SessionEnded(Outcome.FINISHED, "child_pose", 1))


def _sessions(path: Path) -> int:
    with Journal(path) as journal:
        return len(journal.sessions())


def _everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
