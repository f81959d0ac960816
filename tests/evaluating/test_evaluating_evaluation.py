"""Evaluations give the same each time, in the state that fits."""

from dataclasses import replace

import pytest
import soundfile
from hassil.intents import Intents
from labelled_recordings import said, write_labels, write_noise
from spoken import RATE

from voiceskill.assembly import load_intents
from voiceskill.belongings import belonging
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import load_config
from voiceskill.evaluating.evaluation import Task, evaluate
from voiceskill.evaluating.labels import read_labels
from voiceskill.evaluating.report import Report
from voiceskill.hearing.sphinx import SphinxRecognizer

TEXTS = {"ten more seconds": "more_seconds", "that hurts": "hurt"}


@pytest.fixture(scope="module")
def intents() -> Intents:
    """What the program listens for."""
    return load_intents(load_config(belonging("config.yaml")))


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    """Commands of which one makes no sense while nothing is going on, without their states, in some noise too."""
    folder = tmp_path_factory.mktemp("task")
    labels = []
    for text, intent in TEXTS.items():
        soundfile.write(folder / f"{intent}.wav", said(text, before=0.2, after=0.2), RATE)
        labels.append({"audio": f"{intent}.wav", "intent": intent, "text": text})
    noise = write_noise(folder / "hiss.wav", 5.0)
    return Task(labels=read_labels(write_labels(folder, labels)), noise=noise, snrs=(10.0,))


def test_the_same_comes_out_twice(task: Task, intents: Intents) -> None:
    first, second = (evaluate(task, SphinxRecognizer(), intents) for _ in range(2))
    assert _without_clock(first) == _without_clock(second)
    assert first.latencies == pytest.approx(second.latencies, abs=0.5)  # computing is a part of them
    assert first.clean is not None
    assert first.clean.correct == 2  # each in a state in which it makes sense
    assert len(first.latencies) == first.clean.correct
    assert first.noisy[0].snr == 10.0
    assert first.noisy[0].tally.correct <= first.clean.correct


def _without_clock(report: Report) -> Report:
    """Return a report without what no two runs have in common."""
    return replace(report, latencies=(), computing=0.0, peak_memory=0.0)


def test_a_label_says_what_the_coach_is_doing(task: Task, intents: Intents) -> None:
    labels = [replace(task.labels[0], state=State.IDLE)]
    report = evaluate(Task(labels=labels), SphinxRecognizer(), intents)
    assert report.clean is not None
    assert report.clean.missed == 1
    assert ("ten more seconds", "", 1) in [(one.said, one.heard, one.count) for one in report.confusions]


def test_an_intent_that_nobody_can_mean_is_told(task: Task, intents: Intents) -> None:
    labels = [replace(task.labels[0], intent="dance")]
    with pytest.raises(Complaint, match='line 1: no sentence has the intent "dance"'):
        evaluate(Task(labels=labels), SphinxRecognizer(), intents)
