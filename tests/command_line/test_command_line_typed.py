"""Typed sessions, in a process of their own and in real time; what remains of them when they are cut off."""

import signal
import sqlite3
from pathlib import Path

import pytest
from coaching_settings import write_settings
from program import Dialogue, at_a_terminal, call, require_no_card, through_pipes
from small_disk import fill, small_disk

from voiceskill.journal.journal import Journal


@pytest.fixture(autouse=True)
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "journal.sqlite3"
    monkeypatch.setenv("VOICESKILL_JOURNAL", str(path))
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return write_settings(tmp_path)


def _begin(dialogue: Dialogue) -> None:
    """Begin a session, and its first hold without waiting for the explanation's end."""
    dialogue.type("Start both knees to chest!")
    dialogue.wait_for("coach  Both knees to chest.")
    dialogue.type("ready")
    dialogue.wait_for("-- hold 1: 5 s")


def test_a_session_is_begun_and_stopped(settings: Path, journal: Path) -> None:
    with through_pipes("run", "--typed", "--config", settings) as dialogue:
        _begin(dialogue)
        dialogue.wait_for("~ begin ~")
        dialogue.type("stop")
        dialogue.wait_for("== session stopped")
        dialogue.stop_typing()
        assert dialogue.end() == 0
    assert "Traceback" not in dialogue.written
    assert "you  start both knees to chest" in dialogue.written.lower()
    with Journal(journal) as opened:
        assert [(session.name, session.outcome) for session in opened.sessions()] == [("both_knees", "stopped")]


def test_the_words_that_the_coach_proposes_are_obeyed_at_once(settings: Path) -> None:
    with through_pipes("run", "--typed", "--config", settings) as dialogue:
        _begin(dialogue)
        dialogue.type("pause")
        dialogue.wait_for("coach  Paused. Say go on when you want to go on.")
        assert "both knees to chest (both_knees)  under way" in call("journal", "--config", settings).stdout
        dialogue.type("go on")
        dialogue.wait_for("seconds left.")
        dialogue.stop_typing()


def test_what_is_not_understood_is_shown_as_a_question(settings: Path) -> None:
    with through_pipes("run", "--typed", "--config", settings) as dialogue:
        dialogue.type("make me a sandwich")
        dialogue.wait_for("you  (make me a sandwich?)")
        dialogue.stop_typing()
        assert dialogue.end() == 0


def test_a_terminal_without_a_sound_card_is_typed_at_and_shows_the_count(settings: Path) -> None:
    require_no_card()
    with at_a_terminal("run", "--config", settings) as dialogue:
        dialogue.wait_for("This machine has no microphone")
        dialogue.wait_for("type what you would say")
        _begin(dialogue)
        dialogue.wait_for("\r\x1b[K        hold   4 s left")
        dialogue.wait_for("\r\x1b[K        hold   3 s left")
        dialogue.type("stop")
        dialogue.wait_for("== session stopped")
        dialogue.type("\x04")  # Ctrl+D, which a terminal makes the end of the input of
        assert dialogue.end() == 0
    assert "Traceback" not in dialogue.written


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_session_is_recorded_as_stopped(settings: Path, journal: Path, number: signal.Signals) -> None:
    with through_pipes("run", "--typed", "--config", settings) as dialogue:
        _begin(dialogue)
        dialogue.process.send_signal(number)
        assert dialogue.end() == 130
    assert "Traceback" not in dialogue.written
    with Journal(journal) as opened:
        (session,) = opened.sessions()
    assert session.outcome == "stopped"
    assert [hold.completed for hold in session.holds] == [False]


def test_a_power_cut_leaves_what_was_held(settings: Path, journal: Path) -> None:
    with through_pipes("run", "--typed", "--config", settings) as dialogue:
        _begin(dialogue)
        dialogue.wait_for("-- rest")
        dialogue.type("ready")
        dialogue.wait_for("-- hold 2: 5 s")
        dialogue.wait_for("~ begin ~")
        dialogue.process.kill()
        assert dialogue.end() == -signal.SIGKILL
    printed = call("journal", "--config", settings)
    assert printed.returncode == 0
    first, total = printed.stdout.splitlines()
    assert "both knees to chest (both_knees)  broken off  1 of 2 holds, 0.1 minutes held" in first
    assert total.startswith("1 session: 1 of 2 holds")
    with sqlite3.connect(journal) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with through_pipes("run", "--typed", "--config", settings) as dialogue:
        dialogue.wait_for("coach  We were at both knees to chest, hold two of two. Shall I go on from there?")
        dialogue.type("yes")
        dialogue.wait_for("-- hold 2: 5 s")
        dialogue.wait_for("== session finished")
        dialogue.process.send_signal(signal.SIGINT)  # his farewell need not be heard
        assert dialogue.end() == 130
    with Journal(journal) as opened:
        assert [(session.outcome, session.holds_completed) for session in opened.sessions()] == [("finished", 2)]


def test_a_full_disk_is_told_once_and_the_session_goes_on(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk", 256) as disk:
        journal, events = disk / "journal.sqlite3", disk / "events.jsonl"
        monkeypatch.setenv("VOICESKILL_JOURNAL", str(journal))
        filler = fill(disk)
        with through_pipes("run", "--typed", "--config", settings, "--events", events) as dialogue:
            dialogue.wait_for("coach  I cannot write down what we do: the disk is full. I go on, and catch up.")
            _begin(dialogue)
            dialogue.wait_for("-- hold 2: 5 s")
            filler.unlink()
            dialogue.type("stop")
            dialogue.wait_for("== session stopped")
            dialogue.stop_typing()
            assert dialogue.end() == 0
        assert dialogue.written.count("I cannot write") == 1
        assert "Traceback" not in dialogue.written
        assert events.read_text(encoding="utf-8").splitlines()[-1].startswith('{"t": ')
        assert events.read_text(encoding="utf-8").count('"event": "session"') == 1
        with Journal(journal) as opened:
            (session,) = opened.sessions()
        assert (session.outcome, [hold.completed for hold in session.holds]) == ("stopped", [True, False])
