"""Shows a session in the terminal: what was said, what the coach says, and the running count."""

from collections import deque
from typing import Final, TextIO

from voiceskill.occurrences import (
    REPORTED_STAGES,
    Counted,
    CueBegan,
    DeviceBack,
    DeviceLost,
    Heard,
    Occurrence,
    SessionOver,
    StageBegan,
)

_CLEAR_LINE = "\r\x1b[K"
_TROUBLES: Final = 8
"""Reasons that are remembered."""


class Terminal:
    """Writes a session as it goes; on a real terminal the seconds left run on the last line."""

    def __init__(self, out: TextIO, room: str = "") -> None:
        """Take the stream to write to.

        Args:
            out: Standard output, or a file in its place.
            room: What stands before each line, and keeps the seconds away, of which there is but one line; empty:
                nothing.
        """
        self._out = out
        self._live = out.isatty()
        self._runs = self._live and not room
        self._room = f"[{room}] " if room else ""
        # What was told since the sound went; where reasons take turns, the log is not to fill with them.
        self._troubles: deque[str] = deque(maxlen=_TROUBLES)

    def watch(self, occurrence: Occurrence) -> None:
        """Write what has happened."""
        match occurrence:
            case Heard(text=text, accepted=True):
                self._line("you", text)
            case Heard(text=text) if text:
                self._line("you", f"({text}?)")
            case CueBegan(text=text, chime=None):
                self._line("coach", text)
            case CueBegan(chime=chime):
                self._line("", f"~ {chime} ~")
            case StageBegan(stage=stage) if stage.kind in REPORTED_STAGES:
                side = f", {stage.side} side" if stage.side else ""
                name = stage.kind.replace("_", " ")
                self._line("", f"-- {name} {stage.repetition}{side}: {stage.seconds:g} s")
            case Counted(stage=stage, left=left) if self._runs and stage.kind in REPORTED_STAGES:
                print(f"{_CLEAR_LINE}{'':>6}  {stage.kind} {left:3d} s left", end="", file=self._out, flush=True)
            case SessionOver(outcome=outcome):
                self._line("", f"== session {outcome}")
            case DeviceLost(sentence=sentence) if sentence not in self._troubles:
                self._troubles.append(sentence)
                self._line("", f"!! {sentence}")
            case DeviceBack():
                self._troubles.clear()
                self._line("", "!! The sound is back.")
            case _:
                pass

    def _line(self, who: str, text: str) -> None:
        clear = _CLEAR_LINE if self._live else ""
        # What is wrong with a satellite it tells in its own words, which must not steer the terminal.
        text = "".join(letter for letter in text if letter.isprintable())
        # At once, for other rooms write too.
        self._out.write(f"{clear}{self._room}{who:>6}  {text}\n")
        self._out.flush()


class Script:
    """Writes what is heard when, as a script to read."""

    def __init__(self, out: TextIO) -> None:
        """Take the stream to write to.

        Args:
            out: Standard output, or a file in its place.
        """
        self._out = out

    def watch(self, occurrence: Occurrence) -> None:
        """Write what has happened."""
        match occurrence:
            case CueBegan(t=t, text=text, chime=chime):
                self._line(t, text or f"~ {chime} ~")
            case StageBegan(t=t, stage=stage) if stage.kind in REPORTED_STAGES:
                side = f", {stage.side} side" if stage.side else ""
                self._line(t, f"-- {stage.kind.replace('_', ' ')} {stage.repetition}{side}, {stage.seconds:g} s --")
            case _:
                pass

    def _line(self, t: float, text: str) -> None:
        print(f"{int(t // 60):2d}:{t % 60:04.1f}  {text}", file=self._out)
