"""Puts a recording into a room: before and after it the room goes on, and there may be noise in it."""

import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from voiceskill.evaluating.noise import Noise
from voiceskill.evaluating.sound import Samples, Sound, loudness
from voiceskill.rooms.pcm import to_int16

LEAD_S: Final = 1.0
"""Seconds of the room before the recording: the microphone has always been open for a while."""
TAIL_S: Final = 1.5
"""Seconds of the room after it: the silence by which the end of an utterance is known."""
_FRAME_S: Final = 0.01
_PAUSES: Final = 0.25
"""Share of the recording's frames of 10 ms that show its room, if it does: somebody who records waits a little."""
_STEADY: Final = 2.0
"""How much louder than the quietest such frames may be, root mean square, and be the room: 6 dB."""
_FAINTEST: Final = 2e-4
"""Root mean square of the faintest room, of 1: -74 dB; a microphone is never without any sound."""
_BELOW_SPEECH: Final = 0.05
"""What the room is at most, of the loudest frame: -26 dB; there is no speech in a recording without a louder one."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """Noise at a distance from the speech."""

    noise: Noise
    """The noise."""
    snr: float
    """Root mean square of the speech over that of the noise, both over the whole recording, in dB."""


def chance_for(name: str, seed: int) -> np.random.Generator:
    """Return the same chance whenever a recording of this name is put into a room."""
    return np.random.default_rng((seed, zlib.crc32(name.encode())))


def in_a_room(sound: Sound, chance: np.random.Generator, backdrop: Backdrop | None = None) -> NDArray[np.int16]:
    """Return a recording with `LEAD_S` of its room before it and `TAIL_S` after it: int16, mono, its rate, shape (n,).

    The room is white noise as loud as the pauses of the recording, if it has any. Noise of a backdrop goes on from the
    first sample to the last. Where speech and noise together are too loud for 16 bits, both are made softer.

    Args:
        sound: The recording.
        chance: Makes the room, and says where in the noise it begins.
        backdrop: What is to be heard besides; None: nothing.
    """
    lead, tail = round(LEAD_S * sound.rate), round(TAIL_S * sound.rate)
    during = slice(lead, lead + sound.samples.size)
    room = np.float32(_room(sound))
    scene = np.zeros(lead + sound.samples.size + tail, np.float32)
    scene[:lead] = room * chance.standard_normal(lead, np.float32)
    scene[during.stop :] = room * chance.standard_normal(tail, np.float32)
    scene[during] = sound.samples
    if backdrop is not None:
        piece = backdrop.noise.piece(scene.size, sound.rate, chance)
        scene += _gain(sound.samples, piece[during], backdrop.snr) * piece
    return to_int16(scene / max(1.0, float(scene.max()), -float(scene.min())))


def _gain(speech: Samples, noise: Samples, snr: float) -> np.float32:
    """Return what the noise is multiplied by; where it happens to be silent beneath the speech, it stays as it is."""
    power = loudness(noise)
    return np.float32(loudness(speech) / power / 10 ** (snr / 20) if power else 1.0)


def _room(sound: Sound) -> float:
    """Return the root mean square of the recording's room, as far as the recording shows it."""
    size = round(sound.rate * _FRAME_S)
    frames = sound.samples[: sound.samples.size // size * size].reshape(-1, size)
    levels = np.sqrt(np.mean(np.square(frames, dtype=np.float64), axis=1))
    if not levels.size:
        return _FAINTEST
    quietest, room = np.quantile(levels, (0.02, _PAUSES))
    shown = room <= _STEADY * quietest  # a word that is cut out tightly has no quarter that is equally quiet
    return max(_FAINTEST, min(float(room), _BELOW_SPEECH * float(levels.max()))) if shown else _FAINTEST
