"""Lets a listener hear labelled recordings, clean and in noise, and other speech, and counts what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from hassil.intents import Intents
from numpy.typing import NDArray

from voiceskill.coaching.state import State
from voiceskill.complaint import Complaint
from voiceskill.evaluating.judging import Outcome, judge, mix_ups
from voiceskill.evaluating.labels import Label
from voiceskill.evaluating.listener import Decision, Listener
from voiceskill.evaluating.noise import read_noise
from voiceskill.evaluating.peak_memory import peak_memory
from voiceskill.evaluating.report import Chatter, Confusion, FalseAccept, Report, Tally, TallyInNoise
from voiceskill.evaluating.scene import Backdrop, chance_for, in_a_room
from voiceskill.evaluating.sound import read_sound, sounds_in
from voiceskill.evaluating.speech_end import speech_end
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.understanding.sentences import blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be heard."""

    labels: Sequence[Label] = ()
    """Recordings with what is said in them."""
    noise: Path | None = None
    """A recording of a room, to hear them in as well."""
    snrs: Sequence[float] = ()
    """How loud they are above it, each time: root mean square over root mean square of the recording, in dB."""
    chatter: Path | None = None
    """A folder with recordings of people who say nothing to the coach."""
    state: State = State.IDLE
    """What the coach is doing meanwhile; a label may tell another state, or have an intent that this one lacks."""
    seed: int = 0
    """Says which pieces of the noise are taken; 0 or more."""


def evaluate(
    task: Task, recognizer: Recognizer, intents: Intents, *, tell: Callable[[str], object] = lambda _: None
) -> Report:
    """Hear all of it, in this order: the labelled recordings as they are, in noise, then the other speech.

    The recordings of a pass are heard in the order of their labels. The same task with the same recogniser, fresh from
    its model, gives the same report, but for what depends on the clock: latencies, computing and memory.

    Args:
        task: What is to be heard.
        recognizer: Recognises all of it.
        intents: What can be said, as `load_sentences` gives it.
        tell: Takes a line when each pass begins.

    Raises:
        Complaint: A recording cannot be read, or a label has an intent that cannot be said.
    """
    states = [state_of(label, task.state, intents) for label in task.labels]
    chatter = sounds_in(task.chatter) if task.chatter else ()
    backdrops = _backdrops(task)
    examination = _Examination(Listener(recognizer, intents), task.seed)
    clean, noisy, other = None, [], None
    if task.labels:
        tell(f"Hearing {len(task.labels)} labelled recordings …")
        clean = examination.hear_labelled(task.labels, states)
        for backdrop in backdrops:
            tell(f"Hearing them {backdrop.snr:g} dB above the noise …")
            tally = examination.hear_labelled(task.labels, states, backdrop)
            noisy.append(TallyInNoise(snr=backdrop.snr, tally=tally))
    if task.chatter:
        tell(f"Hearing {len(chatter)} recordings of other speech …")
        other = examination.hear_chatter(task.chatter, chatter, task.state)
    return Report(
        clean=clean,
        noisy=tuple(noisy),
        chatter=other,
        latencies=tuple(examination.latencies),
        seconds=examination.seconds,
        computing=examination.computing,
        peak_memory=peak_memory(),
        confusions=tuple(
            Confusion(said=said, heard=heard, count=count)
            for (said, heard), count in examination.mixed_up.most_common()
        ),
    )


@dataclass(slots=True)
class _Examination:
    """Has recordings heard, and adds up what came of it."""

    listener: Listener
    seed: int
    latencies: list[float] = field(default_factory=list)
    mixed_up: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0
    computing: float = 0.0

    def hear_labelled(
        self, labels: Iterable[Label], states: Iterable[State], backdrop: Backdrop | None = None
    ) -> Tally:
        outcomes = []
        for label, state in zip(labels, states, strict=True):
            sound = read_sound(label.audio)
            scene = in_a_room(sound, chance_for(label.name, self.seed), backdrop)
            decisions = self._hear(scene, sound.rate, state)
            outcomes.append(judge(label, decisions))
            if backdrop is None:
                self._look_closer(label, decisions, outcomes[-1], speech_end(scene, sound.rate))
        return Tally.of(outcomes)

    def hear_chatter(self, folder: Path, files: Iterable[Path], state: State) -> Chatter:
        seconds, accepted = 0.0, []
        for file in files:
            name, sound = str(file.relative_to(folder)), read_sound(file)
            seconds += sound.seconds
            decisions = self._hear(in_a_room(sound, chance_for(name, self.seed)), sound.rate, state)
            accepted += [FalseAccept(file=name, text=one.text) for one in decisions]
        return Chatter(seconds=seconds, accepted=tuple(accepted))

    def _hear(self, scene: NDArray[np.int16], rate: int, state: State) -> tuple[Decision, ...]:
        hearing = self.listener.hear(scene, rate, state)
        self.seconds += hearing.seconds
        self.computing += hearing.computing
        return hearing.decisions

    def _look_closer(
        self, label: Label, decisions: Sequence[Decision], outcome: Outcome, spoken_until: float | None
    ) -> None:
        if outcome is not Outcome.CORRECT:
            self.mixed_up.update(mix_ups(label, decisions))
        elif spoken_until is not None:
            self.latencies.append(decisions[0].t + decisions[0].computing - spoken_until)


def _backdrops(task: Task) -> tuple[Backdrop, ...]:
    if task.noise is None:
        return ()
    noise = read_noise(task.noise)
    return tuple(Backdrop(noise, snr) for snr in task.snrs)


def state_of(label: Label, wanted: State, intents: Intents) -> State:
    """Return what the coach is doing when a recording is heard: something that its intent makes sense in."""
    if label.state is not None:
        return label.state
    candidates: tuple[State, ...] = (wanted, State.IDLE, State.HOLDING, *State)
    for state in candidates:
        if any(name == label.intent for name, _ in blocks(intents, state)):
            return state
    raise Complaint(f'{label.place}: no sentence has the intent "{label.intent}"; mend it or name other sentences.')
