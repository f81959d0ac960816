"""Kaldi's binary model file: a transition model and an nnet3 network, as `am/final.mdl` holds them.

The layout is that of Kaldi's TransitionModel::Write, HmmTopology::Write and Nnet::Write.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from .phones import pdfs_of_kaldi_phones

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

STAYING: Final = 0.5
"""Probability of a phone's self loop; the same everywhere, so it decides nothing."""


@dataclass(frozen=True)
class Affine:
    """One layer as Kaldi sees it, every normalisation folded in."""

    offsets: tuple[int, ...]
    """Frames it looks at, in 10 ms from its own."""
    weights: NDArray[np.float64]
    """Shape (outputs, offsets * inputs); the columns of one offset lie together."""
    bias: NDArray[np.float64]
    """Shape (outputs,)."""
    rectified: bool
    """Whether negative outputs become zero."""


class KaldiWriter:
    """Bytes in Kaldi's binary notation: tokens end in a space, numbers carry their size in front."""

    def __init__(self) -> None:
        self.data = bytearray(b"\0B")

    def tokens(self, *names: str) -> None:
        """Add names such as `<Nnet3>`."""
        self.data += "".join(f"{name} " for name in names).encode()

    def integers(self, *values: int) -> None:
        """Add 32-bit integers."""
        for value in values:
            self.data += b"\x04" + struct.pack("<i", value)

    def float32(self, value: float) -> None:
        """Add a 32-bit float."""
        self.data += b"\x04" + struct.pack("<f", value)

    def float64(self, value: float) -> None:
        """Add a 64-bit float."""
        self.data += b"\x08" + struct.pack("<d", value)

    def integer_vector(self, values: Iterable[int]) -> None:
        """Add a vector of 32-bit integers, which has only one size byte."""
        array = np.fromiter(values, "<i4")
        self.data += b"\x04" + struct.pack("<i", len(array)) + array.tobytes()

    def vector(self, values: ArrayLike) -> None:
        """Add a vector of 32-bit floats."""
        array = np.asarray(values, "<f4")
        self.tokens("FV")
        self.integers(len(array))
        self.data += array.tobytes()

    def matrix(self, values: ArrayLike) -> None:
        """Add a matrix of 32-bit floats, row by row."""
        array = np.ascontiguousarray(values, "<f4")
        self.tokens("FM")
        self.integers(*array.shape)
        self.data += array.tobytes()


def write_model(path: Path, layers: Sequence[Affine]) -> None:
    """Write `am/final.mdl`."""
    writer = KaldiWriter()
    _transition_model(writer)
    _network(writer, layers)
    path.write_bytes(writer.data)


def _transition_model(writer: KaldiWriter) -> None:
    pdfs = pdfs_of_kaldi_phones()
    phones = len(pdfs)
    writer.tokens("<TransitionModel>", "<Topology>")
    writer.integer_vector(range(1, phones + 1))
    writer.integer_vector([-1] + [0] * phones)  # the topology of each phone, from phone 0
    writer.integers(-1)  # first and later frames have pdfs of their own
    writer.integers(1, 2)  # one topology, of two states
    writer.integers(0, 1, 2)  # state 0: classes of its pdfs, number of transitions
    writer.integers(0)
    writer.float32(STAYING)
    writer.integers(1)
    writer.float32(1 - STAYING)
    writer.integers(-1, -1, 0)  # state 1: the end, nothing is heard in it
    writer.tokens("</Topology>", "<Tuples>")
    writer.integers(phones)
    for phone, (first, later) in enumerate(pdfs, start=1):
        writer.integers(phone, 0, first, later)
    writer.tokens("</Tuples>", "<LogProbs>")
    logs = np.zeros(2 * phones + 1)  # transition ids count from 1
    logs[1::2], logs[2::2] = np.log(STAYING), np.log(1 - STAYING)
    writer.vector(logs)
    writer.tokens("</LogProbs>", "</TransitionModel>")


def _network(writer: KaldiWriter, layers: Sequence[Affine]) -> None:
    inputs = layers[0].weights.shape[1] // len(layers[0].offsets)
    lines, names, below = [f"input-node name=input dim={inputs}"], [], "input"
    for number, layer in enumerate(layers):
        frames = [below if offset == 0 else f"Offset({below}, {offset})" for offset in layer.offsets]
        spliced = f"Append({', '.join(frames)})" if len(frames) > 1 else frames[0]
        for kind in ["affine", "relu"] if layer.rectified else ["affine"]:
            name = f"layer{number}.{kind}"
            lines.append(f"component-node name={name} component={name} input={spliced}")
            names.append((name, layer))
            below = spliced = name
    lines.append(f"output-node name=output input={below} objective=linear")
    writer.tokens("<Nnet3>")
    writer.data += ("\n" + "\n".join(lines) + "\n\n").encode()  # an empty line ends the description
    writer.tokens("<NumComponents>")
    writer.integers(len(names))
    for name, layer in names:
        writer.tokens("<ComponentName>", name)
        if name.endswith("affine"):
            writer.tokens("<FixedAffineComponent>", "<LinearParams>")
            writer.matrix(layer.weights)
            writer.tokens("<BiasParams>")
            writer.vector(layer.bias)
            writer.tokens("</FixedAffineComponent>")
        else:
            _rectifier(writer, len(layer.bias))
    writer.tokens("</Nnet3>", "<LeftContext>")
    writer.integers(0)  # Kaldi works both contexts out on loading
    writer.tokens("<RightContext>")
    writer.integers(0)
    writer.tokens("<Priors>")
    writer.vector([])  # LF-MMI's outputs are used as they are


def _rectifier(writer: KaldiWriter, size: int) -> None:
    """Write a rectifier, whose statistics only Kaldi's own training would use."""
    writer.tokens("<RectifiedLinearComponent>", "<Dim>")
    writer.integers(size)
    for name in ("<ValueAvg>", "<DerivAvg>"):
        writer.tokens(name)
        writer.vector([])
    writer.tokens("<Count>")
    writer.float64(0)
    writer.tokens("<OderivRms>")
    writer.vector([])
    for name in ("<OderivCount>", "<NumDimsSelfRepaired>", "<NumDimsProcessed>"):
        writer.tokens(name)
        writer.float64(0)
    writer.tokens("</RectifiedLinearComponent>")
