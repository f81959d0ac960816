"""The sound goes in the middle of a session, and comes back."""

import json
import re
import signal
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
import soundfile
from browsing import OpenPage
from live_coach import LiveCoach, live_coach
from playwright.sync_api import expect
from spoken import RATE, speech, write_recording
from virtual_card import VirtualCard

from voiceskill import running
from voiceskill.cli import main
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.rooms.room import Block, Loudspeaker

TROUBLE = "The microphone has gone: plug it in."


class RoomThatFails(RecordingRoom):
    """A room made of a recording, that hears nothing for four seconds."""

    def blocks(self, loudspeaker: Loudspeaker) -> Generator[Block]:
        """Yield all blocks but those."""
        for block in super().blocks(loudspeaker):
            lost = 6.0 < block.time <= 10.0
            yield replace(block, samples=np.empty(0, np.int16), trouble=TROUBLE) if lost else block


def test_nothing_is_obeyed_and_nothing_goes_on_while_the_sound_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [(1.0, "start child's pose"), (5.7, "stop"), (7.0, "stop"), (14.0, "go on")]
    recording = write_recording(tmp_path / "in.wav", said, 16.0)
    monkeypatch.setattr(running, "CardRoom", lambda *_, **__: RoomThatFails(recording))
    log = tmp_path / "events.jsonl"
    assert main(["run", "--recognizer", "pocketsphinx", "--no-web", "--events", str(log), "--duration", "15.9"]) == 0
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    # The coach's own stop is that of the end.
    assert [event["intent"] for event in events if event["event"] == "command"] == ["start", "pause", "go_on", "stop"]
    of_devices = [event for event in events if event["event"].startswith("device_")]
    assert [event["t"] for event in of_devices] == pytest.approx([6.02, 10.02])
    assert of_devices[0]["sentence"] == TROUBLE
    told = [event["text"] for event in events if event["event"] == "cue" and 10 < event["t"] < 14]
    assert told[0] == "I can hear you again. Say go on."
    states = [event["state"] for event in events if event["event"] == "state"]
    assert states == ["explaining", "paused", "explaining", "idle"]
    printed = capsys.readouterr().out
    assert printed.count(TROUBLE) == printed.count("The sound is back.") == 1


def page_of(coach: LiveCoach) -> str:
    """Return the address of the page once it is served."""
    assert coach.process.stderr
    for line in coach.process.stderr:
        if found := re.search(r"The page: (http://\S+?)/?\s", line):
            return found[1]
    pytest.fail("there is no page")


def now(page: str) -> dict[str, Any]:
    """Return what the page shows."""
    return dict(requests.get(f"{page}/api/v1/now", timeout=5).json())


def order(page: str, intent: str, **slots: str) -> None:
    """Press a button."""
    answer = requests.post(f"{page}/api/v1/commands", json={"intent": intent, "slots": slots}, timeout=5)
    answer.raise_for_status()


@pytest.mark.card
def test_a_session_is_paused_while_the_sound_is_gone_and_goes_on_when_told(
    virtual_card: VirtualCard, tmp_path: Path, open_page: OpenPage
) -> None:
    with live_coach(tmp_path, "--port", "0", environment=virtual_card.environment) as coach:
        page = page_of(coach)
        warning = open_page(page).get_by_role("alert").filter(has_text="Virtual mic")
        order(page, "start", stretch="one_knee")
        order(page, "ready")
        hold = coach.wait_for("stage", kind="hold")
        coach.wait_for("cue", text="five")

        virtual_card.server.kill()
        lost = coach.wait_for("device_lost", timeout=2)
        assert "Virtual mic" in lost["sentence"]
        coach.wait_for("state", state="paused", timeout=1)
        assert now(page)["trouble"] == lost["sentence"]
        expect(warning).to_be_visible()
        assert now(page)["state"] == "paused"
        order(page, "go_on")  # nobody could hear what he counts
        coach.wait_for("state", state="paused")

        virtual_card.restart()
        back = coach.wait_for("device_back")
        coach.wait_for("cue", text="I can hear you again. Say go on.")
        assert now(page)["trouble"] == ""
        expect(warning).to_be_hidden()
        assert back["t"] - hold["t"] < 8 - 5 + 2  # the clock stood still, however long it took
        assert now(page)["state"] == "paused"

        # After the coach has said so himself: his own words are not obeyed. The card is silent until then, as before.
        said = np.concatenate((np.zeros(round(1.8 * RATE)), 0.6 * speech("go on"), np.zeros(RATE // 2)))
        soundfile.write(tmp_path / "said.wav", said, RATE)
        virtual_card.speak(tmp_path / "said.wav")
        coach.wait_for("command", intent="go_on")
        coach.wait_for("cue", text="three")  # the seconds that were left, no more and no less
        assert not [event for event in coach.of("cue") if event["text"] == "five"][1:]
        warning.page.close()
        status, printed = coach.end(signal.SIGINT)
    assert status == 130
    assert len(printed.splitlines()) < 50  # ALSA and PortAudio can write thousands
