"""Tells how a recogniser scores the user's own recordings."""

import math
from collections.abc import Sequence

from hassil.intents import Intents

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.evaluating.calibrating import Examiner
from voiceskill.evaluating.evaluation import state_of
from voiceskill.evaluating.judging import is_meant
from voiceskill.evaluating.labels import Label
from voiceskill.evaluating.scene import chance_for, in_a_room
from voiceskill.evaluating.sound import read_sound


def own_scores(labels: Sequence[Label], examiner: Examiner, intents: Intents) -> tuple[float, ...]:
    """Return the scores of the recordings that are recognised as what they are, whether or not they are believed.

    Args:
        labels: The recordings, and what is said in them.
        examiner: Has them heard.
        intents: What can be said, as `load_sentences` gives it.

    Raises:
        Complaint: A recording cannot be read, or a label has an intent that cannot be said.
    """
    scores = (_score(label, examiner, intents) for label in labels)
    return tuple(score for score in scores if score > -math.inf)


def _score(label: Label, examiner: Examiner, intents: Intents) -> float:
    def is_wanted(command: Command) -> bool:
        return is_meant(command, label)

    sound = read_sound(label.audio)
    scene = in_a_room(sound, chance_for(label.name, 0))
    return examiner.score(scene, sound.rate, state_of(label, State.IDLE, intents), is_wanted)
