"""What the page about sound shows of the room, and what it sets off there."""

from enum import StrEnum
from functools import lru_cache, partial
from http import HTTPStatus

from pydantic import BaseModel, Field

from voiceskill.coaching.command import Command
from voiceskill.coaching.state import State
from voiceskill.sound_check import Sound, Trial, advice
from voiceskill.sound_check.trial import sentences_to_say
from voiceskill.understanding.matching import Understanding
from voiceskill.web.problem import Refusal
from voiceskill.web.program import Program


class Kind(StrEnum):
    """What is tried."""

    SENTENCE = "sentence"
    """One sentence."""
    FLOOR = "floor"
    """Five sentences, where the user stretches."""


class Said(BaseModel):
    """A sentence of a trial, and what was heard of it."""

    sentence: str = Field(description="What was to be said")
    heard: str = Field(description="What was heard; empty where nothing was recognised")
    hit: bool = Field(description="Whether it was understood as what it means")
    speech_db: float | None = Field(description="How loud it was, in dBFS; null where that is not known")
    above_room_db: float | None = Field(description="By how many decibels it was louder than the room")


class Hearing(BaseModel):
    """How it sounds in the room, and what is understood there."""

    mean_db: float = Field(description="How loud the last tenth of a second was, in dBFS: 0 is the loudest there is")
    peak_db: float = Field(description="Its largest sample, in dBFS")
    trying: bool = Field(description="Whether what is said is only tried out, and not obeyed")
    asked: str | None = Field(description="The sentence that is to be said now; null without a trial")
    sentences: int = Field(description="Number of sentences of the trial, 0 before the first one")
    said: list[Said] = Field(description="What was said of them, in its order")
    advice: list[str] = Field(description="What to do about gain and place; empty until the trial is over")


def hearing_of(program: Program) -> Hearing:
    """Return how it sounds now."""
    sound = program.sound.sound
    trial = sound.trial or Trial(())
    said = _said(program, trial)
    over = bool(trial.attempts) and not sound.trying
    return Hearing(
        mean_db=round(sound.level.mean_db, 1),
        peak_db=round(sound.level.peak_db, 1),
        trying=sound.trying,
        asked=trial.asked if sound.trying else None,
        sentences=len(trial.sentences),
        said=said,
        advice=list(advice(trial.attempts, [each.hit for each in said])) if over else [],
    )


def begin_trial(program: Program, kind: Kind) -> None:
    """Begin a trial.

    Raises:
        Refusal: A session is under way.
    """
    _require_idle(program)
    understanding = program.repertoire.understanding
    sentences = sentences_to_say(understanding.examples(State.HOLDING), partial(_command, understanding))
    program.sound.begin(Trial(sentences[:1] if kind is Kind.SENTENCE else sentences))


def say_again(program: Program) -> None:
    """Have the last sentence of the trial said again.

    Raises:
        Refusal: A session is under way, or nothing was said yet.
    """
    _require_idle(program)
    sound: Sound = program.sound.sound
    if sound.trial is None or not sound.trial.attempts:
        raise Refusal("Nothing was said yet.", status=HTTPStatus.CONFLICT)
    program.sound.begin(sound.trial.again())


def _require_idle(program: Program) -> None:
    if program.live.latest.content.state is not State.IDLE:
        raise Refusal("The coach is busy. Try it when he is ready for a session.", status=HTTPStatus.CONFLICT)


def _said(program: Program, trial: Trial) -> list[Said]:
    hits = _hits(trial, program.repertoire.understanding)
    return [
        Said(
            sentence=sentence,
            heard=attempt.text,
            hit=hit,
            speech_db=round(loud.speech_db, 1) if (loud := attempt.loudness) else None,
            above_room_db=round(loud.above_room_db, 1) if loud else None,
        )
        for sentence, attempt, hit in zip(trial.sentences, trial.attempts, hits, strict=False)
    ]


# Asked ten times a second by each browser; but what is kept holds an understanding, of some megabytes, that may be long
# out of use.
@lru_cache(maxsize=2)
def _hits(trial: Trial, understanding: Understanding) -> tuple[bool, ...]:
    return trial.hits(partial(_command, understanding))


def _command(understanding: Understanding, text: str) -> Command | None:
    return understanding.interpret(text, State.HOLDING)
