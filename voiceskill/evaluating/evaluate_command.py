"""What ``voiceskill evaluate`` does."""

import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hassil.intents import Intents

from voiceskill.assembly import load_intents, vosk_model
from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.config import Config, find_config, load_config
from voiceskill.evaluating.evaluation import Task, evaluate
from voiceskill.evaluating.labels import read_labels
from voiceskill.evaluating.printing import lines
from voiceskill.hearing.choosing import Preference, choose_recognizer
from voiceskill.understanding.sentences import load_sentences

_SNRS = (24.0, 18.0, 12.0, 6.0)
"""Where noise is named, and no ratio to mix it at."""
_STATES = {"idle": State.IDLE, "session": State.HOLDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateOptions:
    """What the command line asks for."""

    labels: Path | None = None
    """The file of labels, or a folder with one."""
    sentences: Path | None = None
    """What can be said; None: what `voiceskill run` listens for."""
    config: Path | None = None
    """The settings, if they are named."""
    recognizer: Preference | None = None
    """In place of the setting."""
    noise: Path | None = None
    """A recording of a room."""
    snrs: Sequence[float] | None = None
    """Speech over noise, in dB, each time."""
    chatter: Path | None = None
    """A folder of other speech."""
    state: Literal["idle", "session"] = "idle"
    """What the coach is doing; session: a hold."""
    seed: int = 0
    """Says which pieces of the noise are taken."""
    as_json: bool = False
    """Whether one JSON object is wanted, and not lines for people."""


def evaluate_command(options: EvaluateOptions, say: Callable[[str], object] = print) -> None:
    """Measure, and tell what was found; how far it is goes to the standard error.

    Args:
        options: What is asked for.
        say: Takes the result, line by line.

    Raises:
        Complaint: Something cannot be read, or the options do not fit together.
    """
    if options.labels is None and options.chatter is None:
        raise Complaint("There is nothing to hear: name a file of labels, or --chatter with a folder of recordings.")
    if options.noise and options.labels is None:
        raise Complaint("--noise is mixed with labelled recordings; name a file of labels too.")
    if options.snrs is not None and options.noise is None:
        raise Complaint("--snr says how loud the speech is above a noise; name that with --noise.")
    config = load_config(find_config(options.config))
    task = Task(
        labels=read_labels(options.labels) if options.labels else (),
        noise=options.noise,
        snrs=_SNRS if options.snrs is None else _decibels(options.snrs),
        chatter=options.chatter,
        state=_STATES[options.state],
        seed=abs(options.seed),
    )
    intents = _intents(options.sentences, config)
    preference = options.recognizer or config.recognizer
    choice = choose_recognizer(preference, vosk_model(config, preference), config.listening.sensitivity)
    _tell(f"Listening with {choice.recognizer.description}: {choice.reason}.")
    report = evaluate(task, choice.recognizer, intents, tell=_tell)
    if options.as_json:
        say(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        return
    for line in lines(report):
        say(line)


def _intents(sentences: Path | None, config: Config) -> Intents:
    if sentences is None:
        return load_intents(config)
    return load_sentences(sentences, stretches=config.stretches.values(), routines=config.routines.values())


def _decibels(snrs: Sequence[float]) -> Sequence[float]:
    for snr in snrs:
        if not math.isfinite(snr) or abs(snr) > 100:
            raise Complaint(f"A ratio of {snr} dB cannot be mixed; choose --snr from -100 to 100.")
    return snrs


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
