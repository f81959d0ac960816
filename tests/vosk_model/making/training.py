"""Teaching the network, on one core for as many minutes as are given."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch import Tensor

from . import corpus
from .augmentation import Distortion, room_copy
from .features import BANDS
from .lfmmi import denominator, is_possible, numerator, phone_bigram
from .network import LEFT, RIGHT, SUBSAMPLING, Network
from .phones import OPTIONAL_SILENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from .corpus import Corpus, Entry

LOG: Final = logging.getLogger(__name__)
_NOBODY: Final = (OPTIONAL_SILENCE,)
"""The transcript of an utterance without speech."""


@dataclass(frozen=True)
class Plan:
    """How the training goes."""

    minutes: float
    """Wall-clock time for it."""
    rate: float = 2.5e-3
    """Greatest learning rate, of AdamW."""
    held: float = 0.25
    """Share of the time at that rate; then it falls along a cosine."""
    batch: int = 10_000
    """Feature frames of 10 ms in a batch, with the padding."""
    silences: float = 0.03
    """Share of utterances replaced by ones in which nobody speaks."""
    dropout: float = 0.15
    """Dropout in the middle of the training, see `Network.dropout`."""
    largest_gradient: float = 2.0
    """Norm to which gradients are cut."""
    seed: int = 1


def prepare(speech: Path, features: Path, seed: int) -> None:
    """Write the features of a corpus of samples, every utterance in another room."""
    rng = np.random.default_rng(seed)
    spoken = corpus.read(speech)
    corpus.write(
        features, ((room_copy(spoken.rows_of(entry), rng).astype(np.float16), entry) for entry in spoken.entries)
    )
    LOG.info("%s: features", features.name)


def _fits(entry: Entry) -> bool:
    """Return whether an utterance is short enough for a batch, and long enough for its phones at 30 ms each."""
    phones = sum(phone != OPTIONAL_SILENCE for phone in entry.phones)
    return 40 < entry.length < 1000 and 1.05 * SUBSAMPLING * phones < entry.length - SUBSAMPLING


@dataclass(frozen=True)
class _Batch:
    features: Tensor
    """Log mel energies, shape (utterances, LEFT + frames + RIGHT, 40)."""
    lengths: Tensor
    """Output frames of 30 ms of each utterance."""
    transcripts: list[Sequence[int]]
    """Monophones, -1 for an optional silence."""


class Batches:
    """Distorted utterances of similar lengths, batch after batch."""

    def __init__(self, corpora: list[Corpus], distortion: Distortion, plan: Plan) -> None:
        self._items = [(part, entry) for part in corpora for entry in part.entries if _fits(entry)]
        self._distortion = distortion
        self._plan = plan
        self._rng = np.random.default_rng(plan.seed)

    def transcripts(self) -> list[Sequence[int]]:
        """Return the phones of every utterance."""
        return [entry.phones for _, entry in self._items]

    def sample(self, utterances: int) -> NDArray[np.float32]:
        """Return log mel energies of some utterances, end to end, to take their mean and spread from."""
        chosen = self._rng.choice(len(self._items), utterances)
        return np.concatenate([self._features(*self._items[int(i)])[0] for i in chosen])

    def once(self) -> Iterator[_Batch]:
        """Yield all utterances once, in another order each time."""
        order = [self._items[int(i)] for i in self._rng.permutation(len(self._items))]
        groups: list[list[tuple[Corpus, Entry]]] = []
        for start in range(0, len(order), 1024):
            group: list[tuple[Corpus, Entry]] = []
            for item in sorted(order[start : start + 1024], key=lambda item: item[1].length):
                if group and item[1].length * (len(group) + 1) > self._plan.batch:
                    groups.append(group)
                    group = []
                group.append(item)
            groups.append(group)
        for i in self._rng.permutation(len(groups)):
            yield self._batch(groups[int(i)])

    def _features(self, part: Corpus, entry: Entry) -> tuple[NDArray[np.float32], Sequence[int]]:
        if self._rng.random() < self._plan.silences:
            return self._distortion.silence(entry.length, self._rng), _NOBODY
        features = part.rows_of(entry).astype(np.float32)
        # Which of three frames an output falls on must not matter.
        return self._distortion.speech(features, self._rng)[int(self._rng.integers(SUBSAMPLING)) :], entry.phones

    def _batch(self, items: list[tuple[Corpus, Entry]]) -> _Batch:
        made = [self._features(part, entry) for part, entry in items]
        padded = np.zeros((len(made), LEFT + max(len(rows) for rows, _ in made) + RIGHT, BANDS), np.float32)
        for row, (features, _) in zip(padded, made, strict=True):
            # libvosk repeats the first and the last frame at the edges in the same way.
            row[:LEFT] = features[0]
            row[LEFT : LEFT + len(features)] = features
            row[LEFT + len(features) :] = features[-1]
        lengths = torch.tensor([-(-len(features) // SUBSAMPLING) for features, _ in made])
        return _Batch(torch.from_numpy(padded), lengths, [phones for _, phones in made])


class _Average:
    """A moving average of the weights, which does better than the last ones."""

    def __init__(self, network: Network) -> None:
        self.state = {name: tensor.clone() for name, tensor in network.state().items()}

    def add(self, network: Network, keep: float) -> None:
        for name, tensor in network.state().items():
            if tensor.is_floating_point():
                self.state[name].mul_(keep).add_(tensor.detach(), alpha=1 - keep)
            else:
                self.state[name].copy_(tensor)


def _rate(plan: Plan, progress: float, step: int) -> float:
    """Return the learning rate: it rises over 150 steps, holds, and falls along a cosine."""
    falling = max(0.0, (progress - plan.held) / (1 - plan.held))
    return plan.rate * min(1.0, (step + 1) / 150) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * falling)))


def train(features: list[Path], plan: Plan, checkpoint: Path) -> None:
    """Train a network on prepared features and save the moving average of its weights."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    batches = Batches([corpus.read(path) for path in features], Distortion.make(plan.seed), plan)
    network = Network()
    sample = torch.from_numpy(batches.sample(1000))
    network.mean, network.scale = sample.mean(0), 1 / sample.std(0)
    bigram = torch.from_numpy(phone_bigram(batches.transcripts(), np.random.default_rng(plan.seed)))
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=1e-3, betas=(0.9, 0.98))
    average = _Average(network)
    LOG.info("%d weights, %d utterances", sum(p.numel() for p in network.parameters()), len(batches.transcripts()))
    begun = time.monotonic()
    step, losses, frames = 0, [0.0], 0
    while True:
        for batch in batches.once():
            progress = (time.monotonic() - begun) / (60 * plan.minutes)
            if progress >= 1:
                torch.save(average.state, checkpoint)
                LOG.info("%d steps, %.1f hours of speech", step, frames * 0.01 * SUBSAMPLING / 3600)
                return
            for group in optimiser.param_groups:
                group["lr"] = _rate(plan, progress, step)
            network.dropout = plan.dropout * min(1.0, max(0.0, 4 * (progress - 0.1))) * (progress < 0.85)
            loss = _loss(network, batch, bigram)
            optimiser.zero_grad()
            loss.backward()
            norm = float(torch.nn.utils.clip_grad_norm_(network.parameters(), plan.largest_gradient))
            step += 1
            if not math.isfinite(norm):
                LOG.warning("step %d: gradient not finite, batch left out", step)
                continue
            optimiser.step()
            average.add(network, 0.995 if progress > 0.5 else 0.98)
            losses.append(float(loss.detach()))
            frames += int(batch.lengths.sum())
            if step % 100 == 0:
                LOG.info("step %d, %3.0f %%: loss %.3f a frame", step, 100 * progress, np.mean(losses[-100:]))


def _loss(network: Network, batch: _Batch, bigram: Tensor) -> Any:  # noqa: ANN401 - no types where PyTorch is not installed
    """Return the criterion, to be made small: denominator less numerator, a frame."""
    network.train(mode=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs = network(batch.features)
    lengths = batch.lengths.clamp(max=outputs.shape[1])
    own = numerator(outputs, lengths, batch.transcripts)
    worse = (denominator(outputs, lengths, bigram) - own) * is_possible(own)
    # Outputs near zero keep the decoder's beam meaningful.
    return worse.sum() / lengths.sum() + 5e-4 * outputs.square().mean()
