"""Has a recogniser hear commands and near-misses in many voices, and tells how it scores them."""

import itertools
import math
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from hassil.intents import Intents
from numpy.typing import NDArray

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.evaluating.listener import Listener
from voiceskill.evaluating.near_misses import near_misses
from voiceskill.evaluating.noise import Noise
from voiceskill.evaluating.phrase_book import Phrase, phrases
from voiceskill.evaluating.scene import Backdrop, in_a_room
from voiceskill.evaluating.simulated_room import echoing
from voiceskill.evaluating.sound import Samples, Sound
from voiceskill.hearing.pronouncing.pronouncer import Pronouncer
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.obeying import demand
from voiceskill.speaking.voice_settings import AvailableVoice, VoiceSettings
from voiceskill.understanding.matching import Understanding

_VARIANTS: Final = ("", "+f1", "+m2", "+f2", "+m3", "+f3", "+m4", "+f4", "+m7")
"""What makes other people of a voice; they come with espeak-ng."""
_RATES: Final = (130, 150, 170, 190)
"""Words a minute, between slow and quick talkers."""
_SNR_DB: Final = (15.0, 30.0)
"""The least and the most by which the speech is louder than the noise."""
_SESSION: Final = State.HOLDING
"""What the coach is doing when a near-miss is said: that in which most is understood."""

Speak = Callable[[str, VoiceSettings], Samples]
"""Returns a text as speech: float32, mono, -1 to 1, shape (n,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is said, and by how many."""

    voices: int
    """How many voices speak."""
    commands: int
    """Commands that each of them says."""
    near_misses: int
    """Near-misses that each of them says."""

    @property
    def recordings(self) -> int:
        """How many are heard."""
        return self.voices * (self.commands + self.near_misses)


THOROUGH: Final = Plan(voices=12, commands=4, near_misses=8)
"""Takes two minutes of one core of a PC with PocketSphinx, half a minute with Vosk."""
QUICK: Final = Plan(voices=8, commands=2, near_misses=4)
"""Takes a third of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that somebody says."""

    text: str
    """The words."""
    voice: VoiceSettings
    """Who says it, and how fast."""
    phrase: Phrase | None
    """The command that it is; None: a near-miss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the recogniser made of it all, in its own unit, less what the state asks for."""

    commands: tuple[float, ...]
    """Of each command; minus infinity where it was not recognised as what it was."""
    near_misses: tuple[float, ...]
    """Of each near-miss; minus infinity where it was not taken for a command."""


def plan_of_speech(
    plan: Plan,
    intents: Intents,
    talk: Collection[str],
    voices: Sequence[AvailableVoice],
    *,
    pronouncer: Pronouncer,
    seed: int = 0,
) -> tuple[Said, ...]:
    """Return what is said by whom: one voice after the other, as people come and go, its sentences in any order.

    Args:
        plan: How much.
        intents: What can be said, as `load_sentences` gives it.
        talk: What people may say in the room besides.
        voices: Who can speak; at least one.
        pronouncer: Tells how commands are said.
        seed: Chooses.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    people = [
        VoiceSettings(name=voice.setting + variant, rate=chance.choice(_RATES))
        for voice, variant in itertools.product(voices, _VARIANTS)
    ]
    chance.shuffle(people)
    wanted = phrases(intents, plan.voices * plan.commands, seed)
    unwanted = near_misses(intents, talk, pronouncer, plan.voices * plan.near_misses, seed)
    said: list[Said] = []
    for number, voice in enumerate(itertools.islice(itertools.cycle(people), plan.voices)):
        # One of so many: each voice says some of what comes first in the lists, which matters most, and of the rest.
        own = [Said(text=one.text, voice=voice, phrase=one) for one in wanted[number :: plan.voices]]
        own += [Said(text=one, voice=voice, phrase=None) for one in unwanted[number :: plan.voices]]
        chance.shuffle(own)
        said += own
    return tuple(said)


def scores_of(
    said: Sequence[Said],
    recognizer: Recognizer,
    intents: Intents,
    *,
    speak: Speak,
    rate: int,
    noise: Noise,
    seed: int = 0,
    heard: Callable[[int], object] = lambda _: None,
) -> Scores:
    """Have it all said in a simulated room, heard as by `run`, and return the scores.

    Args:
        said: What is said, and by whom.
        recognizer: Hears it; its operating point is not looked at.
        intents: What can be said, as `load_sentences` gives it.
        speak: Speaks.
        rate: Samples a second of what it speaks, in Hz.
        noise: Is there all the time, 15 to 30 dB below the speech.
        seed: Makes the rooms.
        heard: Is told how many have been heard.
    """
    examiner = Examiner(recognizer, intents)
    commands: list[float] = []
    others: list[float] = []
    for number, one in enumerate(said):
        chance = np.random.default_rng((seed, number))
        sound = echoing(Sound(speak(one.text, one.voice), rate), chance)
        scene = in_a_room(sound, chance, Backdrop(noise, chance.uniform(*_SNR_DB)))
        if one.phrase:
            commands.append(examiner.score(scene, rate, one.phrase.state, one.phrase.command.__eq__))
        else:
            others.append(examiner.score(scene, rate, _SESSION))
        heard(number + 1)
    return Scores(commands=tuple(commands), near_misses=tuple(others))


class Examiner:
    """Tells how a recogniser scores what is said."""

    def __init__(self, recognizer: Recognizer, intents: Intents) -> None:
        """Prepare to listen.

        Args:
            recognizer: Hears it; its operating point is not looked at.
            intents: What can be said, as `load_sentences` gives it.
        """
        self._recognizer = recognizer
        self._listener = Listener(recognizer, intents)
        self._understanding = Understanding(intents)

    def score(
        self,
        scene: NDArray[np.int16],
        rate: int,
        state: State,
        is_wanted: Callable[[Command], bool] = lambda _: True,
    ) -> float:
        """Return the operating point up to which something is obeyed, in the recogniser's unit.

        Args:
            scene: What is heard: int16, mono, shape (n,).
            rate: How many samples a second, in Hz.
            state: What the coach is doing.
            is_wanted: Says of a command whether it is what is looked for.

        Returns:
            Minus infinity where no operating point would make it obeyed.
        """
        return max(
            (
                utterance.score + self._recognizer.operating_point - demand(utterance.text, state, self._understanding)
                for utterance in self._listener.hear(scene, rate, state).utterances
                if (command := self._understanding.interpret(utterance.text, state)) and is_wanted(command)
            ),
            default=-math.inf,
        )
