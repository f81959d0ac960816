"""Something small that is kept in a file for its owner alone, and that several processes read and change."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from voiceskill.complaint import Complaint
from voiceskill.config.saving import locked
from voiceskill.replacing import replacing

T = TypeVar("T")

_Stamp = tuple[int, int, int]
"""Of a file: differs once it has been written."""


class PrivateFile(Generic[T]):
    """What is in the file at each moment. Any thread, and process, may use it."""

    def __init__(self, path: Path, shape: TypeAdapter[T], empty: T, advice: str) -> None:
        """Look at the file later, when it is needed; it need not exist yet.

        Args:
            path: The file.
            shape: What is in it.
            empty: What is in it before it is there.
            advice: What to do where it is damaged, as the end of a sentence: ``delete it, and ...``.
        """
        self._path = path
        self._shape = shape
        self._empty = empty
        self._advice = advice
        self._lock = threading.Lock()
        self._known: tuple[_Stamp | None, T] = (None, empty)

    @property
    def content(self) -> T:
        """What is in it now; where it cannot be read any more, what was known goes on to hold.

        Raises:
            Complaint: It could never be read.
        """
        try:
            return self._read()
        except Complaint:
            if self._known[0] is None:
                raise
            return self._known[1]

    @contextmanager
    def changing(self) -> Iterator[tuple[T, Callable[[T], None]]]:
        """Have it to oneself: give what is in it now, and what puts something else in its place.

        Raises:
            Complaint: It cannot be read, or not be written.
        """
        with self._lock:
            with suppress(OSError):  # `locked` says it better
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(self._path.parent):
                yield self._read(), self._keep

    def _read(self) -> T:
        try:
            found = self._path.stat()
            stamp = found.st_ino, found.st_size, found.st_mtime_ns
            known = self._known
            if stamp == known[0]:
                return known[1]
            content = self._shape.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            self._known = (None, self._empty)
            return self._empty
        except (OSError, ValidationError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is damaged"
            raise Complaint(f"{self._path} cannot be read: {reason}; {self._advice}.") from error
        self._known = stamp, content
        return content

    def _keep(self, content: T) -> None:
        try:
            with replacing(self._path) as file:
                file.write(self._shape.dump_json(content))
        except OSError as error:
            raise Complaint(f"{self._path} cannot be written: {error.strerror}; make room there.") from error
