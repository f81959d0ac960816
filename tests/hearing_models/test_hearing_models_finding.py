"""Finding the model to listen with."""

from pathlib import Path

import pytest
from model_folders import PARTS, packed, packed_folder, real_model, shape

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.finding import find_model, installed_models, model_cache, model_places

SMALL_ENGLISH = "vosk-model-small-en-us-0.15"
FIXED = {name: content for name, content in PARTS.items() if "graph" not in name} | {"graph/HCLG.fst": b"graph"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, without models."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    if Path("/usr/share/vosk").exists():
        pytest.skip("this machine has Vosk models of its own, in /usr/share/vosk")
    return tmp_path / "home"


def test_without_models_there_is_none() -> None:
    """That is no error: another recogniser takes its place."""
    assert find_model(None) is None
    assert installed_models() == []


def test_the_places_are_gone_through_in_their_order(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """$VOSK_MODEL_PATH, our own folder, then those in which Vosk's library looks."""
    in_vosks = shape(home / ".cache" / "vosk" / "vosk-model-small-en-gb-0.15")
    assert find_model(None) == in_vosks
    in_ours = shape(model_cache() / "vosk-model-small-en-in-0.4")
    assert find_model(None) == in_ours
    named = shape(home / "elsewhere" / "vosk-model-en-us-0.22-lgraph")
    monkeypatch.setenv("VOSK_MODEL_PATH", str(named.parent))
    assert find_model(None) == named
    monkeypatch.setenv("VOSK_MODEL_PATH", str(named))
    assert find_model(None) == named
    assert [model.path for model in installed_models()] == [named, in_ours, in_vosks]
    assert Path("/usr/share/vosk") in model_places()


def test_of_several_the_one_that_suits_best_is_taken() -> None:
    """The language decides, then the catalogue, then the country, then the size."""
    for name in ("aaa", "vosk-model-de-0.21", "vosk-model-en-gb-1.0", "vosk-model-small-en-in-0.4", SMALL_ENGLISH):
        shape(model_cache() / name)
    assert find_model(None, "en") == model_cache() / SMALL_ENGLISH
    assert find_model(None, "en-GB") == model_cache() / "vosk-model-en-gb-1.0"
    assert find_model(None, "de") == model_cache() / "vosk-model-de-0.21"
    assert find_model(None, "fr") == model_cache() / "aaa"


def test_a_model_of_another_language_is_not_taken() -> None:
    """Better PocketSphinx than Spanish."""
    shape(model_cache() / "vosk-model-small-es-0.42")
    assert find_model(None, "en") is None


def test_a_large_model_is_only_taken_where_it_is_asked_for() -> None:
    """It hears less well here, and may not fit into the memory."""
    large = shape(model_cache() / "vosk-model-en-us-0.22", FIXED)
    assert find_model(None) is None
    assert find_model(large) == large


def test_what_is_half_put_in_place_is_not_seen() -> None:
    """Its name begins with a dot."""
    shape(model_cache() / f".{SMALL_ENGLISH}.new")
    assert find_model(None) is None


def test_a_named_folder_is_taken_whatever_its_name(tmp_path: Path) -> None:
    """Also when it is one that holds models."""
    mine = shape(tmp_path / "x" / "vosk-model-small-de-0.15")
    assert find_model(mine, "en") == mine
    assert find_model(mine.parent, "de") == mine


def test_a_named_folder_in_the_home_may_begin_with_a_tilde(home: Path) -> None:
    """As people write it in the settings."""
    mine = shape(home / "model")
    assert find_model(Path("~/model")) == mine


def test_the_home_of_somebody_unknown_is_told() -> None:
    """In one sentence."""
    with pytest.raises(Complaint, match="somebody unknown"):
        find_model(Path("~nobody-of-this-name/model"))


def test_a_named_folder_that_is_absent_is_told(tmp_path: Path) -> None:
    """With both ways out."""
    with pytest.raises(
        Complaint, match=r"vosk_model names .*absent, which is not there; correct it, or leave it empty"
    ):
        find_model(tmp_path / "absent")


def test_a_named_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    """With what it lacks."""
    with pytest.raises(Complaint, match=r"no Vosk model for 'en', for it lacks am/final\.mdl"):
        find_model(tmp_path)


def test_a_named_archive_is_unpacked_once(tmp_path: Path) -> None:
    """Into our own folder of models."""
    archive = packed_folder(tmp_path / "m.zip", real_model(), top="my-model")
    found = find_model(archive)
    assert found == model_cache() / "my-model"
    assert find_model(archive) == found
    assert [model.name for model in installed_models()] == ["my-model"]


def test_a_named_archive_that_libvosk_refuses_is_not_kept(tmp_path: Path) -> None:
    """It would end the coach."""
    with pytest.raises(Complaint, match="not kept, because loading it fails"):
        find_model(packed(tmp_path / "m.zip", PARTS))
    assert installed_models() == []


def test_a_model_tells_its_language_and_size() -> None:
    """As far as its name does."""
    shape(model_cache() / "mine")
    shape(model_cache() / SMALL_ENGLISH)
    shape(model_cache() / "vosk-model-fr-0.22")
    assert [model.language for model in installed_models()] == [None, "fr", "en-us"]
    assert installed_models()[0].bytes == sum(map(len, PARTS.values()))
