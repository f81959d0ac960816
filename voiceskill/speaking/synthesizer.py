"""Speech from a child process that is started, watched and replaced when it fails."""

import base64
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from voiceskill.complaint import Complaint
from voiceskill.speaking.voice_settings import DEFAULT_VOICE, AvailableVoice, VoiceSettings

RATE = 22_050
"""Samples a second of the speech, in Hz."""

_WORKER = "voiceskill.speaking.synthesis_worker"
_ATTEMPTS = 3

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class _WorkerFailedError(Exception):
    """The child died, was ended because it hung, or could not do what it was asked."""


class _Worker:
    """One child process; see `synthesis_worker` for what it is told and what it says."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        # The child imports what this process does, wherever that was started; and Ctrl+C, which goes to a whole process
        # group, leaves it able to say goodbye.
        self._process = subprocess.Popen(  # noqa: S603 - this program's own module
            [sys.executable, "-P", "-m", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": os.pathsep.join(str(Path(folder).absolute()) for folder in sys.path)},
            process_group=0,
        )
        try:
            with self._watched():
                self.description = str(self._hear()["description"])
        except BaseException:
            self.end()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin  # noqa: S101 - it was asked for above
        with self._watched():
            try:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
            except OSError as error:
                raise _WorkerFailedError("it has died") from error
            return self._hear()

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Kill a child that takes too long: its end of the pipes closes, and with that ends the wait for it."""
        watchdog = threading.Timer(self._patience, self._process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout  # noqa: S101 - it was asked for above
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise _WorkerFailedError(f"it died, or did not answer within {self._patience:g} s")
        answer: dict[str, Any] = json.loads(line)
        if "complaint" in answer:
            raise Complaint(answer["complaint"])
        if "failure" in answer:
            raise _WorkerFailedError(answer["failure"])
        return answer


class Synthesizer:
    """pyttsx3 with espeak-ng in a child process; a child that dies or hangs is replaced by another.

    Any thread may call it; one text is spoken at a time.
    """

    def __init__(self, *, patience: float = 10.0) -> None:
        """Start nothing yet.

        Args:
            patience: Seconds after which a child that does not answer is replaced.
        """
        self._patience = patience
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._description = ""

    @property
    def pid(self) -> int | None:
        """Process id of the child; None where there is none."""
        worker = self._worker
        return worker.pid if worker else None

    @property
    def description(self) -> str:
        """Names and versions of what makes the sound; the first call starts the child.

        Raises:
            Complaint: The synthesiser is not installed, or fails again and again.
        """
        return self._description or self._try(lambda worker: worker.description)

    def speak(self, text: str, settings: VoiceSettings) -> NDArray[np.int16]:
        """Return a text as speech: int16, mono, `RATE`, shape (n,), with silence before and after it.

        Raises:
            Complaint: The synthesiser is not installed, does not know the voice, or fails again and again.
        """
        voice = settings.name or DEFAULT_VOICE
        request = {"text": text, "voice": voice, "rate": settings.rate}
        answer = self._try(lambda worker: worker.ask(request))
        return np.frombuffer(base64.b64decode(answer["samples"]), "<i2")

    def voices(self, language: str) -> tuple[AvailableVoice, ...]:
        """Return the voices that speak a language, such as ``en``, in espeak-ng's order.

        Raises:
            Complaint: The synthesiser is not installed, or fails again and again.
        """
        answer = self._try(lambda worker: worker.ask({"voices": language}))
        return tuple(AvailableVoice(**voice) for voice in answer["voices"])

    def close(self) -> None:
        """End the child; the next call would start another."""
        with self._lock:
            self._dismiss()

    def _try(self, task: Callable[[_Worker], _T]) -> _T:
        with self._lock:
            failure: _WorkerFailedError | None = None
            for _ in range(_ATTEMPTS):
                try:
                    if self._worker is None:
                        self._worker = _Worker(self._patience)
                        self._description = self._worker.description
                    return task(self._worker)
                except _WorkerFailedError as error:
                    _log.warning("The speech synthesiser is started again: %s", error)
                    failure = error
                    self._dismiss()
        raise Complaint(
            f"The speech synthesiser failed {_ATTEMPTS} times ({failure}); "
            "install it anew with: sudo apt-get install --reinstall libespeak-ng1 espeak-ng-data"
        ) from failure

    def _dismiss(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None
