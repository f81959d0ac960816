"""Writes what happens as one JSON object a line."""

import contextlib
import errno
import json
import logging
import threading
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Self

from voiceskill.complaint import Complaint
from voiceskill.occurrences import (
    REPORTED_STAGES,
    Commanded,
    Counted,
    CueBegan,
    DeviceBack,
    DeviceLost,
    Heard,
    Occurrence,
    SessionChanged,
    SessionOver,
    Silenced,
    StageBegan,
    StageResumed,
    StateChanged,
    Watcher,
)

_DIGITS = 6
"""Decimals of a second in the file: finer than a sample."""
_WAITING = 10_000
"""Lines that wait for room on the disk, at most; a session has a few hundred."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_log = logging.getLogger(__name__)


class EventLog:
    """The file of `voiceskill run --events`; each line is there as soon as it has happened.

    On a full disk the lines wait in memory until there is room, for somebody on the mat comes before them.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; what was in it goes when the first event comes, so that a start that fails loses nothing.

        Raises:
            Complaint: It cannot be written.
        """
        try:
            self._file = path.open("ab", buffering=0)
        except OSError as error:
            raise Complaint(f"The event log {path} cannot be written: {error.strerror}; name another file.") from error
        self._path = path
        self._begun = False
        self._waiting: deque[bytes] = deque()
        self._hindered: OSError | None = None
        self._lost = 0
        self._writing = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Interrupted at the keyboard it has ended as it should, with or without events.
        as_it_should = kind is None or not issubclass(kind, Exception)
        if as_it_should and not self._file.closed:
            self._begin()
            self._write()
        self._close()
        if lost := self._lost + len(self._waiting):
            _log.error("Events that could not be written to the event log %s and are lost: %d.", self._path, lost)
        if kind is None and self._hindered:
            raise self._complaint(self._hindered)

    def watching(self, room: str | None) -> Watcher:
        """Return what writes what happens in a room; each room may have a thread of its own.

        Args:
            room: The room's key, which each line then names; None: this machine's own, which is not named.
        """
        if room is None:
            return self.watch

        def watch(occurrence: Occurrence) -> None:
            try:
                self._watch(occurrence, room)
            except Complaint as complaint:  # told once, for the file is closed; whoever is on the mat comes before it
                _log.error("%s", complaint)

        return watch

    def watch(self, occurrence: Occurrence) -> None:
        """Write what has happened in this machine's own room.

        Raises:
            Complaint: It cannot be written, as where nobody reads a pipe any more; nothing is written from then on, so
                that the session can still be ended.
        """
        self._watch(occurrence, None)

    def _watch(self, occurrence: Occurrence, room: str | None) -> None:
        fields = event(occurrence)
        if fields is None:
            return
        if room is not None:
            fields = {"room": room, **fields}
        with self._writing:
            if self._file.closed:
                self._lost += 1
                return
            self._begin()
            if len(self._waiting) < _WAITING:
                self._waiting.append((json.dumps(fields, ensure_ascii=False) + "\n").encode())
            else:
                self._lost += 1
            self._write()

    def _write(self) -> None:
        try:
            while self._waiting:
                line = self._waiting[0]
                written = self._file.write(line) or 0
                if written < len(line):  # the rest comes once there is room
                    self._waiting[0] = line[written:]
                else:
                    self._waiting.popleft()
            self._hindered = None
        except OSError as error:
            if error.errno not in _NO_ROOM:
                self._close()
                raise self._complaint(error) from error
            if not self._hindered:
                _log.warning("%s What happens is kept in memory until then.", self._complaint(error))
            self._hindered = error

    def _complaint(self, error: OSError) -> Complaint:
        return Complaint(f"The event log {self._path} cannot be written: {error.strerror}; make room there.")

    def _begin(self) -> None:
        if not self._begun and self._path.is_file():  # a pipe or a terminal holds nothing to drop
            self._file.truncate(0)
        self._begun = True

    def _close(self) -> None:
        with contextlib.suppress(OSError):  # a full disk, which was told of
            self._file.close()


def event(occurrence: Occurrence) -> dict[str, object] | None:
    """Return the JSON object of an occurrence, or None for one that is not reported."""
    fields: dict[str, object] | None = None
    match occurrence:
        case Heard():
            fields = {
                "event": "heard",
                "text": occurrence.text,
                "accepted": occurrence.accepted,
                "score": round(occurrence.score, 3),
                "speech_start": round(occurrence.speech_start, 3),
                "speech_end": round(occurrence.speech_end, 3),
            }
        case Commanded(intent=intent, slots=slots):
            fields = {"event": "command", "intent": intent, "slots": dict(slots)}
        case StateChanged(state=state):
            fields = {"event": "state", "state": str(state)}
        case StageBegan(stage=stage) if stage.kind in REPORTED_STAGES:
            fields = {
                "event": "stage",
                "kind": str(stage.kind),
                "stretch": stage.stretch,
                "side": stage.side and str(stage.side),
                "repetition": stage.repetition,
                "seconds": stage.seconds,
            }
        case SessionOver(outcome=outcome):
            fields = {"event": "session", "outcome": str(outcome)}
        case StageBegan() | StageResumed() | SessionChanged() | Counted():
            pass
        case _:
            fields = _of_sound(occurrence)
    return {"t": round(occurrence.t, _DIGITS), **fields} if fields else None


def _of_sound(occurrence: CueBegan | Silenced | DeviceLost | DeviceBack) -> dict[str, object]:
    match occurrence:
        case CueBegan(text=text, chime=None):
            return {"event": "cue", "text": text}
        case CueBegan(chime=chime):
            return {"event": "cue", "text": "", "chime": str(chime)}
        case Silenced():
            return {"event": "silenced"}
        case DeviceLost(sentence=sentence):
            return {"event": "device_lost", "sentence": sentence}
        case DeviceBack():
            return {"event": "device_back"}
