"""A WAV file that appears under its name when it is whole."""

import contextlib
import wave
from collections.abc import Generator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from voiceskill.complaint import Complaint


class WavOutput:
    """Writes 16-bit mono to a part file beside the target; leaving the context renames it, an error removes it."""

    def __init__(self, path: Path, rate: int) -> None:
        """Open the part file.

        Args:
            path: Where the whole file shall be; one that is there is replaced at the end.
            rate: Samples a second, in Hz.

        Raises:
            Complaint: Nothing can be written there.
        """
        self._path = path.resolve()  # through a link, so that the link stays one
        self._part = self._path.with_name(self._path.name + ".part")
        with self._mendable():
            if self._path.exists() and not self._path.is_file():  # renaming would replace even /dev/null
                raise Complaint(f"The recording cannot be written to {path}: that is no file; name another one.")
            self._file = self._part.open("wb")
        self._wav = wave.open(self._file, "wb")  # noqa: SIM115 - closed on leaving the context
        self._wav.setnchannels(1)
        self._wav.setsampwidth(2)
        self._wav.setframerate(rate)

    def write(self, samples: NDArray[np.int16]) -> None:
        """Append samples: int16, mono, shape (n,).

        Raises:
            Complaint: The disk is full or has gone.
        """
        with self._mendable():
            self._wav.writeframesraw(samples.astype("<i2", copy=False).tobytes())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # A generator that is closed and a run that is interrupted at the keyboard have written all they played.
        if kind is not None and issubclass(kind, Exception):
            self._discard()
            return
        try:
            with self._mendable():
                self._wav.close()  # puts the lengths into the header
                self._file.close()
                self._part.replace(self._path)
        except Complaint:
            self._discard()
            raise

    def _discard(self) -> None:
        for close in (self._wav.close, self._file.close, self._part.unlink):
            with contextlib.suppress(OSError):  # the first error is being reported
                close()

    @contextlib.contextmanager
    def _mendable(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise Complaint(
                f"The recording cannot be written to {self._path}: {error.strerror or error}; "
                "make room there or name another place."
            ) from error
