"""Makes the chimes in this folder: soft bells, each sound begun on its first sample.

Run it as ``python audio/make_chimes.py [FOLDER]``; it writes 16-bit mono WAV files at 48 kHz.
"""

import sys
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
"""Samples a second, in Hz."""
PEAK = 0.35
"""Of full scale: clear beside the voice, and no fright to somebody who lies with closed eyes."""

C5, E5, G5, C6 = 523.25, 659.26, 783.99, 1046.50
CHIMES = {
    "begin": ((0.0, G5), (0.14, C6)),
    "half": ((0.0, E5),),
    "release": ((0.0, G5), (0.14, C5)),
    "done": ((0.0, C5), (0.16, E5), (0.32, G5), (0.48, C6)),
    "called": ((0.0, C6), (0.1, C6)),
}
"""Notes as (onset in seconds, frequency in Hz): up to begin, one at half-time, down to let go,
all of them for the end, twice the highest to listen."""
PARTIALS = ((1.0, 1.0, 0.30), (2.0, 0.28, 0.18), (3.01, 0.10, 0.09), (4.17, 0.05, 0.05))
"""(Multiple of the frequency, loudness, seconds in which it decays to 1/e): high ones are faint and gone soon."""
RING_S = 0.9
"""Length of a note, in seconds."""
ATTACK_S = 0.006
"""Time in which a note swells, in seconds: without it a note begins with a click."""


def note(frequency: float) -> NDArray[np.float64]:
    """Return one stroke of a bell, shape (n,), of loudness 1 before its partials are summed."""
    # Counted from 1: the very first sample is already part of the sound.
    time = np.arange(1, round(RING_S * RATE) + 1) / RATE
    sound = np.zeros_like(time)
    for multiple, loudness, decay in PARTIALS:
        sound += loudness * np.exp(-time / decay) * np.sin(2 * np.pi * frequency * multiple * time)
    swell = np.minimum(1.0, time / ATTACK_S)
    fall = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, (RING_S - time) / 0.2))
    return np.asarray(sound * swell * fall)


def chime(notes: tuple[tuple[float, float], ...]) -> NDArray[np.int16]:
    """Return notes played one into the other, int16, shape (n,)."""
    strokes = [(round(onset * RATE), note(frequency)) for onset, frequency in notes]
    sound = np.zeros(max(start + stroke.size for start, stroke in strokes))
    for start, stroke in strokes:
        sound[start : start + stroke.size] += stroke
    scaled: NDArray[np.float64] = np.round(sound / np.abs(sound).max() * PEAK * 32767)
    return scaled.astype(np.int16)


def main(folder: Path) -> None:
    """Write all chimes into a folder."""
    for name, notes in CHIMES.items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(chime(notes).astype("<i2").tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
