"""The commands of ``voiceskill models``."""

from pathlib import Path

import pytest
from model_folders import PARTS, packed, packed_folder, real_model, shape, visible
from model_server import closed_port, serving

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.command import check_models, fetch_model, list_models
from voiceskill.hearing.models.finding import find_model, model_cache


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, without models, and no way to a proxy."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return tmp_path / "home"


def test_the_list_tells_what_is_here_and_what_could_be() -> None:
    """Also where there is none."""
    lines: list[str] = []
    list_models(lines.append)
    assert lines[0].startswith("There is no Vosk model") or Path("/usr/share/vosk").exists()
    shape(model_cache() / "vosk-model-small-de-0.15")
    lines.clear()
    list_models(lines.append)
    assert lines[0] == "On this machine:"
    assert str(model_cache() / "vosk-model-small-de-0.15") in lines[1]
    assert any("vosk-model-small-en-us-0.15" in line and "41.2 MB" in line for line in lines)
    assert [line for line in lines if line.endswith("Apache-2.0  (is here)")]


def test_a_folder_is_fetched() -> None:
    """From this machine, and found from then on."""
    lines: list[str] = []
    model = fetch_model(str(real_model()), say=lines.append)
    assert lines == [f"{model.name} lies in {model}."]
    assert find_model(None) == model


def test_a_name_that_is_here_is_not_fetched_again() -> None:
    """By its name in the catalogue, or as the default of its language."""
    folder = shape(model_cache() / "vosk-model-small-de-0.15")
    assert fetch_model(folder.name, say=lambda _: None) == folder
    assert fetch_model(language="de", say=lambda _: None) == folder


def test_an_archive_is_fetched(tmp_path: Path) -> None:
    """From this machine."""
    archive = packed_folder(tmp_path / "m.zip", real_model(), top="my-model")
    assert fetch_model(str(archive), say=lambda _: None) == model_cache() / "my-model"


def test_an_address_is_fetched_from(tmp_path: Path) -> None:
    """Its progress is told in tenths."""
    archive = packed_folder(tmp_path / "m.zip", real_model(), top="my-model")
    lines: list[str] = []
    with serving(archive.read_bytes()) as server:
        assert fetch_model(server.url("m.zip"), say=lines.append) == model_cache() / "my-model"
        address = server.url("m.zip")
    assert lines[0].startswith(f"Fetching {address}, ")
    assert lines[1:-1] == [f"{address}: {tenth} %" for tenth in range(10, 101, 10)]


def test_a_model_that_libvosk_refuses_is_not_kept(tmp_path: Path) -> None:
    """Wherever it comes from."""
    archive = packed(tmp_path / "m.zip", PARTS)
    with serving(archive.read_bytes()) as server:
        for wanted in (str(archive), str(shape(tmp_path / "m")), server.url()):
            with pytest.raises(Complaint, match="not kept"):
                fetch_model(wanted, say=lambda _: None)
    assert visible(model_cache()) == []


@pytest.mark.parametrize("wanted", ["vosk-model-huge-xx-9", "./absent.zip", ""])
def test_nonsense_is_told(wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With where the names are."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Complaint, match=r"voiceskill models list|not a Vosk model"):
        fetch_model(wanted)


def test_a_language_without_a_model_is_told() -> None:
    """With what else can be done."""
    with pytest.raises(Complaint, match=r"'tlh'.*address or a path"):
        fetch_model(None, language="tlh")


def test_no_network_is_told() -> None:
    """With what is used meanwhile."""
    with pytest.raises(Complaint, match=r"cannot be reached.*PocketSphinx"):
        fetch_model(f"http://127.0.0.1:{closed_port()}/m.zip")


def test_the_check_tells_good_from_bad(tmp_path: Path) -> None:
    """Line by line, and in the end."""
    lines: list[str] = []
    assert check_models([real_model()], ["stop"], lines.append)
    assert len(lines) == 6
    assert all(line.startswith("  good  ") for line in lines[1:])
    lines.clear()
    assert not check_models([real_model(), tmp_path], say=lines.append)
    assert lines[-1].startswith("  bad   it lacks am/final.mdl")
    assert lines[-1].endswith(f"remove {tmp_path} and fetch it again.")


def test_the_check_of_nothing_is_not_good() -> None:
    """It tells how to get a model."""
    if Path("/usr/share/vosk").exists():
        pytest.skip("this machine has Vosk models of its own, in /usr/share/vosk")
    lines: list[str] = []
    assert not check_models(say=lines.append)
    assert "voiceskill models fetch" in lines[0]
