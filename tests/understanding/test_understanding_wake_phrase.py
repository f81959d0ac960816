"""Who has chosen a wake phrase is obeyed from idle only after it, and in a session as ever."""

import json
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from spoken import write_recording
from understanding_material import shipped_intents

from voiceskill.assembly import unheard_names
from voiceskill.belongings import belonging
from voiceskill.cli import main
from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import load_config
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.hearing.utterance import Utterance
from voiceskill.obeying import IN_EMERGENCY, IN_SESSION, TO_BEGIN, TO_LISTEN, command_of, is_call
from voiceskill.occurrences import CueBegan
from voiceskill.own_words import OwnWords
from voiceskill.understanding.grammar import listening_graphs
from voiceskill.understanding.matching import Understanding

CALL = "okay coach"
START = "start child's pose"


@cache
def called() -> Understanding:
    """Return what the coach understands who is called so."""
    return Understanding(shipped_intents(), "Okay, Coach!")


def heard(text: str, score: float = 9.0) -> Utterance:
    """Return words that were heard."""
    return Utterance(text, (), score, 1.0, 2.0)


def test_the_phrase_is_heard_alone_and_before_all_but_answers() -> None:
    graphs = listening_graphs(shipped_intents(), CALL)
    for state in (State.IDLE, State.HOLDING):
        for sentence in (CALL, f"{CALL} {START}", START, f"{CALL} stop", "ten more seconds"):
            assert graphs[state].accepts(sentence.split()), (state, sentence)
        assert not graphs[state].accepts(f"{CALL} {CALL}".split())
        assert not graphs[state].accepts(["coach"])
    assert "coach" not in graphs[State.ASKING].words
    without = listening_graphs(shipped_intents())
    assert without == listening_graphs(shipped_intents(), None)
    assert len(graphs[State.IDLE].arcs) < 1.2 * len(without[State.IDLE].arcs), "what follows it is shared"


def test_from_idle_it_must_come_first() -> None:
    assert command_of(heard(START), State.IDLE, called(), called=False) is None
    assert command_of(heard(START), State.IDLE, called(), called=True) is not None
    command = command_of(heard(f"{CALL} {START}"), State.IDLE, called(), called=False)
    assert command == Command("start", {"stretch": "child_pose"})
    assert is_call(heard(CALL), State.IDLE, called())
    assert not is_call(heard(CALL), State.HOLDING, called())
    assert not is_call(heard(CALL, TO_LISTEN - 0.01), State.IDLE, called())


def test_emergency_words_never_need_it() -> None:
    for sentence in ("stop", "that hurts"):
        assert not called().must_be_called(sentence)


def test_in_a_session_nothing_changes() -> None:
    for sentence in ("pause", "ten more seconds", "stop"):
        plain = command_of(heard(sentence), State.HOLDING, called(), called=False)
        assert plain == Understanding(shipped_intents()).interpret(sentence, State.HOLDING) is not None
        assert called().interpret(f"{CALL} {sentence}", State.HOLDING) == plain


def test_a_phrase_that_begins_a_sentence_leaves_it_whole() -> None:
    odd = Understanding(shipped_intents(), "start")
    assert odd.interpret(START, State.IDLE) == Command("start", {"stretch": "child_pose"})


def test_help_tells_to_say_it_while_nothing_goes_on() -> None:
    assert f"{CALL} start both knees to chest" in called().examples(State.IDLE)
    assert "stop" in called().examples(State.IDLE)
    assert called().examples(State.HOLDING) == Understanding(shipped_intents()).examples(State.HOLDING)


def test_more_is_asked_for_to_begin_and_less_in_an_emergency() -> None:
    plain = Understanding(shipped_intents())
    for text, state, least in (
        (START, State.IDLE, TO_BEGIN),
        ("pause", State.HOLDING, IN_SESSION),
        ("that hurts", State.HOLDING, IN_EMERGENCY),
    ):
        assert command_of(heard(text, least), state, plain), text
        assert not command_of(heard(text, least - 0.01), state, plain), text
    assert IN_EMERGENCY < IN_SESSION < TO_BEGIN


def test_the_coach_knows_when_he_has_said_it_himself() -> None:
    words = OwnWords("en")
    words.watch(CueBegan(1.0, "You can say: okay coach start the back routine; stop.", None))
    assert words.mention(CALL, heard(f"{CALL} start the back routine"))
    assert not words.mention("coach start child's", heard(CALL))
    assert not words.mention(CALL, Utterance(CALL, (), 9.0, 60.0, 61.0)), "long after"


def test_unknown_and_unsayable_phrases_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unsayable = with_phrase(tmp_path / "unsayable.yaml", "123456789012 !")
    monkeypatch.setenv("VOICESKILL_CONFIG", str(unsayable))
    strange = load_config(with_phrase(tmp_path / "strange.yaml", "hey 東京"))
    (advice,) = (one for one in unheard_names(strange, SphinxRecognizer()) if "wake phrase" in one)
    assert '"東京"' in advice
    with pytest.raises(Complaint, match='setting "phrase"'):
        load_config(with_phrase(tmp_path / "mistake.yaml", CALL, key="phrase"))
    with pytest.raises(Complaint, match="from 1 to 9"):
        load_config(with_phrase(tmp_path / "loud.yaml", 10, key="sensitivity"))


def with_phrase(path: Path, value: object, key: str = "wake_phrase") -> Path:
    """Write the settings that the program starts with, and one of the listening block."""
    settings = YAML(typ="safe").load(belonging("config.yaml"))
    path.write_text(json.dumps(settings | {"listening": {key: value}}), encoding="utf-8")
    return path


def test_a_coach_who_is_called(tmp_path: Path) -> None:
    said = [
        (2.0, START),  # nobody is called
        (5.0, CALL),  # answered by a chime
        (8.0, "how long is the back routine"),
        (22.0, START),  # too long after the call
        (25.0, f"{CALL} {START}"),
        (29.0, "stop"),
    ]
    log = tmp_path / "events.jsonl"
    files = ["--input", str(write_recording(tmp_path / "in.wav", said, 31)), "--events", str(log)]
    config = with_phrase(tmp_path / "config.yaml", CALL)
    assert main(["run", *files, "--no-web", "--recognizer", "pocketsphinx", "--config", str(config)]) == 0
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [event["accepted"] for event in events if event["event"] == "heard"] == [
        False,
        True,
        True,
        False,
        True,
        True,
    ]
    assert [event["intent"] for event in events if event["event"] == "command"] == ["length", "start", "stop"]
    chime = next(event for event in events if event.get("chime") == "called")
    assert 5.5 < chime["t"] < 7.5
