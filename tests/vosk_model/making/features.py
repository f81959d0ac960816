"""Kaldi's mel spectrum and cepstra, in NumPy.

The network is trained on 40 log mel energies, and libvosk computes 40 cepstra from them; with as many cepstra as
energies the cosine transform can be undone, so the export folds its inverse into the first layer. The definitions are
those of Kaldi's `compute-mfcc-feats` (feature-window.cc, mel-computations.cc, feature-mfcc.cc), with the settings of
`MFCC_CONF`.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 16_000
"""Samples a second."""
WINDOW: Final = 400
"""Samples in a frame: 25 ms."""
HOP: Final = 160
"""Samples from one frame to the next: 10 ms."""
FFT: Final = 512
"""Points of the Fourier transform."""
BANDS: Final = 40
"""Mel bands, and cepstra."""
LOWEST: Final = 20.0
"""Hz, lower edge of the lowest band."""
HIGHEST: Final = RATE / 2 - 400.0
"""Hz, upper edge of the highest band."""
_PREEMPHASIS: Final = 0.97
_LIFTER: Final = 22.0
_SMALLEST: Final = float(np.finfo(np.float32).eps)

MFCC_CONF: Final = """\
--sample-frequency=16000
--use-energy=false
--num-mel-bins=40
--num-ceps=40
--low-freq=20
--high-freq=-400
--dither=1.0
"""
"""The same for libvosk. Dither lifts digital silence to where training has shown it to the network."""

Features = NDArray[np.float32]
"""Log mel energies, shape (frames, 40), 100 frames a second."""


def _mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log1p(hertz / 700.0))


@cache
def mel_bank() -> NDArray[np.float32]:
    """Return the weights of the triangular bands over the power spectrum, shape (257, 40)."""
    edges = np.linspace(_mel(np.array(LOWEST)), _mel(np.array(HIGHEST)), BANDS + 2)
    bins = _mel(np.arange(FFT // 2) * RATE / FFT)[:, None]
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    triangles = np.minimum((bins - left) / (centre - left), (right - bins) / (right - centre))
    bank = np.zeros((FFT // 2 + 1, BANDS), np.float32)
    bank[:-1] = np.maximum(0.0, triangles)
    return bank


@cache
def _povey_window() -> NDArray[np.float32]:
    return np.asarray(np.hanning(WINDOW) ** 0.85, np.float32)


def log_mel(samples: NDArray[np.float32], rng: np.random.Generator, dither: float = 1.0) -> Features:
    """Return the log mel energies of 16 kHz samples, which are on the scale of 16-bit integers."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP].astype(np.float32)
    frames += dither * rng.standard_normal(frames.shape, np.float32)
    frames -= frames.mean(1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], 1)
    spectrum = np.fft.rfft((frames - _PREEMPHASIS * before) * _povey_window(), FFT)
    power = np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)
    return np.asarray(np.log(np.maximum(power @ mel_bank(), _SMALLEST)), np.float32)


def cepstral_transform() -> NDArray[np.float64]:
    """Return C, shape (40, 40), such that Kaldi's liftered cepstra are C @ log mel energies."""
    order, band = np.arange(BANDS)[:, None], np.arange(BANDS)[None, :]
    cosines = np.sqrt(2.0 / BANDS) * np.cos(np.pi / BANDS * (band + 0.5) * order)
    cosines[0] = np.sqrt(1.0 / BANDS)
    lifter = 1.0 + 0.5 * _LIFTER * np.sin(np.pi * np.arange(BANDS) / _LIFTER)
    return np.asarray(lifter[:, None] * cosines)
