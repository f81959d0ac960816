"""A room to hear synthesised speech in: its echo, and the noise that is in it."""

from typing import Final

import numpy as np

from voiceskill.evaluating.sound import Samples, Sound, loudness

_SPEED: Final = 343.0
"""Metres that sound goes in a second."""
_FAINTEST_DB: Final = 60.0
"""By how much the echo has died away when its length is told, as acousticians define the reverberation time."""
_MAINS_HZ: Final = 50.0
_OVERTONES: Final = (1, 2, 3, 4, 6)
"""Of the mains, as refrigerators and fans have them."""
_HUM: Final = 0.5
"""Root mean square of the hum beside that of the hiss."""


def echoing(sound: Sound, chance: np.random.Generator) -> Sound:
    """Return a sound as it is heard across a furnished room, as long and as loud as before.

    The echo is noise that dies away exponentially after the direct sound: the model of Polack, "La transmission de
    l'énergie sonore dans les salles", thesis, Le Mans 1988. It lasts 0.2 to 0.5 s, and the speaker is 0.5 to 3 m away,
    where the echo is up to as loud as the direct sound.

    Args:
        sound: What is said near the microphone.
        chance: Says how large the room is, and how far away the speaker.
    """
    lasting, distance = chance.uniform(0.2, 0.5), chance.uniform(0.5, 3.0)
    length = round(lasting * sound.rate)
    seconds = np.arange(length) / sound.rate
    response = chance.standard_normal(length) * 10 ** (-_FAINTEST_DB / 20 * seconds / lasting)
    response[: round(distance / _SPEED * sound.rate)] = 0.0
    response *= distance / 3.0 / np.sqrt(np.sum(response**2))
    response[0] = 1.0
    size = sound.samples.size + length - 1
    spectrum = np.fft.rfft(sound.samples, size) * np.fft.rfft(response, size)
    heard = np.fft.irfft(spectrum, size)[: sound.samples.size].astype(np.float32)
    level = loudness(heard)
    return Sound(heard * np.float32(loudness(sound.samples) / level if level else 1.0), sound.rate)


def household_noise(seconds: float, rate: int, chance: np.random.Generator) -> Sound:
    """Return what a quiet household sounds like: pink noise, in which each octave is as loud, and the hum of the mains.

    Args:
        seconds: Its length.
        rate: Samples a second, in Hz.
        chance: Makes it.
    """
    size = round(seconds * rate)
    spectrum = np.fft.rfft(chance.standard_normal(size))
    spectrum[1:] /= np.sqrt(np.arange(1, spectrum.size))
    spectrum[0] = 0.0
    hiss = np.fft.irfft(spectrum, size)
    turns = np.arange(size) / rate * _MAINS_HZ
    hum = sum(np.sin(2 * np.pi * (overtone * turns + chance.random())) / overtone for overtone in _OVERTONES)
    noise = _even(hiss) + _HUM * _even(np.asarray(hum))
    return Sound((0.1 * _even(noise)).astype(np.float32), rate)


def _even(samples: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Samples:
    """Return samples with a root mean square of 1."""
    return np.asarray(samples / np.sqrt(np.mean(samples**2)), np.float32)
