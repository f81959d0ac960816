"""One command from nothing to a model: `python -m tests.vosk_model.making`, from the repository's root.

Every step leaves its result in the working folder and is left out if that is there already, so an interrupted run goes
on where it was.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import tempfile
from pathlib import Path
from typing import Final

from . import corpus
from .evaluation import evaluate
from .graph import Costs, build
from .lexicon import FREQUENT_WORDS, lexicon
from .synthesis import jobs, synthesise

MODEL: Final = Path(__file__).parents[1] / "model"
WORK: Final = Path(tempfile.gettempdir()) / "vosk_model"
STEPS: Final = ("speech", "features", "training", "export", "graph", "evaluation")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.vosk_model.making", description=__doc__)
    add = parser.add_argument
    add("steps", nargs="*", default=STEPS, help=f"only these of: {', '.join(STEPS)}")
    add("--model", type=Path, default=MODEL, help="folder of the model (%(default)s)")
    add("--work", type=Path, default=WORK, help="working folder, up to 1.2 GB (%(default)s)")
    add("--utterances", type=int, default=14_000, help="synthetic sentences to train on (%(default)s)")
    add("--copies", type=int, default=2, help="rooms that each of them is heard in (%(default)s)")
    add("--minutes", type=float, default=20.0, help="time to train for, on one core (%(default)s)")
    add("--processes", type=int, default=2, help="for the speech and its features (%(default)s)")
    add("--words", type=int, default=FREQUENT_WORDS, help="frequent words in the lexicon (%(default)s)")
    add("--unknown", type=float, default=Costs.unknown, help="cost of starting an unknown word (%(default)s)")
    add("--unknown-phone", type=float, default=Costs.unknown_phone, help="cost of each of its phones (%(default)s)")
    add("--verbose", action="store_true", help="print every sentence that was misheard")
    return parser.parse_args()


def _speech(folder: Path, options: argparse.Namespace) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    missing = [job for job in jobs(folder, options.utterances) if not corpus.is_written(job[0])]
    with multiprocessing.Pool(options.processes) as pool:
        pool.starmap(synthesise, missing, chunksize=1)


def _features(speech: Path, folder: Path, options: argparse.Namespace) -> None:
    from .training import prepare  # noqa: PLC0415 - only the training needs PyTorch

    folder.mkdir(parents=True, exist_ok=True)
    parts = [part.with_suffix("") for part in sorted(speech.glob("*.json"))]
    wanted = [
        (part, folder / f"{copy}-{part.name}", 7000 + 100 * copy + i)
        for copy in range(options.copies)
        for i, part in enumerate(parts)
    ]
    with multiprocessing.Pool(options.processes) as pool:
        pool.starmap(prepare, [job for job in wanted if not corpus.is_written(job[1])], chunksize=1)


def _training(folder: Path, checkpoint: Path, options: argparse.Namespace) -> None:
    from .training import Plan, train  # noqa: PLC0415 - only the training needs PyTorch

    if not checkpoint.is_file():
        parts = [part.with_suffix("") for part in sorted(folder.glob("*.json"))]
        train(parts, Plan(minutes=options.minutes), checkpoint)


def _export(checkpoint: Path, options: argparse.Namespace) -> None:
    from .export import export  # noqa: PLC0415 - only the training needs PyTorch

    export(checkpoint, options.model)


def _graph(options: argparse.Namespace) -> None:
    costs = Costs(unknown=options.unknown, unknown_phone=options.unknown_phone)
    build(options.model, lexicon(options.words), costs)


def main() -> None:
    """Make the model, or do the steps that are named."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = _arguments()
    speech, features, checkpoint = options.work / "speech", options.work / "features", options.work / "network.pt"
    if "speech" in options.steps:
        _speech(speech, options)
    if "features" in options.steps:
        _features(speech, features, options)
    if "training" in options.steps:
        _training(features, checkpoint, options)
    if "export" in options.steps:
        _export(checkpoint, options)
    if "graph" in options.steps:
        _graph(options)
    if "evaluation" in options.steps:
        evaluate(options.model, verbose=options.verbose)


if __name__ == "__main__":
    main()
