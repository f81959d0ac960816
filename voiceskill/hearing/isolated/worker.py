"""The process in which a recogniser listens; see `messages` for what it is told and what it says.

Its arguments are the numbers of two open sockets, for sound and for words, and the folder of a Vosk model if that is
wanted. It ends with the process that started it.
"""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

from voiceskill.complaint import Complaint
from voiceskill.hearing.isolated.channel import Channel
from voiceskill.hearing.isolated.messages import (
    Answer,
    Begin,
    Failed,
    Feed,
    Forget,
    Learn,
    Loaded,
    Question,
    Refused,
    Use,
    Wanted,
)
from voiceskill.hearing.loading import load_recognizer
from voiceskill.hearing.recognizer import Recognizer
from voiceskill.hearing.utterance import Hypothesis
from voiceskill.hearing.word_graph import WordGraph


def main() -> None:
    """Load the recogniser and serve until the other process is gone."""
    # Whoever ends the program by a signal to all its processes wants what is open to be closed in order by the first.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    sound, words = (Channel(socket.socket(fileno=int(number))) for number in sys.argv[1:3])
    try:
        recognizer = load_recognizer(Path(sys.argv[3]) if len(sys.argv) > 3 else None)
    except Complaint as complaint:
        sound.send(Refused(str(complaint)))
        return
    except Exception as error:  # noqa: BLE001 - whatever a library raises, the user is told, who sees nothing of here
        sound.send(_failed(error))
        return
    sound.send(Loaded(recognizer.description, recognizer.operating_point))
    threading.Thread(target=_look_up, args=(recognizer, words), name="words", daemon=True).start()
    try:
        _listen(recognizer, sound)
    except OSError:  # there is nobody any more to listen for
        return
    except Exception as error:  # noqa: BLE001 - whatever it was, the other process is told and starts another
        sound.send(_failed(error))


def _failed(error: Exception) -> Failed:
    return Failed(f"{type(error).__name__}: {error}")


def _listen(recognizer: Recognizer, sound: Channel) -> None:
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
        # A recogniser that hangs would not notice that the process which could replace it is gone.
        os._exit(0)


if __name__ == "__main__":
    main()
