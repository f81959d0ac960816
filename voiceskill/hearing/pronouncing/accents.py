"""How words are said in British and Caribbean English, of which the dictionary has the American way.

An acoustic model of American speech takes a British "hurts" for anything rather than for "hurts". Which of its phones
come nearest was measured by aligning synthetic speech in British and Caribbean accents with words in which one phone
was replaced by another.
"""

from itertools import pairwise

from voiceskill.hearing.pronouncing.phones import VOWELS, Phones

_GLIDING = frozenset({"EH", "IH", "IY", "UH"})
"""Vowels that end in a neutral one where an American says R: "care", "near"."""


def british(american: Phones) -> Phones:
    """Return how a word is said without R at the ends of syllables, and with the vowel of "cat" further back.

    Args:
        american: In ARPAbet without stress, as Americans say it.

    Returns:
        The same phones for words that are said alike.
    """
    before = ("", *american)
    return tuple(
        heard
        for last, (phone, after) in zip(before, pairwise((*american, "")), strict=False)
        for heard in _heard(last, phone, after)
    )


def _heard(last: str, phone: str, after: str) -> tuple[str, ...]:
    """Return what becomes of a phone between two others."""
    if phone == "AE":
        return ("AA",)
    if after in VOWELS or phone not in ("R", "ER") or (phone == "R" and last not in VOWELS):
        return (phone,)
    if phone == "ER":
        return ("UH",) if after else ("AH",)
    return ("AH",) if last in _GLIDING else ()
