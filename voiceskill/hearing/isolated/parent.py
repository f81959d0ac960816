"""The process that has a recogniser loaded, seen from the program that started it."""

import os
import pickle
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from voiceskill.complaint import Complaint
from voiceskill.hearing.isolated.channel import Channel
from voiceskill.hearing.isolated.messages import MOST_BYTES, Born, Failed, Listen, Loaded, Prepare, Refused
from voiceskill.hearing.isolated.offspring import Offspring
from voiceskill.hearing.isolated.process import ProcessFailedError, RecognizerProcess
from voiceskill.hearing.word_graph import WordGraph
from voiceskill.own_module import command_of, environment

_FORKING: Final = "voiceskill.hearing.isolated.forking"
_LOADING_S: Final = 120.0
"""Seconds that loading may take: the largest of Vosk's models, from a memory card."""
_BEARING_S: Final = 30.0
"""Seconds that forking may take, behind several grammars; some hundredths of one without."""
_ENDING_S: Final = 5.0
"""Seconds for which its status is waited for, once it says nothing any more."""
_ALONE: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Has NumPy start no threads: only what has none may fork without harm."""


class ParentProcess:
    """A process with a recogniser that others share. Any thread may call."""

    def __init__(self, vosk_model: Path | None) -> None:
        """Start it and wait until its recogniser is loaded.

        Args:
            vosk_model: Folder of a Vosk model; None: PocketSphinx is wanted.

        Raises:
            Complaint: The model cannot be read.
            ProcessFailedError: The process has ended, or hangs.
        """
        self._requesting = threading.Lock()
        self._process, self._requests = _start(vosk_model)
        self._watch = os.pidfd_open(self._process.pid)
        try:
            loaded = self._await_loading()
        except BaseException:
            self.end()
            raise
        self.description = loaded.description
        """As in `Recognizer`."""
        self.operating_point = loaded.operating_point
        """The recogniser's own, in its own unit."""

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def fate(self) -> str:
        """What has become of it, to be read after "it"."""
        status = self._process.poll()
        if status is None:
            return "is being ended"
        return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"

    def bear(self, patience: float) -> RecognizerProcess:
        """Return another process that listens; takes some hundredths of a second.

        Args:
            patience: Seconds after which one that does not answer is ended.

        Raises:
            ProcessFailedError: This one has ended, or hangs, and is ended; or it cannot fork.
        """
        (sound, their_sound), (words, their_words) = socket.socketpair(), socket.socketpair()
        life, their_life = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with their_sound, their_words, their_life:
                self._request(Listen(), their_sound.fileno(), their_words.fileno(), their_life.fileno())
            offspring = self._newborn(life)
        except BaseException:
            for connection in (sound, words, life):
                connection.close()
            raise
        return RecognizerProcess(offspring, Channel(sound), Channel(words), patience)

    def prepare(self, grammars: Iterable[WordGraph]) -> None:
        """Have grammars made ready once for all processes that are forked from now on; returns before they are.

        Args:
            grammars: Some six at the most: each forked process keeps no more.

        Raises:
            ProcessFailedError: It has ended.
        """
        file = os.memfd_create("grammars")
        with os.fdopen(file, "w+b") as content:
            pickle.dump([*grammars], content, pickle.HIGHEST_PROTOCOL)
            content.flush()
            content.seek(0)  # the place is common to all who have the file open
            self._request(Prepare(), file)

    def is_over(self, within: float) -> bool:
        """Wait until the process has ended, at most so many seconds, and return whether it has."""
        ready = select.poll()  # which, unlike select, knows descriptors from 1024 on
        ready.register(self._watch, select.POLLIN)
        return bool(ready.poll(within * 1000))

    def kill(self) -> None:
        """End it at once; the one that watches it then clears away what is left of it."""
        self._process.kill()

    def end(self) -> None:
        """End it, and clear away what is left of it; once."""
        self._process.kill()
        self._process.wait()
        with self._requesting:
            self._requests.close()
        os.close(self._watch)

    def _request(self, request: Listen | Prepare, *files: int) -> None:
        try:
            with self._requesting:
                socket.send_fds(self._requests, [pickle.dumps(request)], files)
        except OSError as error:
            self.kill()
            raise ProcessFailedError(self.fate) from error

    def _newborn(self, life: socket.socket) -> Offspring:
        life.settimeout(_BEARING_S)
        try:
            message, files, _, _ = socket.recv_fds(life, MOST_BYTES, 1, socket.MSG_CMSG_CLOEXEC)
        except TimeoutError as error:
            self.kill()
            raise ProcessFailedError(f"did not fork within {_BEARING_S:g} s") from error
        match pickle.loads(message) if message else None:  # noqa: S301 - only this program's own process tells
            case Born(pid):
                return Offspring(pid, files[0], life)
            case Failed() as failed:
                raise ProcessFailedError(str(failed))
        raise ProcessFailedError(self.fate)

    def _await_loading(self) -> Loaded:
        self._requests.settimeout(_LOADING_S)
        try:
            message = self._requests.recv(MOST_BYTES)
        except TimeoutError as error:
            raise ProcessFailedError(f"did not load within {_LOADING_S:g} s") from error
        match pickle.loads(message) if message else None:  # noqa: S301 - likewise
            case Loaded() as loaded:
                return loaded
            case Refused(complaint):
                raise Complaint(complaint)
            case Failed() as failed:
                raise ProcessFailedError(str(failed))
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDING_S)
        raise ProcessFailedError(self.fate)


def _start(vosk_model: Path | None) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Return a process, and the connection to it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    model = () if vosk_model is None else (str(vosk_model),)
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - this program's own module
            command_of(_FORKING, str(theirs.fileno()), *model),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**environment(), **_ALONE},
            pass_fds=(theirs.fileno(),),
            process_group=0,
        )
    return process, ours
