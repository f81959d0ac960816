"""Speech from a child process that is started, watched and replaced when it fails."""

import base64
import json
import logging
import math
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from voiceskill.backoff import delays
from voiceskill.complaint import Complaint
from voiceskill.own_module import command_of, environment
from voiceskill.speaking.voice_settings import DEFAULT_VOICE, AvailableVoice, VoiceSettings

RATE = 22_050
"""Samples a second of the speech, in Hz."""

_WORKER = "voiceskill.speaking.synthesis_worker"
_ATTEMPTS = 3
_STARTING_S = 20.0
"""Seconds that a child may take to start: a tenth of one on a PC, several on a small computer that is busy starting."""
_LISTING_S = 5.0
"""Seconds that it may take to tell its voices."""
_LETTER_S = 0.005
"""Seconds by which a letter more may take longer: ten times what it takes on a PC with nothing else to do."""
_FIRST_RESPITE_S = 5.0
"""Seconds from a failure to the first attempt to speak again, for which nobody waits; until one succeeds no text is
spoken, for each attempt would hold up whoever waits for it. Twice as long before each further one."""
_LONGEST_RESPITE_S = 60.0
"""Seconds between two attempts at the most."""
_RELIABLE_S = 60.0
"""Seconds after which a failure has nothing to do with the one before."""
_TRIAL = {"text": "ready", "voice": DEFAULT_VOICE, "rate": VoiceSettings().rate}
"""What is spoken, for nobody, to see whether it can be."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class _WorkerFailedError(Exception):
    """The child died, was ended because it hung, or could not do what it was asked."""


class _Worker:
    """One child process; see `synthesis_worker` for what it is told and what it says."""

    def __init__(self) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this program's own module
                command_of(_WORKER),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env=environment(),
                # Ctrl+C, which goes to a whole process group, leaves it able to say goodbye.
                process_group=0,
            )
        except OSError as error:
            raise _WorkerFailedError(f"it cannot be started: {error.strerror}") from error
        try:
            with self._watched(_STARTING_S):
                self.description = str(self._hear()["description"])
        except BaseException:
            self.end()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: Mapping[str, Any], patience: float) -> dict[str, Any]:
        assert self._process.stdin  # noqa: S101 - it was asked for above
        with self._watched(patience):
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
    def _watched(self, patience: float) -> Iterator[None]:
        """Kill a child that takes too long: its end of the pipes closes, and with that ends the wait for it."""
        watchdog = threading.Timer(patience, self._process.kill)
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
            raise _WorkerFailedError("it died, or did not answer in time")
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

    def __init__(self, *, patience: float = 1.5) -> None:
        """Start nothing yet.

        Args:
            patience: Seconds after which a child that does not answer is replaced; a long text is given more. It takes
                20 ms on a PC, and half a second where twice as many programs as there are cores want to compute.
        """
        self._patience = patience
        self._lock = threading.Lock()
        self._worker: Future[_Worker] | None = None
        self._description = ""
        self._trouble = ""
        self._changing = threading.Lock()
        self._respites = _respites()
        self._recovered = -math.inf
        self._recovery: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def pid(self) -> int | None:
        """Process id of the child; None where there is none."""
        worker = self._worker
        return worker.result().pid if worker and worker.done() and not worker.exception() else None

    @property
    def description(self) -> str:
        """Names and versions of what makes the sound; the first call starts the child, and waits for it.

        Raises:
            Complaint: The synthesiser is not installed, or fails again and again.
        """
        if not self._description:
            self._description = self._try(lambda worker: worker.description, _STARTING_S)
        return self._description

    def speak(self, text: str, settings: VoiceSettings) -> NDArray[np.int16]:
        """Return a text as speech: int16, mono, `RATE`, shape (n,), with silence before and after it.

        Where the child hangs, another one has the same time. After that it fails at once, until an attempt in the
        background has shown that it would not.

        Raises:
            Complaint: The synthesiser is not installed, does not know the voice, or fails again and again.
        """
        request = {"text": text, "voice": settings.name or DEFAULT_VOICE, "rate": settings.rate}
        patience = self._patience + _LETTER_S * len(text)
        answer = self._try(lambda worker: worker.ask(request, patience), 2 * patience)
        return np.frombuffer(base64.b64decode(answer["samples"]), "<i2")

    def voices(self, language: str) -> tuple[AvailableVoice, ...]:
        """Return the voices that speak a language, such as ``en``, in espeak-ng's order.

        Raises:
            Complaint: The synthesiser is not installed, or fails again and again.
        """
        answer = self._try(lambda worker: worker.ask({"voices": language}, _LISTING_S), _STARTING_S)
        return tuple(AvailableVoice(**voice) for voice in answer["voices"])

    def close(self) -> None:
        """End the child, for good."""
        self._closed.set()
        with self._changing:
            recovery = self._recovery
        if recovery:
            recovery.join()
        with self._lock:
            self._dismiss()

    def _try(self, task: Callable[[_Worker], _T], within: float) -> _T:
        """Have something done, by another child where one fails, as long as none would come too late."""
        if trouble := self._trouble:
            raise Complaint(trouble)
        try:
            return self._do(task, within)
        except (_WorkerFailedError, TimeoutError) as error:
            raise Complaint(self._fall_silent(str(error))) from error

    def _do(self, task: Callable[[_Worker], _T], within: float) -> _T:
        deadline = time.monotonic() + within
        with self._to_oneself(within):
            return self._insist(task, deadline)

    def _fall_silent(self, reason: str) -> str:
        """Have nothing spoken until an attempt in the background succeeds; return what to complain about."""
        with self._changing:
            if not self._trouble:
                self._trouble = (
                    f"The speech synthesiser does not speak ({reason}); if that stays so, "
                    "install it anew with: sudo apt-get install --reinstall libespeak-ng1 espeak-ng-data"
                )
                if time.monotonic() - self._recovered > _RELIABLE_S:
                    self._respites = _respites()
                self._recovery = threading.Thread(target=self._recover, name="voice-recovery", daemon=True)
                self._recovery.start()
            return self._trouble

    def _recover(self) -> None:
        """Try at growing distances whether it can speak, until it can."""
        while not self._closed.wait(next(self._respites)):
            try:
                self._do(lambda worker: worker.ask(_TRIAL, self._patience), 2 * self._patience)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt may succeed
                _log.info("The speech synthesiser does not speak yet: %s", error)
            else:
                _log.warning("The speech synthesiser speaks again.")
                with self._changing:
                    self._recovered = time.monotonic()
                    self._trouble = ""
                return

    @contextmanager
    def _to_oneself(self, within: float) -> Iterator[None]:
        if not self._lock.acquire(timeout=within):
            raise TimeoutError("it is busy")
        try:
            yield
        finally:
            self._lock.release()

    def _insist(self, task: Callable[[_Worker], _T], deadline: float) -> _T:
        for _ in range(_ATTEMPTS - 1):
            try:
                return task(self._present_worker(deadline))
            except _WorkerFailedError as error:
                _log.warning("The speech synthesiser is started again: %s", error)
                self._dismiss()
        return task(self._present_worker(deadline))

    def _present_worker(self, deadline: float) -> _Worker:
        """Return the child; where there is none, one is started, which goes on when it is waited for no longer.

        Raises:
            TimeoutError: It has not started before the deadline.
            Complaint: The synthesiser is not installed.
            _WorkerFailedError: The child died before it could speak.
        """
        if self._worker is None or (self._worker.done() and self._worker.exception()):
            self._worker = _started()
        try:
            return self._worker.result(max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            raise TimeoutError("it takes long to start") from None

    def _dismiss(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.add_done_callback(_end)


def _respites() -> Iterator[float]:
    """Yield the seconds from each failure to the next attempt."""
    return delays(_FIRST_RESPITE_S, _LONGEST_RESPITE_S)


def _started() -> Future[_Worker]:
    """Start a child, and return at once."""
    future: Future[_Worker] = Future()

    def start() -> None:
        try:
            future.set_result(_Worker())
        except BaseException as error:  # noqa: BLE001 - whoever waits for the child raises it
            future.set_exception(error)

    threading.Thread(target=start, name="voice-start", daemon=True).start()
    return future


def _end(worker: Future[_Worker]) -> None:
    if not worker.exception():
        worker.result().end()
