"""The recogniser in a process of its own, which is killed and stopped while it is idle and in mid-utterance."""

import logging
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from hearing_material import CHECKOUT, COMMANDS, URGENT, believed, graph_of, heard, silence, spoken, vosk_model

from voiceskill.complaint import Complaint
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.isolated.nursery import Nursery
from voiceskill.hearing.isolated.watched import WatchedRecognizer
from voiceskill.hearing.loading import load_recognizer
from voiceskill.hearing.sphinx import SphinxRecognizer

PATIENCE_S = 1.0
GRAMMAR = graph_of(COMMANDS)
NEXT = np.concatenate((silence(0.3), spoken("next stretch"), silence(1)))


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """Return one that has PocketSphinx."""
    with Nursery() as made:
        yield made


@pytest.fixture
def recognizer(nursery: Nursery) -> Iterator[WatchedRecognizer]:
    """Return PocketSphinx in a process of its own, ready for `GRAMMAR`, to be struck down.

    Who takes its place has more patience, for here all that is said comes at once, on a machine that may be busy.
    """
    with closing(nursery.recognizer(PATIENCE_S)) as made:
        made._patience = 60.0
        made.use(GRAMMAR)
        assert made._process.catch_up()
        yield made


@pytest.fixture(scope="module")
def whole(nursery: Nursery) -> Iterator[WatchedRecognizer]:
    """Return PocketSphinx in a process of its own, for the tests that leave it whole."""
    with closing(nursery.recognizer(patience=60.0)) as made:
        yield made


class Closed(SphinxRecognizer):
    """Knows whether it has been closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


class Replaced(logging.Handler):
    """Notices when the log tells that another process listens."""

    def __init__(self) -> None:
        super().__init__()
        self.told = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if "listens again" in record.getMessage():
            self.told.set()


@contextmanager
def replacement() -> Iterator[None]:
    """Wait at the end until another process has taken the place of the one that listens at the beginning."""
    log = logging.getLogger("voiceskill.hearing.isolated.watched")
    replaced = Replaced()
    log.addHandler(replaced)
    try:
        yield
        assert replaced.told.wait(30), "nobody has taken its place"
    finally:
        log.removeHandler(replaced)


def open_files() -> int:
    """Return how many files this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_it_hears_what_the_same_recogniser_hears_in_this_process(whole: WatchedRecognizer) -> None:
    sound = np.concatenate((spoken("pause"), silence(1), spoken("that hurts"), silence(1)))
    here = SphinxRecognizer()
    assert whole.description == here.description
    assert whole.operating_point == here.operating_point
    assert whole.unknown(["stop", "42", "йога"]) == here.unknown(["stop", "42", "йога"]) == {"42", "йога"}
    for point in (here.operating_point, here.operating_point - 0.5):
        here.operating_point = whole.operating_point = point
        assert heard(Ear(whole, 16_000, GRAMMAR, urgent=URGENT), sound) == heard(
            Ear(here, 16_000, GRAMMAR, urgent=URGENT), sound
        )


def test_the_grammar_changes_between_two_utterances(whole: WatchedRecognizer) -> None:
    ear = Ear(whole, 16_000, graph_of(["stop"]))
    assert believed(heard(ear, NEXT)) == []
    others = [graph_of([command]) for command in COMMANDS]
    for grammar in (GRAMMAR, *others, *others, GRAMMAR):
        ear.use(grammar)
    assert believed(heard(ear, NEXT)) == ["next stretch"]


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP])
def test_what_fails_while_it_is_quiet_is_replaced_before_the_next_word(
    recognizer: WatchedRecognizer, blow: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    ear = Ear(recognizer, 16_000, GRAMMAR)
    with replacement(), caplog.at_level(logging.WARNING):
        os.kill(recognizer.pid, blow)
    assert believed(heard(ear, NEXT)) == ["next stretch"]
    reason = "did not answer within 1 s" if blow is signal.SIGSTOP else f"was ended by {blow.name}"
    assert [reason in record.message for record in caplog.records] == [True, False]
    assert "listens again" in caplog.text


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_what_fails_in_mid_utterance_holds_nobody_up(recognizer: WatchedRecognizer, blow: signal.Signals) -> None:
    """The utterance comes back empty, no call waits longer than the patience, and the next command is heard."""
    ear = Ear(recognizer, 16_000, GRAMMAR)
    sound = np.concatenate((spoken("start child's pose"), silence(1)))
    longest, utterances = 0.0, []
    with replacement():
        for at in range(0, len(sound), 320):
            if at == 32 * 320:
                os.kill(recognizer.pid, blow)
            began = time.monotonic()
            utterances += ear.hear(sound[at : at + 320])
            longest = max(longest, time.monotonic() - began)
    assert [(one.text, one.score < -1000, one.lost) for one in utterances] == [("", True, True)]
    assert longest < PATIENCE_S + 0.5
    assert believed(heard(ear, NEXT)) == ["next stretch"]


def test_a_long_speech_to_a_stopped_process_does_not_block(recognizer: WatchedRecognizer) -> None:
    """More samples than the connection holds; what is left of the utterance is passed over."""
    recognizer.begin()
    with replacement():
        os.kill(recognizer.pid, signal.SIGSTOP)
        began = time.monotonic()
        for _ in range(60 * 50):
            recognizer.feed(silence(0.02))
        assert recognizer.finish().text == ""
        assert time.monotonic() - began < PATIENCE_S + 0.5


def test_making_ready_for_a_grammar_holds_nobody_up(recognizer: WatchedRecognizer) -> None:
    """What is said meanwhile, more than the connection holds, is lost after one wait at the most, and nothing else."""
    pid = recognizer.pid
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    recognizer.use(graph_of([*COMMANDS, "change sides"]))
    recognizer.begin()
    for _ in range(4 * 50):
        recognizer.feed(silence(0.02))
    assert time.monotonic() - began < PATIENCE_S / 2, "somebody who speaks on was held up"
    partials = {recognizer.partial() for _ in range(20)}
    recognizer.feed(silence(0.02))
    assert recognizer.finish().text == ""
    assert partials == {""}
    assert time.monotonic() - began < 1.5 * PATIENCE_S
    os.kill(pid, signal.SIGCONT)
    assert recognizer._process.catch_up()
    recognizer._process._patience = 60.0  # from here on nobody is held up, and all that is said comes at once
    recognizer.use(GRAMMAR)
    assert believed(heard(Ear(recognizer, 16_000, GRAMMAR), NEXT)) == ["next stretch"]
    assert recognizer.pid == pid


def test_what_is_said_while_a_grammar_is_made_ready_is_heard_after_it(recognizer: WatchedRecognizer) -> None:
    """Nothing is lost where the grammar is ready before the utterance is over."""
    pid = recognizer.pid
    os.kill(pid, signal.SIGSTOP)
    grammar = graph_of([*COMMANDS, "change sides"])
    recognizer.use(grammar)
    recognizer.begin()
    for block in np.split(NEXT, range(320, len(NEXT), 320)):
        recognizer.feed(block)
    os.kill(pid, signal.SIGCONT)
    assert recognizer._process.catch_up()
    assert recognizer.finish().text == "next stretch"
    assert recognizer.pid == pid


def test_who_listens_no_more_is_closed(recognizer: WatchedRecognizer) -> None:
    """The predecessor when the utterance is over, one that never had a turn at once, and the last with the ear."""
    recognizer._process._patience = 60.0  # nobody is struck down here
    ear = Ear(recognizer, 16_000, GRAMMAR)
    speech = spoken("next stretch")
    ear.hear(speech)
    passed_over, last = Closed(), Closed()
    ear.recognizer = passed_over
    ear.recognizer = last
    assert passed_over.closed
    assert Path(f"/proc/{recognizer.pid}").exists(), "it has the utterance that is under way"
    assert believed(ear.hear(silence(1))) == ["next stretch"]
    assert not Path(f"/proc/{recognizer.pid}").exists()
    assert not recognizer._watcher.is_alive()
    assert not last.closed
    ear.close()
    assert last.closed


def test_an_unexpected_exception_leaves_nobody_deaf(
    recognizer: WatchedRecognizer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble() -> None:
        monkeypatch.undo()
        raise ValueError("nobody expected this")

    with replacement():
        monkeypatch.setattr(recognizer._process, "check", stumble)
    assert "nobody expected this" in caplog.text
    assert believed(heard(Ear(recognizer, 16_000, GRAMMAR), NEXT)) == ["next stretch"]


def test_it_is_watched_where_a_thousand_files_are_open(nursery: Nursery) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    with ExitStack() as files:
        files.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        while (file := os.dup(0)) < 1024:
            files.callback(os.close, file)
        files.callback(os.close, file)
        recognizer = files.enter_context(closing(nursery.recognizer()))
        with replacement():
            os.kill(recognizer.pid, signal.SIGKILL)


def test_why_it_does_not_load_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that cannot be loaded is found in place of the right one."""
    (tmp_path / "pocketsphinx.py").write_text("raise ImportError('no libpocketsphinx.so')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Complaint, match=r"has failed \(ImportError: no libpocketsphinx\.so\)"):
        Nursery()


def test_an_exception_in_the_recogniser_is_told(
    recognizer: WatchedRecognizer, caplog: pytest.LogCaptureFixture
) -> None:
    with replacement():
        recognizer.begin()
        recognizer.feed(np.array(["no sound"]))
        assert recognizer.finish().text == ""
    assert "The recogniser has failed (" in caplog.text


def test_words_are_looked_up_while_it_listens(whole: WatchedRecognizer) -> None:
    """Threads that ask for words do not disturb what is heard."""
    ear = Ear(whole, 16_000, GRAMMAR)
    over = threading.Event()
    answers = []

    def ask() -> None:
        while not over.is_set():
            answers.append(whole.unknown(["stop", "42"]))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        assert believed(heard(ear, NEXT)) == ["next stretch"]
    finally:
        over.set()
        asking.join(30)
    assert answers
    assert set(answers) == {frozenset({"42"})}


def test_vosk_listens_in_a_process_of_its_own() -> None:
    with Nursery(vosk_model()) as nursery, closing(nursery.recognizer(patience=60.0)) as recognizer:
        here = load_recognizer(vosk_model())
        assert recognizer.description == here.description
        # Scores differ in their last digits: Vosk adds noise that goes on from utterance to utterance in a process.
        for listening in (recognizer, here):
            assert believed(heard(Ear(listening, 16_000, GRAMMAR), NEXT)) == ["next stretch"]


def test_a_model_that_cannot_be_read_is_complained_about(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="cannot read the model"):
        Nursery(tmp_path)


def test_all_processes_end_with_the_program() -> None:
    """Even where it was killed and could say nothing."""
    code = (
        "from voiceskill.hearing.isolated.nursery import Nursery\n"
        "nursery = Nursery()\n"
        "print(nursery.pid, nursery.recognizer().pid, nursery.recognizer().pid, flush=True)\n"
        "input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT
    ) as program:
        assert program.stdout
        watches = [os.pidfd_open(int(pid)) for pid in program.stdout.readline().split()]
        program.kill()
    for watch in watches:
        assert select.select([watch], [], [], 20)[0], "the process is still there"
        os.close(watch)


def test_what_is_closed_leaves_nothing_behind(nursery: Nursery) -> None:
    before = open_files()
    recognizer = nursery.recognizer()
    pid = recognizer.pid
    for ending in (signal.SIGINT, signal.SIGTERM):
        os.kill(pid, ending)
    assert recognizer.unknown(["42"]) == {"42"}, "who ends all processes wants this one to end last"
    recognizer.close()
    assert not Path(f"/proc/{pid}").exists()
    assert open_files() == before
    assert recognizer.finish().text == ""
