"""Writes what happens as one JSON object a line."""

import contextlib
import json
from pathlib import Path
from types import TracebackType
from typing import Self

from voiceskill.complaint import Complaint
from voiceskill.occurrences import (
    REPORTED_STAGES,
    Commanded,
    Counted,
    CueBegan,
    Heard,
    Occurrence,
    SessionChanged,
    SessionOver,
    Silenced,
    StageBegan,
    StageResumed,
    StateChanged,
)

_DIGITS = 6
"""Decimals of a second in the file: finer than a sample."""


class EventLog:
    """The file of `voiceskill run --events`; each line is there as soon as it has happened."""

    def __init__(self, path: Path) -> None:
        """Open the file; what was in it goes when the first event comes, so that a start that fails loses nothing.

        Raises:
            Complaint: It cannot be written.
        """
        try:
            self._file = path.open("a", encoding="utf-8", buffering=1)
        except OSError as error:
            raise Complaint(f"The event log {path} cannot be written: {error.strerror}; name another file.") from error
        self._path = path
        self._begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Interrupted at the keyboard it has ended as it should, with or without events.
        if kind is None or not issubclass(kind, Exception):
            self._begin()
        self._close()

    def watch(self, occurrence: Occurrence) -> None:
        """Write what has happened.

        Raises:
            Complaint: The disk is full; nothing is written from then on, so that the session can still be ended.
        """
        fields = event(occurrence)
        if fields is None or self._file.closed:
            return
        self._begin()
        try:
            self._file.write(json.dumps(fields, ensure_ascii=False) + "\n")
        except OSError as error:
            self._close()
            raise Complaint(
                f"The event log {self._path} cannot be written: {error.strerror}; make room there."
            ) from error

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
        case CueBegan(text=text, chime=None):
            fields = {"event": "cue", "text": text}
        case CueBegan(chime=chime):
            fields = {"event": "cue", "text": "", "chime": str(chime)}
        case Silenced():
            fields = {"event": "silenced"}
        case SessionOver(outcome=outcome):
            fields = {"event": "session", "outcome": str(outcome)}
        case StageBegan() | StageResumed() | SessionChanged() | Counted():
            pass
    return fields and {"t": round(occurrence.t, _DIGITS), **fields}
