"""Fetching a model that was asked for."""

import hashlib
import threading
from pathlib import Path

import pytest
from model_folders import PARTS, packed
from model_server import closed_port, serving, silent_until

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.catalogue import CataloguedModel, Checksum
from voiceskill.hearing.models.fetch_on_demand import Fetching, ModelFetch
from voiceskill.hearing.models.finding import model_cache

NAME = "vosk-model-small-xx-0.1"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    """Return a model's archive."""
    return packed(tmp_path / "m.zip", PARTS).read_bytes()


def _offered(url: str, content: bytes) -> CataloguedModel:
    digest = hashlib.sha256(content).hexdigest()
    return CataloguedModel(NAME, url, len(content), Checksum("sha256", digest), "xx", "MIT")


def test_it_comes_and_is_handed_over(content: bytes) -> None:
    ready: list[Path] = []
    fetch = ModelFetch(ready.append)
    assert fetch.state is None
    with serving(content) as server:
        fetch.begin(_offered(server.url(), content))
        assert fetch.join(20)
    assert fetch.state == Fetching(NAME, len(content), len(content), over=True)
    assert ready == [model_cache() / NAME]


def test_one_at_a_time_and_it_can_be_stopped(content: bytes) -> None:
    ready: list[Path] = []
    fetch = ModelFetch(ready.append)
    released = threading.Event()
    with serving(content, silent_until(released)) as server:
        fetch.begin(_offered(server.url(), content))
        with pytest.raises(Complaint, match="wait until it has come"):
            fetch.begin(_offered(server.url(), content))
        fetch.stop()
        released.set()
        assert fetch.join(20)
    assert ready == []
    assert fetch.state is not None
    assert (fetch.state.over, fetch.state.trouble) == (True, None)


def test_without_a_network_it_says_so_and_can_be_asked_again(content: bytes) -> None:
    fetch = ModelFetch(lambda _path: None)
    for _ in range(2):
        fetch.begin(_offered(f"http://127.0.0.1:{closed_port()}/m.zip", content))
        assert fetch.join(20)
        assert fetch.state is not None
        assert "cannot be reached" in (fetch.state.trouble or "")
