"""The acoustic network: a time-delay neural network (Waibel et al., 1989; Peddinti et al., 2015) of 0.47 M weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from .features import BANDS
from .phones import PDFS

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Layer:
    """An affine layer over several frames, a rectifier and a batch normalisation."""

    width: int
    """Outputs."""
    offsets: tuple[int, ...]
    """Frames it looks at, in 10 ms from its own."""
    stride: int = 1
    """Keep one frame in so many for the layers above."""


LAYERS: Final = (
    Layer(128, (-1, 0, 1)),
    Layer(128, (-1, 0, 1)),
    Layer(160, (-1, 0, 1), stride=3),
    Layer(160, (-3, 0, 3)),
    Layer(160, (-3, 0, 3)),
    Layer(160, (-3, 0, 3)),
    Layer(160, (-6, 0, 3)),
    Layer(160, (0,)),
)
VARIANCE_FLOOR: Final = 1e-3
"""Added to the variances that the batch normalisation divides by."""
SUBSAMPLING: Final = 3
"""Feature frames to an output frame, which therefore lasts 30 ms."""
LEFT: Final = -sum(min(layer.offsets) for layer in LAYERS)
"""Frames of 10 ms that the first output needs before its own."""
RIGHT: Final = sum(max(layer.offsets) for layer in LAYERS)
"""Frames of 10 ms that the last output needs after its own."""


class Network:
    """Log mel energies in, one unnormalised log-likelihood for each of Kaldi's pdfs out, every 30 ms.

    It holds modules and is none itself, so that it can be checked where PyTorch is not installed.
    """

    def __init__(self) -> None:
        inputs = [BANDS, *(layer.width for layer in LAYERS)]
        self.affine = nn.ModuleList(
            [nn.Linear(size * len(layer.offsets), layer.width) for size, layer in zip(inputs[:-1], LAYERS, strict=True)]
        )
        self.norm = nn.ModuleList([nn.BatchNorm1d(layer.width, eps=VARIANCE_FLOOR) for layer in LAYERS])
        self.output = nn.Linear(inputs[-1], PDFS)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)
        self.mean = torch.zeros(BANDS)
        self.scale = torch.ones(BANDS)
        self.dropout = 0.0
        """Greatest relative change of an activation, the same all through an utterance, while training."""
        self._modules = nn.ModuleList([self.affine, self.norm, self.output])

    def parameters(self) -> Iterator[Tensor]:
        """Return what the training adjusts."""
        parameters: Iterator[Tensor] = self._modules.parameters()
        return parameters

    def train(self, *, mode: bool) -> None:
        """Switch batch statistics and dropout on, or off."""
        self._modules.train(mode)

    def state(self) -> dict[str, Tensor]:
        """Return all that a checkpoint needs."""
        return {**self._modules.state_dict(), "mean": self.mean, "scale": self.scale}

    def load(self, state: dict[str, Any]) -> None:
        """Take over what `state` returned."""
        modules = {name: tensor for name, tensor in state.items() if name not in {"mean", "scale"}}
        self._modules.load_state_dict(modules)
        self.mean, self.scale = state["mean"], state["scale"]

    def __call__(self, features: Tensor) -> Tensor:
        """Return log-likelihoods, shape (utterances, frames of 30 ms, pdfs).

        Args:
            features: Log mel energies, shape (utterances, LEFT + frames of 10 ms + RIGHT, 40). The first output belongs
                to the frame at LEFT.
        """
        hidden = (features - self.mean) * self.scale
        step = 1
        for layer, affine, norm in zip(LAYERS, self.affine, self.norm, strict=True):
            offsets = [offset // step for offset in layer.offsets]
            frames = hidden.shape[1] - (max(offsets) - min(offsets))
            starts = [offset - min(offsets) for offset in offsets]
            spliced = torch.cat([hidden[:, start : start + frames : layer.stride] for start in starts], 2)
            active = functional.relu(affine(spliced)).float()
            hidden = norm(active.flatten(0, 1)).view(active.shape)
            if norm.training and self.dropout:
                change = torch.rand(len(hidden), 1, hidden.shape[2]) * 2 - 1
                hidden = hidden * (1 + self.dropout * change)
            step *= layer.stride
        outputs: Tensor = self.output(hidden).float()
        return outputs
