"""Speaks to a program at work on a virtual sound card, and finds sounds in what its loudspeaker has played."""

import re
import subprocess
import time
from pathlib import Path

import numpy as np
from live_coach import LiveCoach
from numpy.typing import NDArray
from spoken import write_recording
from virtual_card import RATE, VirtualCard

from voiceskill.speaking.timeline import Clip

FAINT = 20
"""Samples above this are sound; full scale is 32768, and the virtual card's silence is all zeros."""


def wait_until_it_listens(coach: LiveCoach, card: VirtualCard) -> None:
    """Wait until samples flow from the microphone, which nobody else may use."""
    until = time.monotonic() + 60
    asking = ["pactl", "list", "short", "sources"]  # each try takes some 20 ms
    while not re.search(
        r"\tmic\t.*\tRUNNING$",
        subprocess.run(asking, env=card.environment, capture_output=True, text=True, timeout=10, check=True).stdout,
        re.MULTILINE,
    ):
        assert coach.process.poll() is None, "it has ended"
        assert time.monotonic() < until, "it does not open the microphone"


def say(card: VirtualCard, folder: Path, text: str) -> None:
    """Speak into the microphone."""
    length = 0.4 + 0.1 * len(text)
    card.speak(write_recording(folder / "said.wav", [(0.3, text)], length, rate=RATE))


def first_sound(samples: NDArray[np.int16], after: float) -> float:
    """Return the second at which something is heard again."""
    first = round(after * RATE)
    return (first + int(np.argmax(np.abs(samples[first:]) > FAINT))) / RATE


def place(clip: Clip, samples: NDArray[np.int16], near: float) -> float:
    """Return the second at which a clip's beginning is heard best, within a second of another."""
    beginning = clip[: round(0.1 * RATE)]
    first = round((near - 1.0) * RATE)
    searched = samples[first : first + round(2.0 * RATE) + beginning.size] / 32768
    return (first + int(np.argmax(np.correlate(searched, beginning)))) / RATE


def last_sound(samples: NDArray[np.int16]) -> float:
    """Return the second at which silence begins."""
    return float(np.flatnonzero(np.abs(samples) > FAINT)[-1] + 1) / RATE
