"""The sounds that words are made of, and how much alike they are.

A phone is written in ARPAbet without stress, such as ``AA`` or ``NG``: the notation of the pronouncing dictionary that
comes with PocketSphinx.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Final

Phones = tuple[str, ...]
"""How one word, or several, may be said."""

OMISSION: Final = 0.8
"""What one phone too many or too few counts, where two different consonants count up to 1."""
_FAINT: Final = {"HH": 0.4, "Y": 0.5, "AH": 0.5, "IH": 0.6, "T": 0.6, "D": 0.6, "R": 0.6}
"""What those count instead that are often swallowed."""

# Height of the tongue (0 low, 1 high) and its place (0 front, 1 back) where the vowel begins and where it ends, and
# whether it is coloured by R.
_VOWELS: Final[Mapping[str, tuple[float, float, float, float, float]]] = {
    "AA": (0.0, 0.8, 0.0, 0.8, 0),
    "AE": (0.1, 0.1, 0.1, 0.1, 0),
    "AH": (0.4, 0.6, 0.4, 0.6, 0),
    "AO": (0.3, 1.0, 0.3, 1.0, 0),
    "AW": (0.0, 0.5, 0.8, 0.9, 0),
    "AY": (0.0, 0.6, 0.9, 0.1, 0),
    "EH": (0.5, 0.1, 0.5, 0.1, 0),
    "ER": (0.5, 0.6, 0.5, 0.6, 1),
    "EY": (0.6, 0.1, 0.9, 0.1, 0),
    "IH": (0.8, 0.2, 0.8, 0.2, 0),
    "IY": (1.0, 0.0, 1.0, 0.0, 0),
    "OW": (0.5, 0.8, 0.8, 1.0, 0),
    "OY": (0.4, 1.0, 0.9, 0.1, 0),
    "UH": (0.8, 0.8, 0.8, 0.8, 0),
    "UW": (1.0, 0.9, 1.0, 1.0, 0),
}
# Place (0 lips to 1 throat), manner (0 stop, 0.3 stop that ends in a hiss, 0.5 hiss, 1 open) and voice; whether through
# the nose, and whether with a sharp hiss.
_CONSONANTS: Final[Mapping[str, tuple[float, float, float, float, float]]] = {
    "B": (0.0, 0.0, 1, 0, 0),
    "CH": (0.5, 0.3, 0, 0, 1),
    "D": (0.3, 0.0, 1, 0, 0),
    "DH": (0.2, 0.5, 1, 0, 0),
    "F": (0.1, 0.5, 0, 0, 0),
    "G": (0.8, 0.0, 1, 0, 0),
    "HH": (1.0, 0.6, 0, 0, 0),
    "JH": (0.5, 0.3, 1, 0, 1),
    "K": (0.8, 0.0, 0, 0, 0),
    "L": (0.3, 1.0, 1, 0, 0),
    "M": (0.0, 0.6, 1, 1, 0),
    "N": (0.3, 0.6, 1, 1, 0),
    "NG": (0.8, 0.6, 1, 1, 0),
    "P": (0.0, 0.0, 0, 0, 0),
    "R": (0.5, 1.0, 1, 0, 0),
    "S": (0.3, 0.5, 0, 0, 1),
    "SH": (0.5, 0.5, 0, 0, 1),
    "T": (0.3, 0.0, 0, 0, 0),
    "TH": (0.2, 0.5, 0, 0, 0),
    "V": (0.1, 0.5, 1, 0, 0),
    "W": (0.1, 1.0, 1, 0, 0),
    "Y": (0.6, 1.0, 1, 0, 0),
    "Z": (0.3, 0.5, 1, 0, 1),
    "ZH": (0.5, 0.5, 1, 0, 1),
}
VOWELS: Final = frozenset(_VOWELS)
"""The phones that carry a syllable."""
ALL_PHONES: Final = tuple(sorted((*_VOWELS, *_CONSONANTS)))
"""All phones of American English."""
_VOWEL_WEIGHTS: Final = (0.4, 0.4, 0.25, 0.25, 0.3)
_CONSONANT_WEIGHTS: Final = (0.6, 0.6, 0.3, 0.5, 0.4)
_VOWEL_FOR_CONSONANT: Final = 1.4
_GLIDES: Final[Mapping[frozenset[str], float]] = {
    frozenset(("Y", "IY")): 0.4,
    frozenset(("W", "UW")): 0.4,
    frozenset(("R", "ER")): 0.3,
}
"""Vowels that become consonants when they are said quickly."""


def omission(phone: str) -> float:
    """Return what it counts that a phone is there in one word and not in the other."""
    return _FAINT.get(phone, OMISSION)


@cache
def substitution(one: str, other: str) -> float:
    """Return how unlike two phones are: 0 for the same, about 1 for consonants with nothing in common."""
    if one == other:
        return 0.0
    for table, weights in ((_VOWELS, _VOWEL_WEIGHTS), (_CONSONANTS, _CONSONANT_WEIGHTS)):
        if one in table and other in table:
            parts = zip(weights, table[one], table[other], strict=True)
            return min(1.0, sum(weight * abs(first - second) for weight, first, second in parts))
    return _GLIDES.get(frozenset((one, other)), _VOWEL_FOR_CONSONANT)


def distance(one: Sequence[str], other: Sequence[str], limit: float = math.inf) -> float:
    """Return how unlike two ways of saying something are: the least sum of what turns one into the other.

    The weighted edit distance of Wagner and Fischer, "The string-to-string correction problem", Journal of the ACM 21,
    1974. A whole phone that differs counts about 1.

    Args:
        one: Phones.
        other: Phones.
        limit: What is further apart need not be measured: infinity is returned.
    """
    costs = list(accumulate(map(omission, other), initial=0.0))
    for phone in one:
        before, costs = costs, [costs[0] + omission(phone)]
        for at, heard in enumerate(other):
            without = min(before[at + 1] + omission(phone), costs[at] + omission(heard))
            costs.append(min(without, before[at] + substitution(phone, heard)))
        if min(costs) > limit:
            return math.inf
    return costs[-1]


def least_distance(one: Iterable[Phones], other: Iterable[Phones], limit: float = math.inf) -> float:
    """Return the distance of the two ways that are most alike; infinite where there are none, or beyond the limit."""
    ways = tuple(other)
    return min((distance(first, second, limit) for first in one for second in ways), default=math.inf)
