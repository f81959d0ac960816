"""From a checkpoint to `am/final.mdl` and `conf/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

from .features import MFCC_CONF, cepstral_transform
from .kaldi_format import Affine, write_model
from .network import LAYERS, SUBSAMPLING, VARIANCE_FLOOR, Network
from .phones import KALDI_SILENCE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MODEL_CONF: Final = f"""\
--min-active=200
--max-active=3000
--beam=12.0
--lattice-beam=2.0
--phone-determinize=false
--acoustic-scale=1.0
--frame-subsampling-factor={SUBSAMPLING}
--endpoint.silence-phones={KALDI_SILENCE}
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
"""libvosk's settings. A wider lattice beam makes lattices explode in the phone loop of `[unk]`."""


def _numbers(tensor: Any) -> NDArray[np.float64]:  # noqa: ANN401 - no types where PyTorch is not installed
    return np.asarray(tensor.detach().double().numpy())


def folded(network: Network) -> list[Affine]:
    """Return the layers with every normalisation, and the inverse cosine transform, in the next layer's weights."""
    to_energies = np.linalg.inv(cepstral_transform())
    mean, scale = _numbers(network.mean), _numbers(network.scale)
    # What to multiply a layer's input by, and what then to add to it.
    turn, shift = scale[:, None] * to_energies, -scale * mean
    layers: list[Affine] = []
    for layer, affine, norm in zip(LAYERS, network.affine, network.norm, strict=True):
        blocks = np.split(_numbers(affine.weight), len(layer.offsets), axis=1)
        bias = _numbers(affine.bias) + sum(block @ shift for block in blocks)
        weights = np.concatenate([block @ turn for block in blocks], 1)
        layers.append(Affine(layer.offsets, weights, bias, rectified=True))
        gain = _numbers(norm.weight) / np.sqrt(_numbers(norm.running_var) + VARIANCE_FLOOR)
        turn, shift = np.diag(gain), _numbers(norm.bias) - gain * _numbers(norm.running_mean)
    weights = _numbers(network.output.weight)
    layers.append(Affine((0,), weights @ turn, _numbers(network.output.bias) + weights @ shift, rectified=False))
    return layers


def export(checkpoint: Path, model: Path) -> None:
    """Write the network and the settings of a Vosk model into the folder `model`."""
    network = Network()
    network.load(torch.load(checkpoint, map_location="cpu", weights_only=True))
    (model / "am").mkdir(parents=True, exist_ok=True)
    (model / "conf").mkdir(exist_ok=True)
    write_model(model / "am" / "final.mdl", folded(network))
    (model / "conf" / "mfcc.conf").write_text(MFCC_CONF, "utf-8")
    (model / "conf" / "model.conf").write_text(MODEL_CONF, "utf-8")
