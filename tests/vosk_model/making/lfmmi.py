"""Lattice-free maximum mutual information, flat start.

Source: Povey et al., "Purely sequence-trained neural networks for ASR based on lattice-free MMI" (2016), and Hadian et
al., "End-to-end speech recognition using lattice-free MMI" (2018). The model of a phone is Kaldi's chain topology: one
first frame, then any number of later ones. The gain of an utterance is the log-likelihood of its own phones
(`numerator`) less that of anything at all under a bigram of phones (`denominator`). Both are forward recursions that
PyTorch differentiates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .phones import MONOPHONES, OPTIONAL_SILENCE, SILENCE, first_pdf, later_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_NEVER: Final = -1e5
"""Log-likelihood of what cannot be; finite, as infinities turn to NaN in gradients."""
_FLOOR: Final = -30.0
"""Least log-likelihood relative to the frame's best in the denominator, which works with probabilities."""
_FIRST: Final = [first_pdf(phone) for phone in range(len(MONOPHONES))]
_LATER: Final = [later_pdf(phone) for phone in range(len(MONOPHONES))]
_SPOKEN_SILENCES: Final = 0.4
"""Share of the optional silences between words that are taken to be heard, for the bigram."""


def phone_bigram(transcripts: Iterable[Sequence[int]], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the probability of each monophone after each; shape (41, 40), and the last row is the start."""
    start = len(MONOPHONES)
    counts = np.full((start + 1, start), 0.5)
    for transcript in transcripts:
        before = start
        for entry in transcript:
            if entry == OPTIONAL_SILENCE and before not in (start, SILENCE) and rng.random() > _SPOKEN_SILENCES:
                continue
            phone = SILENCE if entry == OPTIONAL_SILENCE else entry
            counts[before, phone] += 1
            before = phone
    return np.asarray(counts / counts.sum(1, keepdims=True), np.float32)


def denominator(outputs: Tensor, lengths: Tensor, bigram: Tensor) -> Tensor:
    """Return the log-likelihood of each utterance under the bigram of phones, shape (utterances,).

    Args:
        outputs: The network's, shape (utterances, frames, pdfs).
        lengths: Frames of each utterance, shape (utterances,).
        bigram: From `phone_bigram`.
    """
    frames = outputs.shape[1]
    best = outputs.amax(2, keepdim=True).detach()
    likelihood = (outputs - best).clamp(min=_FLOOR).exp()
    first, later = likelihood[:, :, _FIRST], likelihood[:, :, _LATER]
    start, following = bigram[-1], bigram[:-1]
    reached = start * first[:, 0]
    totals = [reached.sum(1)]
    reached = reached / totals[0][:, None]
    for frame in range(1, frames):
        reached = (reached @ following) * first[:, frame] + reached * later[:, frame]
        totals.append(reached.sum(1))
        reached = reached / totals[-1][:, None]
    heard = torch.arange(frames)[None] < lengths[:, None]
    return ((torch.stack(totals, 1).log() + best[:, :, 0]) * heard).sum(1)


def numerator(outputs: Tensor, lengths: Tensor, transcripts: Sequence[Sequence[int]]) -> Tensor:
    """Return the log-likelihood of each utterance's own phones, shape (utterances,).

    Args:
        outputs: The network's, shape (utterances, frames, pdfs).
        lengths: Frames of each utterance, shape (utterances,).
        transcripts: Monophone numbers, with -1 for a silence that may be left out.
    """
    utterances, frames, _ = outputs.shape
    counts = torch.tensor([len(transcript) for transcript in transcripts])
    longest = int(counts.max())
    phones = torch.zeros(utterances, longest, dtype=torch.long)
    optional = torch.zeros(utterances, longest, dtype=torch.bool)
    for row, transcript in enumerate(transcripts):
        phones[row, : len(transcript)] = torch.tensor([max(entry, SILENCE) for entry in transcript])
        optional[row, : len(transcript)] = torch.tensor([entry == OPTIONAL_SILENCE for entry in transcript])

    shape = (utterances, frames, longest)
    first = outputs.gather(2, torch.tensor(_FIRST)[phones][:, None].expand(shape)).unbind(1)
    later = outputs.gather(2, torch.tensor(_LATER)[phones][:, None].expand(shape)).unbind(1)
    # An entry may follow the last but one where the one between is optional.
    over = torch.where(functional.pad(optional, (1, 0))[:, :longest], 0.0, _NEVER)
    reached = torch.full((utterances, longest), _NEVER)
    reached[:, 0] = 0.0
    reached[:, 1:2] = torch.where(optional[:, :1], 0.0, _NEVER)[:, : longest - 1]
    reached = reached + first[0]
    history = [reached]
    for frame in range(1, frames):
        one_before = functional.pad(reached, (1, 0), value=_NEVER)[:, :longest]
        two_before = functional.pad(reached, (2, 0), value=_NEVER)[:, :longest] + over
        entering = torch.logaddexp(one_before, two_before) + first[frame]
        reached = torch.logaddexp(entering, reached + later[frame])
        history.append(reached)

    rows = torch.arange(utterances)
    final = torch.stack(history, 1)[rows, lengths - 1]
    at_end = final[rows, counts - 1]
    skippable = optional[rows, counts - 1] & (counts > 1)
    before_end = torch.where(skippable, final[rows, (counts - 2).clamp(min=0)], _NEVER)
    return torch.logaddexp(at_end, before_end)


def is_possible(likelihoods: Tensor) -> Tensor:
    """Return which of the numerator's results stand for utterances long enough for their phones."""
    return likelihoods > 0.1 * _NEVER
