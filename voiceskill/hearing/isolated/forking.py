"""The process that has a recogniser loaded, and forks itself for each room that listens with it.

So the model is in memory once, however many rooms there are, and who takes the place of one that has failed has nothing
to load. This process hears nothing itself. It has no other threads, for those would be missing in its children.

Its arguments are the number of an open socket and the folder of a Vosk model if that is wanted. It ends with the
program; its children do not end with it.
"""

import gc
import os
import pickle
import select
import signal
import socket
import sys
from pathlib import Path

from voiceskill.complaint import Complaint
from voiceskill.hearing.isolated.channel import Channel
from voiceskill.hearing.isolated.messages import (
    MOST_BYTES,
    MOST_FILES,
    Born,
    Ended,
    Failed,
    Listen,
    Loaded,
    Prepare,
    Refused,
)
from voiceskill.hearing.isolated.worker import work
from voiceskill.hearing.loading import load_recognizer
from voiceskill.hearing.recognizer import Recognizer


def main() -> None:
    """Load the recogniser and serve until the program is gone."""
    # Whoever ends the program by a signal to all its processes wants what is open to be closed in order by the first.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    program = socket.socket(fileno=int(sys.argv[1]))
    try:
        recognizer = load_recognizer(Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    except Complaint as complaint:
        program.send(pickle.dumps(Refused(str(complaint))))
        return
    except Exception as error:  # noqa: BLE001 - whatever a library raises, the user is told, who sees nothing of here
        program.send(pickle.dumps(Failed.of(error)))
        return
    _keep_shared()
    program.send(pickle.dumps(Loaded(recognizer.description, recognizer.operating_point)))
    _Family(recognizer, program).raise_children()


class _Family:
    """This process and those that it has forked."""

    def __init__(self, recognizer: Recognizer, program: socket.socket) -> None:
        self._recognizer = recognizer
        self._program = program
        self._lives: dict[int, socket.socket] = {}
        """What the program is told of each child by, by its process file descriptor."""
        self._events = select.poll()
        self._events.register(program, select.POLLIN)

    def raise_children(self) -> None:
        """Do what the program asks for until it is gone."""
        while True:
            for file, _ in self._events.poll():
                if file != self._program.fileno():
                    self._bury(file)
                elif not self._obey():
                    return

    def _obey(self) -> bool:
        request, files, _, _ = socket.recv_fds(self._program, MOST_BYTES, MOST_FILES)
        if not request:
            return False
        match pickle.loads(request):  # noqa: S301 - only this program's own process holds the other end
            case Listen():
                self._bear(*(socket.socket(fileno=file) for file in files))
            case Prepare():
                with os.fdopen(files[0], "rb") as grammars:
                    for grammar in pickle.load(grammars):  # noqa: S301 - likewise
                        self._recognizer.use(grammar)
                _keep_shared()
        return True

    def _bear(self, sound: socket.socket, words: socket.socket, life: socket.socket) -> None:
        try:
            child = os.fork()
        except OSError as error:
            life.send(pickle.dumps(Failed.of(error)))
            for connection in (sound, words, life):
                connection.close()
            return
        if not child:
            # As long as others have them open too, nobody notices at the other end that who it was is gone.
            for connection in (life, self._program, *self._lives.values()):
                connection.close()
            for file in self._lives:
                os.close(file)
            work(self._recognizer, Channel(sound), Channel(words))
        sound.close()
        words.close()
        watch = os.pidfd_open(child)
        self._lives[watch] = life
        self._events.register(watch, select.POLLIN)
        _tell(life, Born(child), watch)

    def _bury(self, watch: int) -> None:
        self._events.unregister(watch)
        ended = os.waitid(os.P_PIDFD, watch, os.WEXITED)
        os.close(watch)
        life = self._lives.pop(watch)
        if ended:
            _tell(life, Ended(ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status))
        life.close()


def _tell(life: socket.socket, message: object, *files: int) -> None:
    try:
        socket.send_fds(life, [pickle.dumps(message)], files)
    except OSError:  # the program is gone, which shows next
        return


def _keep_shared() -> None:
    """Let the collector leave alone what there is: where it writes its notes, memory is not shared any more."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
