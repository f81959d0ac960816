"""Fetching while the coach is at work."""

import hashlib
import random
import threading
from pathlib import Path

import pytest
from model_folders import PARTS, packed, shape, visible
from model_server import answering, closed_port, serving, silent_until

from voiceskill.complaint import Complaint
from voiceskill.hearing.models.background import BackgroundFetch
from voiceskill.hearing.models.catalogue import CataloguedModel, Checksum
from voiceskill.hearing.models.finding import model_cache

NAME = "vosk-model-small-xx-0.1"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, without models, and no way to a proxy."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return tmp_path / "home"


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    """Return a model's archive."""
    filler = random.Random(7).randbytes(500_000)  # noqa: S311 - nothing secret
    return packed(tmp_path / "m.zip", PARTS | {"README": filler}).read_bytes()


def offered(url: str, content: bytes) -> CataloguedModel:
    """Return what a catalogue would say of an archive."""
    return CataloguedModel(
        NAME, url, len(content), Checksum("sha256", hashlib.sha256(content).hexdigest()), "xx", "MIT"
    )


def run(model: CataloguedModel) -> tuple[list[str], list[Path]]:
    """Fetch to the end; return what was said, and the models that were ready."""
    lines: list[str] = []
    ready: list[Path] = []
    fetching = BackgroundFetch(model, say=lines.append, on_ready=ready.append)
    fetching.start()
    assert fetching.join(20)
    return lines, ready


def test_it_announces_the_model_and_hands_it_over(content: bytes) -> None:
    """Once."""
    with serving(content) as server:
        lines, ready = run(offered(server.url(), content))
    assert lines[0].startswith(f"Fetching {NAME}, ")
    assert lines[-1] == f"The Vosk model {NAME} is ready."
    assert ready == [model_cache() / NAME]


def test_a_model_that_is_there_is_handed_over_at_once(content: bytes) -> None:
    """Without a network."""
    shape(model_cache() / NAME)
    lines, ready = run(offered(f"http://127.0.0.1:{closed_port()}/m.zip", content))
    assert lines == [f"The Vosk model {NAME} is ready."]
    assert ready == [model_cache() / NAME]


def test_without_a_network_it_says_one_line(content: bytes) -> None:
    """And ends."""
    lines, ready = run(offered(f"http://127.0.0.1:{closed_port()}/m.zip", content))
    assert lines == [f"No network to fetch the Vosk model {NAME}; PocketSphinx's own model is used."]
    assert ready == []


def test_other_troubles_are_said(content: bytes) -> None:
    """In their own sentence."""
    with serving(content, answering(404)) as server:
        lines, ready = run(offered(server.url(), content))
    assert len(lines) == 1
    assert "404" in lines[0]
    assert ready == []


def test_what_the_coach_says_of_the_model_is_said(content: bytes) -> None:
    """It may refuse it."""
    lines: list[str] = []

    def refuse(_path: Path) -> None:
        raise Complaint("It is not to be loaded.")

    with serving(content) as server:
        fetching = BackgroundFetch(offered(server.url(), content), say=lines.append, on_ready=refuse)
        fetching.start()
        assert fetching.join(20)
    assert lines[-1] == "It is not to be loaded."


def test_it_can_be_stopped(content: bytes) -> None:
    """What has come is kept, and nothing is handed over."""
    released, begun = threading.Event(), threading.Event()
    lines: list[str] = []
    ready: list[Path] = []

    def say(line: str) -> None:
        lines.append(line)
        begun.set()

    with serving(content, silent_until(released, after=1000)) as server:
        fetching = BackgroundFetch(offered(server.url(), content), say=say, on_ready=ready.append)
        fetching.start()
        assert begun.wait(20)
        fetching.stop()
        released.set()
        assert fetching.join(20)
    assert ready == []
    assert len(lines) == 1
    assert visible(model_cache()) == []
    (part,) = (model_cache() / ".archives").iterdir()
    assert part.stat().st_size == 1000


def test_one_that_was_never_started_has_ended() -> None:
    """Closing the program does not depend on it."""
    model = CataloguedModel(NAME, "http://127.0.0.1/", 1, Checksum("md5", ""), "xx", "MIT")
    fetching = BackgroundFetch(model, say=lambda _: None, on_ready=lambda _: None)
    fetching.stop()
    assert fetching.join(0)


def test_one_that_was_stopped_hands_nothing_over(content: bytes) -> None:
    """Even where nothing had to be fetched."""
    shape(model_cache() / NAME)
    ready: list[Path] = []
    fetching = BackgroundFetch(offered("http://127.0.0.1/", content), say=lambda _: None, on_ready=ready.append)
    fetching.stop()
    fetching.start()
    assert fetching.join(20)
    assert ready == []
