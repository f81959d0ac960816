"""How sure a recogniser has to be on this machine before it is believed, by the sensitivity that the user has set."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

SENSITIVITIES: Final = range(1, 10)
"""What can be set: 1 asks for most before it believes what it heard, 9 for least."""
USUAL: Final = 5
"""The one that is set where the user has not said otherwise."""

_MOST_NEAR_MISSES: Final = (0.0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.07, 0.11, 0.16)
"""Share of the near-misses that may be obeyed, 0 to 1, by sensitivity."""
_LEAST_COMMANDS: Final = (0.3, 0.4, 0.5, 0.6, 0.68, 0.76, 0.84, 0.9, 0.96)
"""Share of the commands that must be obeyed whatever that lets through, of those that the recogniser has recognised, by
sensitivity. They were said in a room with echo and noise; of what is said nearby more pass."""
_ENOUGH_COMMANDS: Final = (0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 1.0)
"""Share of them at which it is left, though more could be obeyed without letting near-misses through: there are other
sounds in a home than these."""
_BUILT_IN_STEP: Final = 0.1
"""By how much each step of sensitivity moves an operating point that was not measured, in the recogniser's unit."""
_HAIR: Final = 1e-3
"""By how much a threshold lies above what it is to reject and below what it is to let pass."""
_OWN_PASSING: Final = 0.95
"""Share of the user's own phrases that is to be obeyed at the usual sensitivity."""
_FURTHEST: Final = 8
"""Sensitivity beyond which the user's own voice moves nothing: the room's other sounds stay what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The operating points of one recogniser with one model."""

    recognizer: str
    """The recogniser's description."""
    version: str
    """The program's version that measured, since another may score differently."""
    operating_points: tuple[float, ...]
    """By sensitivity, the lowest first: score in the recogniser's own unit from which a sentence is believed; falls."""
    commands_obeyed: tuple[float, ...] = ()
    """Share of the commands that were obeyed at each, 0 to 1; empty where nothing was measured."""
    near_misses_obeyed: tuple[float, ...] = ()
    """Share of the near-misses that were obeyed at each, 0 to 1; empty where nothing was measured."""
    lowered: float = 0.0
    """By how much the user's own voice has lowered all of them, 0 or more, in the same unit."""

    @property
    def measured(self) -> bool:
        """Whether it was measured, and does not come with the program."""
        return bool(self.commands_obeyed)

    def operating_point(self, sensitivity: int = USUAL) -> float:
        """Return the score from which a sentence is believed, in the recogniser's own unit.

        Args:
            sensitivity: One of `SENSITIVITIES`.
        """
        return self.operating_points[sensitivity - SENSITIVITIES.start] - self.lowered


def built_in(recognizer: str, version: str, operating_point: float) -> Calibration:
    """Return what holds where nothing was measured: even steps around the recogniser's own operating point."""
    return Calibration(
        recognizer=recognizer,
        version=version,
        operating_points=tuple(operating_point - _BUILT_IN_STEP * (step - USUAL) for step in SENSITIVITIES),
    )


def calibrated(recognizer: str, version: str, commands: Sequence[float], near_misses: Sequence[float]) -> Calibration:
    """Choose operating points by what was measured.

    At each sensitivity it is the lowest score at which no more than a set share of the near-misses is obeyed, at the
    usual one 2 %: the criterion of Neyman and Pearson, "On the problem of the most efficient tests of statistical
    hypotheses", Philosophical Transactions A 231 (1933). But of the commands that the recogniser has recognised a least
    share is obeyed in any case, at the usual one 68 %, for who is not heard has no use for a coach that never errs; and
    it goes no lower than obeying nearly all of them takes, at the usual one 95 %.

    Args:
        recognizer: The recogniser's description.
        version: The program's.
        commands: Score of each command that was said, in the recogniser's unit; minus infinity: not recognised as what
            it was, so that no operating point would help.
        near_misses: Score of each thing that was said and is no command; minus infinity: not taken for any.

    Raises:
        ValueError: Nothing was recognised, or there are no near-misses.
    """
    recognised = sorted(score for score in commands if score > -math.inf)
    if not recognised or not near_misses:
        raise ValueError("there is nothing to choose an operating point by")
    points = tuple(
        min(max(_rejecting(near_misses, at_most), _passing(recognised, enough)), _passing(recognised, least))
        for at_most, enough, least in zip(_MOST_NEAR_MISSES, _ENOUGH_COMMANDS, _LEAST_COMMANDS, strict=True)
    )
    return Calibration(
        recognizer=recognizer,
        version=version,
        operating_points=points,
        commands_obeyed=tuple(_share(commands, point) for point in points),
        near_misses_obeyed=tuple(_share(near_misses, point) for point in points),
    )


def refine(calibration: Calibration, own_scores: Sequence[float]) -> Calibration:
    """Lower all operating points as far as the user's own voice needs it, within bounds; what did so before is undone.

    At the usual sensitivity 95 % of his phrases pass then, or as many as pass at sensitivity 8 without this.

    Args:
        calibration: What was measured before.
        own_scores: Score of each phrase of his that was recognised as what it was, in the recogniser's unit, whether
            or not it was believed. Without any, nothing is lowered.
    """
    before = replace(calibration, lowered=0.0)
    if not own_scores:
        return before
    needed = before.operating_point() - _passing(sorted(own_scores), _OWN_PASSING)
    bound = before.operating_point() - before.operating_point(_FURTHEST)
    return replace(before, lowered=float(np.clip(needed, 0.0, bound)))


def renewed(before: Calibration, measured: Calibration) -> Calibration:
    """Return what was measured anew, less what the user's own voice was found to need before."""
    return refine(measured, (before.operating_point() + _HAIR,)) if before.lowered else measured


def _rejecting(scores: Sequence[float], at_most: float) -> float:
    """Return the lowest threshold that at most a share of the scores reaches."""
    falling = sorted(scores, reverse=True)
    return falling[int(at_most * len(falling))] + _HAIR


def _passing(rising: Sequence[float], at_least: float) -> float:
    """Return the highest threshold that at least a share of the scores, in their order, reaches."""
    return rising[int((1 - at_least) * len(rising))] - _HAIR


def _share(scores: Sequence[float], threshold: float) -> float:
    return sum(score >= threshold for score in scores) / len(scores)
