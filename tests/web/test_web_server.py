"""The server beside the room: taken ports, many who follow, and its end."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from flask import Response
from live_site import CHECKOUT, Site
from spoken import write_recording

from voiceskill.complaint import Complaint
from voiceskill.running import RunOptions, run
from voiceskill.web.server import PageServer


@pytest.fixture
def silence(tmp_path: Path) -> RunOptions:
    """A second in a silent room."""
    return RunOptions(recording=write_recording(tmp_path / "room.wav", [], 1.0), recognizer="pocketsphinx")


def test_a_port_that_is_taken_is_told_and_the_coach_goes_on_where_nobody_asked_for_it(
    silence: RunOptions, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with PageServer("127.0.0.1", 0) as taken:
        port = int(taken.address.rsplit(":", 1)[1].rstrip("/"))
        with pytest.raises(Complaint, match=f"port {port}: Address already in use; name another by --port"):
            run(replace(silence, port=port))
        config = tmp_path / "config.yaml"
        text = (CHECKOUT / "config.yaml").read_text("utf-8")
        config.write_text(text.replace("port: 8080", f"port: {port}"), "utf-8")
        run(replace(silence, config=config))
    assert "Until then there is no page." in capsys.readouterr().err


def test_the_page_is_there_unless_it_is_not_wanted(silence: RunOptions, capsys: pytest.CaptureFixture[str]) -> None:
    run(replace(silence, port=0, real_time=True))
    assert "The page: http://127.0.0.1:" in capsys.readouterr().err
    run(replace(silence, web=False))
    assert "page" not in capsys.readouterr().err


def test_a_name_that_is_none_is_told() -> None:
    with pytest.raises(Complaint, match="cannot be served at nowhere"):
        PageServer("nowhere.invalid", 8080)


def test_it_ends_whether_or_not_it_has_begun() -> None:
    with PageServer("127.0.0.1", 0) as server:
        server.serve(lambda: None)
    with PageServer("127.0.0.1", 0) as server:
        address = server.address
        server.serve(lambda: Response("Here I am."))
        assert requests.get(address, timeout=10).text == "Here I am."
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=10)


def test_so_many_may_follow_and_more_when_some_have_gone(site: Site) -> None:
    with ExitStack() as streams:
        while (stream := streams.enter_context(_follow(site))).status_code == 200:
            assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert stream.status_code == 503
        # The others are not held up.
        assert requests.get(site.address, timeout=10).status_code == 200
    while _follow(site).status_code == 503:
        pass


def _follow(site: Site) -> requests.Response:
    return requests.get(site.url("/api/v1/events"), stream=True, timeout=10)
