"""Recognisers of several rooms that share one model: what they have in common, and what one does not do to another."""

import logging
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from hearing_material import COMMANDS, believed, graph_of, heard, silence, spoken, vosk_model

from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.config.settings_file import SettingsFile
from voiceskill.hearing.ear import Ear
from voiceskill.hearing.isolated.nurseries import Nurseries
from voiceskill.hearing.isolated.nursery import Nursery
from voiceskill.hearing.isolated.watched import WatchedRecognizer
from voiceskill.hearing.utterance import Utterance
from voiceskill.repertoire import make_repertoire

GRAMMAR = graph_of(COMMANDS)
NEXT = np.concatenate((silence(0.3), spoken("next stretch"), silence(1)))


class Told(logging.Handler):
    """Notices when the log tells of something."""

    def __init__(self, of: str) -> None:
        super().__init__()
        self._of = of
        self.told = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self._of in record.getMessage():
            self.told.set()


@contextmanager
def logged(of: str) -> Iterator[None]:
    """Wait at the end until the log has told of something."""
    log = logging.getLogger("voiceskill.hearing.isolated")
    told = Told(of)
    log.addHandler(told)
    try:
        yield
        assert told.told.wait(30), f"nothing was {of}"
    finally:
        log.removeHandler(told)


@pytest.fixture(scope="module", params=["PocketSphinx", "Vosk"])
def nursery(request: pytest.FixtureRequest) -> Iterator[Nursery]:
    """Return one that has the recogniser's model."""
    with Nursery(vosk_model() if request.param == "Vosk" else None) as made:
        yield made


@pytest.fixture
def rooms(nursery: Nursery) -> Iterator[tuple[WatchedRecognizer, WatchedRecognizer]]:
    """Return the recognisers of two rooms."""
    with closing(nursery.recognizer(60.0)) as one, closing(nursery.recognizer(60.0)) as other:
        yield one, other


def own_memory(process: int) -> float:
    """Return how much memory a process has that it shares with no other, in MB."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(kilobytes) for kilobytes in re.findall(r"^Private_\w+:\s+(\d+) kB", told, re.MULTILINE)) / 1024


def threads(process: int) -> int:
    """Return how many threads a process has."""
    return sum(1 for _ in Path(f"/proc/{process}/task").iterdir())


def test_each_room_is_heard_by_itself(rooms: tuple[WatchedRecognizer, WatchedRecognizer]) -> None:
    """Two utterances at the same time, by other grammars and other operating points."""
    one, other = rooms
    ears = Ear(one, 16_000, GRAMMAR), Ear(other, 16_000, graph_of(["next stretch", "pause"]))
    other.operating_point += 2.0
    utterances: tuple[list[Utterance], ...] = ([], [])
    for at in range(0, NEXT.size, 320):
        for ear, told in zip(ears, utterances, strict=True):
            told.extend(ear.hear(NEXT[at : at + 320]))
    here, there = (told[0] for told in utterances)
    assert here.text == there.text == "next stretch"
    assert here.score == pytest.approx(there.score + 2.0, abs=0.5)


def test_the_model_is_in_memory_once(nursery: Nursery) -> None:
    """Most of what a room's process has is also that of the process with the model, which has no other threads."""
    assert nursery.pid
    assert threads(nursery.pid) == 1
    grammars = make_repertoire(SettingsFile(belonging("config.yaml")).reading.config).grammars
    with closing(nursery.recognizer()) as late:
        late.use(grammars[State.HOLDING])
        assert late._process.catch_up()
        nursery.prepare([grammars[State.HOLDING]])
        with closing(nursery.recognizer()) as prepared:
            prepared.use(grammars[State.HOLDING])
            assert prepared._process.catch_up()
            assert own_memory(prepared.pid) < own_memory(late.pid) < own_memory(nursery.pid) + 40
            assert own_memory(prepared.pid) < 15


def test_nobody_is_held_up_where_another_room_is_deaf(rooms: tuple[WatchedRecognizer, WatchedRecognizer]) -> None:
    one, other = rooms
    ear = Ear(other, 16_000, GRAMMAR)
    ear.hear(NEXT[: NEXT.size // 2])
    with logged("listens again"):
        os.kill(one.pid, signal.SIGKILL)
    assert believed(ear.hear(NEXT[NEXT.size // 2 :])) == ["next stretch"]


def test_the_process_with_the_model_is_replaced_and_nobody_notices(
    nursery: Nursery, rooms: tuple[WatchedRecognizer, WatchedRecognizer], caplog: pytest.LogCaptureFixture
) -> None:
    """Who listens goes on in mid-utterance; who dies at the same moment is replaced as soon as there is a model."""
    one, other = rooms
    ear = Ear(one, 16_000, GRAMMAR)
    deaf = Ear(other, 16_000, GRAMMAR)
    listening, model = one.pid, nursery.pid
    assert model
    ear.hear(NEXT[: NEXT.size // 2])
    with logged("listens again"), logged("is loaded again"):
        os.kill(model, signal.SIGKILL)
        os.kill(other.pid, signal.SIGKILL)
    assert believed(ear.hear(NEXT[NEXT.size // 2 :])) == ["next stretch"]
    assert one.pid == listening
    assert nursery.pid != model
    assert "model was ended by SIGKILL" in caplog.text
    assert believed(heard(deaf, NEXT)) == ["next stretch"]


def test_who_hangs_with_the_model_is_replaced(
    rooms: tuple[WatchedRecognizer, WatchedRecognizer], nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found out when somebody asks for another recogniser, who comes a little later."""
    monkeypatch.setattr("voiceskill.hearing.isolated.parent._BEARING_S", 0.5)
    assert nursery.pid
    with logged("No recogniser starts"), logged("is loaded again"), logged("listens again"):
        os.kill(nursery.pid, signal.SIGSTOP)
        os.kill(rooms[0].pid, signal.SIGKILL)
    monkeypatch.undo()
    assert believed(heard(Ear(rooms[0], 16_000, GRAMMAR), NEXT)) == ["next stretch"]


def test_a_model_stays_as_long_as_somebody_listens_with_it() -> None:
    """Another takes its place; no process and no open file is left of either in the end."""
    before = {*Path("/proc/self/fd").iterdir()}
    with ExitStack() as rooms, Nurseries(60.0) as nurseries:
        one, other = (rooms.enter_context(closing(nurseries.load(None))) for _ in range(2))
        first = nurseries._nursery
        assert first
        model = first.pid
        later = rooms.enter_context(closing(nurseries.load(vosk_model())))
        assert later.description != one.description == other.description
        one.close()
        assert Path(f"/proc/{model}").exists(), "the other still listens with it"
        with logged("listens again"):
            os.kill(other.pid, signal.SIGKILL)
        assert believed(heard(Ear(other, 16_000, GRAMMAR), NEXT)) == ["next stretch"]
        other.close()
        assert not Path(f"/proc/{model}").exists()
        assert believed(heard(Ear(later, 16_000, GRAMMAR), NEXT)) == ["next stretch"]
    assert len({*Path("/proc/self/fd").iterdir()}) == len(before)
