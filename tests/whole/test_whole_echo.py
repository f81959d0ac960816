"""The whole program in a room where the microphone hears the loudspeaker: it obeys the user, and never itself."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from room_with_echo import EchoingRoom
from spoken import RATE, Said, speech, write_recording

from voiceskill import running
from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.cli import main
from voiceskill.coaching.state import State
from voiceskill.config.loading import load_config
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.echo.canceller import EchoCanceller
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.obeying import command_of
from voiceskill.rooms.recording import RecordingRoom
from voiceskill.understanding.grammar import listening_graphs
from voiceskill.understanding.matching import Understanding

LINES = {
    State.HURT: "All right. Come out of it slowly.",
    State.CHOOSING: "Which one? The morning routine, the back routine, or the long routine?",
    State.ASKING: "Is all well? Say I'm fine, go on, or stop.",
    State.EXPLAINING: "It should never hurt. If it does, say that hurts. I stop at once.",
    State.PAUSED: "Paused. Say go on when you want to go on.",
}


def perform(folder: Path, said: list[Said], seconds: float, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Run the program on a recording of somebody, the coach as loud as he is, and return what happened."""

    def room(*arguments: Any) -> EchoingRoom:  # noqa: ANN401 - as the room's own
        return EchoingRoom(RecordingRoom(*arguments), delay=0.05, gain=0.3)

    monkeypatch.setattr(running, "RecordingRoom", room)
    files = ["--input", str(write_recording(folder / "in.wav", said, seconds)), "--output", str(folder / "out.wav")]
    log = ["--events", str(folder / "events.jsonl"), "--config", str(belonging("config.yaml"))]
    assert main(["run", "--no-web", "--recognizer", "pocketsphinx", *files, *log]) == 0
    return [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines()]


def test_he_is_interrupted_and_lowers_his_voice_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = perform(tmp_path, [(1.0, "start child's pose"), (9.0, "that hurts")], 13.0, monkeypatch)
    commands = [event for event in events if event["event"] == "command"]
    assert [command["intent"] for command in commands[:2]] == ["start", "hurt"]
    assert 9.5 < commands[1]["t"] < 10.9
    played = np.abs(soundfile.read(tmp_path / "out.wav", dtype="float32")[0])
    before, meanwhile = played[7 * RATE : 9 * RATE].max(), played[round(9.4 * RATE) : round(9.7 * RATE)].max()
    assert 0.05 * before < meanwhile < 0.5 * before


def test_nobody_but_the_coach_speaks_and_nothing_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = perform(tmp_path, [(1.0, "start child's pose")], 40.0, monkeypatch)
    assert [event["intent"] for event in events if event["event"] == "command" and event["t"] < 40] == ["start"]


@cache
def understanding() -> Understanding:
    """Return what is understood with the settings that the program starts with."""
    return Understanding(load_intents(load_config(belonging("config.yaml"))))


@pytest.mark.parametrize("state", LINES)
def test_the_first_that_he_says_is_not_a_command(state: State) -> None:
    """Then nothing is known yet of the way to the microphone."""
    grammar = listening_graphs(load_intents(load_config(belonging("config.yaml"))))[state]
    said = 0.6 * speech(LINES[state])
    said = np.concatenate((np.zeros(RATE // 4, np.float32), said, np.zeros(RATE, np.float32)))
    echo = EchoCanceller(RATE)
    ear = Ear(SphinxRecognizer(), RATE, grammar, urgent=understanding().urgent_sentences(), echo=echo)
    pieces = iter(np.split(said, range(320, said.size, 320)))
    loudspeaker = echo.overhear(lambda _count: next(pieces))
    heard = []
    late = np.concatenate((np.zeros(round(0.09 * RATE)), 0.8 * said)) + np.random.default_rng(1).normal(
        0, 1e-4, said.size + round(0.09 * RATE)
    )
    for number in range(said.size // 320):
        loudspeaker(320)
        block = (32767 * late[320 * number : 320 * (number + 1)]).astype(np.int16)
        heard += ear.hear(block, 0.02 * (number + 1))
    heard += ear.flush()
    assert [one.text for one in heard if command_of(one, state, understanding())] == []
