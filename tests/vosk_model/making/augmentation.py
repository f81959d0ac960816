"""Rooms, noises, microphones and other throats, so that synthetic voices teach more than themselves.

What needs the samples (speed, room, loudness) is done once before the training, `room_copy`; what can be done to mel
energies (noise, other vocal tracts, microphones, gaps) is drawn anew each time an utterance is used, `Distortion`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import soxr

from .features import BANDS, RATE, Features, log_mel

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PER_DECIBEL: Final = np.log(10.0) / 10.0
"""Log power units in a decibel."""
_AMPLITUDE: Final = 32767.0


def coloured_noise(samples: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return noise with a smooth random spectrum that mostly falls towards high frequencies; loudness 1 (rms)."""
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    place = np.linspace(0.0, 1.0, len(spectrum))
    bumps = np.interp(place, np.linspace(0.0, 1.0, 8) ** 1.7, rng.uniform(-14, 6, 8))
    decibels = bumps - rng.uniform(0, 35) * np.sqrt(place)
    noise = np.fft.irfft(spectrum * 10 ** (decibels / 20), samples)
    return np.asarray(noise / (np.sqrt(np.mean(noise**2)) + 1e-9))


def hum(samples: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a motor's or a ventilator's hum: harmonics, slowly swelling, over coloured noise; loudness 1 (rms)."""
    seconds = np.arange(samples) / RATE
    base = rng.uniform(45, 400)
    tones = [
        rng.uniform(0, 1) / harmonic**0.7 * np.sin(2 * np.pi * base * harmonic * seconds + rng.uniform(0, 6))
        for harmonic in range(1, 12)
    ]
    swell = 1 + 0.3 * np.sin(2 * np.pi * rng.uniform(0.1, 5) * seconds)
    noise = np.sum(tones, axis=0) * swell + 0.3 * coloured_noise(samples, rng)
    return np.asarray(noise / (np.sqrt(np.mean(noise**2)) + 1e-9))


def knocks(samples: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return steps, clicks and dropped things over a soft floor; loudness 1 (rms)."""
    noise = 0.05 * coloured_noise(samples, rng)
    for _ in range(int(samples / RATE * rng.uniform(1, 4))):
        length = int(rng.uniform(0.005, 0.15) * RATE)
        start = int(rng.integers(0, samples - length))
        noise[start : start + length] += coloured_noise(length, rng) * np.exp(-np.arange(length) / (0.25 * length))
    return np.asarray(noise / (np.sqrt(np.mean(noise**2)) + 1e-9))


def noise_features(seconds: int, rng: np.random.Generator) -> Features:
    """Return the log mel energies of pieces of four seconds of noise each, end to end."""
    length = 4 * RATE
    kinds = [coloured_noise, coloured_noise, coloured_noise, hum, knocks]
    pieces = [kinds[int(rng.integers(len(kinds)))](length, rng) for _ in range(seconds // 4)]
    return np.concatenate([log_mel((0.05 * _AMPLITUDE * piece).astype(np.float32), rng) for piece in pieces])


def room_response(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a made-up room's answer to a click at 16 kHz: a few echoes and a dull, decaying tail (0.08 to 0.7 s)."""
    decay = rng.uniform(0.08, 0.7)
    seconds = np.arange(int(decay * RATE)) / RATE
    tail = rng.standard_normal(len(seconds)) * np.exp(-6.9 * seconds / decay)
    tail[: int(rng.uniform(0.001, 0.012) * RATE)] = 0.0
    echoes = rng.integers(8, 480, int(rng.integers(2, 8)))
    tail[echoes] += rng.uniform(-3, 3, len(echoes))
    tail = np.convolve(tail, [1.0, rng.uniform(0.2, 0.95)], "same")
    tail *= 10 ** (rng.uniform(-12, 3) / 20) / np.sqrt(np.sum(tail**2) + 1e-9)
    tail[0] = 1.0
    return np.asarray(tail)


def _convolve(samples: NDArray[np.float64], response: NDArray[np.float64]) -> NDArray[np.float64]:
    size = 1 << (len(samples) + len(response)).bit_length()
    return np.asarray(np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[: len(samples)])


def room_copy(samples: NDArray[np.int16], rng: np.random.Generator) -> Features:
    """Return an utterance's log mel energies after a change of speed, in a room, at some loudness.

    The silence before and after it is digital silence half of the time, as in a test that pads a recording.
    """
    sound = samples / 32768.0
    if rng.random() < 0.5:
        sound = np.asarray(soxr.resample(sound, RATE, RATE * rng.uniform(0.86, 1.17), quality="LQ"))
    before, after = (np.zeros(int(rng.uniform(0.05, 0.7) * RATE)) for _ in range(2))
    sound = np.concatenate([before, sound, after])
    if rng.random() < 0.5:
        sound = _convolve(sound, room_response(rng))
    sound *= 10 ** (rng.uniform(-26, 0) / 20) / (np.abs(sound).max() + 1e-9)
    if rng.random() < 0.05:
        sound = np.clip(sound * rng.uniform(1.5, 4), -1, 1)
    if rng.random() < 0.5:
        sound = sound + coloured_noise(len(sound), rng) * 10 ** (rng.uniform(-85, -50) / 20)
    return log_mel((_AMPLITUDE * np.clip(sound, -1, 1)).round().astype(np.float32), rng)


def _bump(rng: np.random.Generator, decibels: float) -> Features:
    """Return a smooth curve over the bands in log power, shape (40,), of at most so many decibels either way."""
    points = rng.uniform(-decibels, decibels, 6) * _PER_DECIBEL
    return np.asarray(np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), points), np.float32)


@dataclass(frozen=True)
class Distortion:
    """Changes log mel energies in ways that leave the words understandable, otherwise each time."""

    noise: Features
    """Log mel energies of noises, shape (frames, 40), out of which pieces are added."""
    floor: Features
    """Log mel energies of digital silence with dither, shape (40,): nothing lies below."""

    @staticmethod
    def make(seed: int, seconds: int = 2400) -> Distortion:
        """Return a distortion with so many seconds of noise to draw from."""
        rng = np.random.default_rng(seed)
        floor = log_mel(np.zeros(3 * RATE, np.float32), rng).mean(0)
        return Distortion(noise_features(seconds, rng), floor)

    def silence(self, frames: int, rng: np.random.Generator) -> Features:
        """Return an utterance in which nobody speaks: noise at any loudness, or digital silence."""
        if rng.random() < 0.3:
            return log_mel(np.zeros(frames * 160 + 240, np.float32), rng)
        return self._above_floor(self._piece(frames, rng) + rng.uniform(-40, 10) * _PER_DECIBEL)

    def speech(self, features: Features, rng: np.random.Generator) -> Features:
        """Return a distorted copy of an utterance, or now and then the utterance as it is."""
        if rng.random() < 0.12:
            return features
        changed = features
        if rng.random() < 0.8:
            changed = changed @ _warp(rng.uniform(0.88, 1.13))
        if rng.random() < 0.6:
            changed = changed + _bump(rng, 8.0)
        if rng.random() < 0.7:
            noise = self._piece(len(changed), rng)
            ratio = rng.triangular(2, 16, 40) * _PER_DECIBEL
            changed = np.logaddexp(changed, noise + _mean_power(changed) - _mean_power(noise) - ratio)
        if rng.random() < 0.5:
            changed = changed + rng.uniform(-12, 6) * _PER_DECIBEL
        changed = self._above_floor(changed)
        return _with_gaps(changed, rng)

    def _above_floor(self, features: Features) -> Features:
        return np.asarray(np.logaddexp(features, self.floor), np.float32)

    def _piece(self, frames: int, rng: np.random.Generator) -> Features:
        start = int(rng.integers(0, len(self.noise) - frames))
        piece: Features = self.noise[start : start + frames]
        return piece


def _mean_power(features: Features) -> float:
    return float(np.log(np.exp(features).sum(1).mean()))


def _warp(factor: float) -> Features:
    """Return a matrix, shape (40, 40), that moves all formants up or down by a factor on the mel scale.

    A cheap stand-in for vocal tract length perturbation (Jaitly and Hinton, 2013).
    """
    place = np.clip(np.arange(BANDS) * factor, 0, BANDS - 1)
    lower = np.minimum(place.astype(int), BANDS - 2)
    matrix = np.zeros((BANDS, BANDS), np.float32)
    matrix[lower, np.arange(BANDS)] = 1 - (place - lower)
    matrix[lower + 1, np.arange(BANDS)] += place - lower
    return matrix


def _with_gaps(features: Features, rng: np.random.Generator) -> Features:
    """Blank out a few bands and moments (SpecAugment: Park et al., 2019)."""
    changed, mean = features.copy(), features.mean()
    for _ in range(int(rng.integers(0, 3))):
        width = int(rng.integers(1, 7))
        start = int(rng.integers(0, BANDS - width))
        changed[:, start : start + width] = mean
    if rng.random() < 0.4:
        width = int(rng.integers(2, 8))
        start = int(rng.integers(0, max(1, len(changed) - width)))
        changed[start : start + width] = mean
    return changed
