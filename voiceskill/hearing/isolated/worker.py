"""The process in which a recogniser listens; see `messages` for what it is told and what it says.

It is forked, with the recogniser loaded, by the process that `forking` describes, and ends with the program.
"""

import os
import threading
from typing import NoReturn

from voiceskill.hearing.isolated.channel import Channel
from voiceskill.hearing.isolated.messages import (
    Answer,
    Begin,
    Failed,
    Feed,
    Forget,
    Learn,
    Question,
    Use,
    Wanted,
)
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.utterance import Hypothesis
from voiceskill.hearing.word_graph import WordGraph


def work(recognizer: Recognizer, sound: Channel, words: Channel) -> NoReturn:
    """Listen until the program is gone, or the recogniser fails; the process ends with that.

    Args:
        recognizer: Recognises; nobody else in this process uses it.
        sound: On which it is told what to do, and answers.
        words: On which it is asked for words.
    """
    try:
        threading.Thread(target=_look_up, args=(recognizer, words), name="words", daemon=True).start()
        _listen(recognizer, sound)
    except OSError:  # there is nobody any more to listen for
        pass
    except Exception as error:  # noqa: BLE001 - whatever it was, the program is told and has another one listen
        sound.send(Failed.of(error))
    finally:
        # What the process from which it was forked has registered for its own end is not this one's affair.
        os._exit(0)


def _listen(recognizer: Recognizer, sound: Channel) -> NoReturn:
    grammars: dict[int, WordGraph] = {}
    while True:
        match sound.receive():
            case Feed(samples):
                recognizer.feed(samples)
            case Question(number, wanted):
                sound.send(Answer(number, _answer(recognizer, wanted)))
            case Begin(operating_point):
                recognizer.operating_point = operating_point
                recognizer.begin()
            case Use(number):
                recognizer.use(grammars[number])
            case Learn(number, grammar):
                grammars[number] = grammar
            case Forget(number):
                del grammars[number]


def _answer(recognizer: Recognizer, wanted: Wanted) -> str | Hypothesis | None:
    match wanted:
        case Wanted.PARTIAL:
            return recognizer.partial()
        case Wanted.HYPOTHESIS:
            return recognizer.finish()
        case _:
            return None


def _look_up(recognizer: Recognizer, words: Channel) -> None:
    """Tell which words are unknown, as often as somebody asks."""
    try:
        while True:
            asked = words.receive()
            assert isinstance(asked, frozenset)  # noqa: S101 - it is all that is ever asked here
            words.send(recognizer.unknown(asked))
    finally:
        # A recogniser that hangs would not notice that the program is gone, which could replace it.
        os._exit(0)
