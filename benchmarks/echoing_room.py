"""Runs the program in a room where the microphone hears the loudspeaker too, which no recording can know of before.

`python benchmarks/echoing_room.py DELAY_MS GAIN run --input IN.wav ...`
"""

import sys
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from room_with_echo import EchoingRoom

from voiceskill import cli
from voiceskill.hearing.echo.canceller import EchoCanceller
from voiceskill.rooms.recording import RecordingRoom


class Uncancelled(EchoCanceller):
    """Leaves the echo where it is, to tell what would be without."""

    def clean(self, samples: NDArray[np.int16], until: float) -> NDArray[np.int16]:  # noqa: ARG002 - as its parent's
        """Return the samples as they are."""
        return samples

    def flush(self) -> NDArray[np.int16]:
        """Return nothing."""
        return np.zeros(0, np.int16)


def main() -> int:
    """Run the program with such a room in place of each recording."""
    delay, gain, *arguments = sys.argv[1:]

    def room(recording: Path, output: Path | None, duration: float | None) -> EchoingRoom:
        return EchoingRoom(RecordingRoom(recording, output, duration), float(delay) / 1000, float(gain))

    with ExitStack() as replaced:
        replaced.enter_context(patch("voiceskill.running.RecordingRoom", room))
        if arguments[0] == "--uncancelled":
            replaced.enter_context(patch("voiceskill.running.EchoCanceller", Uncancelled))
            del arguments[0]
        return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
