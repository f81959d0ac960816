"""Vosk with the test model: on a recording, and as the one who takes over from PocketSphinx while the program runs."""

import hashlib
import json
import shutil
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from spoken import Said, write_recording

from voiceskill import running
from voiceskill.cli import main
from voiceskill.coaching.facts import Outcome
from voiceskill.hearing.isolated.watched import WatchedRecognizer
from voiceskill.hearing.models import finding
from voiceskill.hearing.models.catalogue import CataloguedModel, Checksum
from voiceskill.journal.journal import Journal
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Block, Loudspeaker

MODEL = Path(__file__).resolve().parents[1] / "vosk_model" / "model"

SETTINGS = """\
language: en
coaching: {lead_time: 0}
stretches:
  both_knees:
    name: both knees to chest
    instructions: [Draw both knees to your chest.]
    release: Lower your feet.
    hold: 20
    repetitions: 2
"""

NAME = "vosk-model-small-en-us-0.15"

pytestmark = pytest.mark.skipif(not (MODEL / "am" / "final.mdl").is_file(), reason=f"no Vosk model in {MODEL}")


def settings(folder: Path, more: str = "") -> str:
    """Write the settings and return their path."""
    path = folder / "config.yaml"
    path.write_text(SETTINGS + more, encoding="utf-8")
    return str(path)


def read_events(path: Path) -> list[dict[str, Any]]:
    """Return the lines of an event log."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_session_is_led_by_voice_through_vosk(tmp_path: Path) -> None:
    said: list[Said] = [
        (1.0, "start both knees to chest"),
        (19.0, "pause"),
        (26.0, "go on"),
        (30.0, "ten more seconds"),
        (36.0, "that hurts"),
        (50.0, "stop"),
    ]
    recording = write_recording(tmp_path / "in.wav", said, 52.0)
    log = tmp_path / "events.jsonl"
    options = ["--config", settings(tmp_path, f"vosk_model: {MODEL}"), "--events", str(log), "--recognizer", "vosk"]
    assert main(["run", "--input", str(recording), *options]) == 0
    heard = [event for event in read_events(log) if event["event"] == "heard"]
    assert [event["text"] for event in heard] == [text for _, text in said]
    assert all(event["score"] >= 0 for event in heard)
    for event, (start, _) in zip(heard, said, strict=True):
        assert event["speech_start"] == pytest.approx(start, abs=0.1)
    intents = [event["intent"] for event in read_events(log) if event["event"] == "command"]
    assert intents == ["start", "pause", "go_on", "more_seconds", "hurt", "stop"]


class RoomThatWaits(RecordingRoom):
    """A room made of a recording, in which time stands still at one moment, until what is asked for then has come."""

    def __init__(self, recording: Path, moment: float) -> None:
        """Take the moment, in seconds on the room's clock."""
        super().__init__(recording)
        self._moment = moment
        self.asked = threading.Event()
        """Set when the moment has come."""
        self.answered = threading.Event()
        """To be set for time to go on."""

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield the recording's blocks."""
        for block in super().blocks(loudspeaker):
            if block.time >= self._moment:
                self.asked.set()
                assert self.answered.wait(30), "time stands still for ever"
            yield block


@contextmanager
def serving(file: Path, when: threading.Event) -> Iterator[str]:
    """Serve a file on this machine, not before something has happened, and give its address."""

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            assert when.wait(30), "it has not happened"
            super().do_GET()

    handler = partial(Handler, directory=str(file.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{file.name}"
        server.shutdown()
        thread.join()


def test_a_model_that_comes_during_a_session_hears_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICESKILL_JOURNAL", str(tmp_path / "journal.sqlite3"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(finding, "model_places", lambda: (finding.model_cache(),))  # none of this machine's own

    shutil.copytree(MODEL, tmp_path / "packing" / NAME)
    archive = Path(shutil.make_archive(str(tmp_path / "served"), "zip", tmp_path / "packing"))
    checksum = Checksum("sha256", hashlib.sha256(archive.read_bytes()).hexdigest())

    said: list[Said] = [
        (1.0, "start both knees to chest"),
        (10.0, "how long left"),
        (14.0, "stop"),
        (16.0, "start both knees to chest"),
        (25.0, "stop"),
    ]
    recording = write_recording(tmp_path / "in.wav", said, 27.0)
    room = RoomThatWaits(recording, 8.0)

    begun: list[str] = []
    begin = WatchedRecognizer.begin

    def noted(self: WatchedRecognizer) -> None:
        begun.append(self.description.split()[0])
        begin(self)

    monkeypatch.setattr(WatchedRecognizer, "begin", noted)
    report = running._report

    def report_and_go_on(line: str) -> None:
        report(line)
        if line == f"From the next session on: Vosk with the model {NAME}.":
            room.answered.set()

    monkeypatch.setattr(running, "_report", report_and_go_on)
    monkeypatch.setattr(running, "CardRoom", lambda *_, **__: room)
    log = tmp_path / "events.jsonl"
    with serving(archive, room.asked) as url:
        model = CataloguedModel(NAME, url, archive.stat().st_size, checksum, "en-us", "MIT")
        monkeypatch.setattr(running, "default_model", lambda _language: model)
        assert main(["run", "--config", settings(tmp_path), "--events", str(log)]) == 0

    intents = [event["intent"] for event in read_events(log) if event["event"] == "command"]
    assert intents == ["start", "time_left", "stop", "start", "stop"]
    assert begun == [*["PocketSphinx"] * 3, *["Vosk"] * 2]
    with Journal(tmp_path / "journal.sqlite3") as journal:
        assert [session.outcome for session in journal.sessions()] == [Outcome.STOPPED] * 2
