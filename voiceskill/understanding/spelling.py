"""Spells text the way it is said: the one form in which names, templates and typed lines are compared."""

import re
import unicodedata
from functools import lru_cache

from hassil.numbers import get_rbnf_engine

_PIECE = re.compile(r"\d{1,9}|[^\W\d_]+(?:'[^\W\d_]+)*")
_APOSTROPHES = str.maketrans("’‘`´", "''''")  # noqa: RUF001 - the look-alikes are what is replaced


def speakable(text: str, language: str) -> str:
    """Return the lower-case words of a text, single spaces between, as a recogniser would write them.

    Numbers become words, hyphens become spaces, apostrophes stay inside words, all other punctuation goes.

    Args:
        text: What was typed, or a name from the settings.
        language: Code of the language that numbers are read in, such as ``en``.
    """
    plain = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).lower()
    return " ".join(
        number_words(int(piece), language) if piece.isdecimal() else piece for piece in _PIECE.findall(plain)
    )


@lru_cache(maxsize=4096)
def number_words(number: int, language: str) -> str:
    """Return a number's words, such as ``one hundred twenty one`` for 121.

    Args:
        number: What is counted; below a thousand million.
        language: Code of the language, such as ``en``.

    Raises:
        ValueError: No rules are known for the language.
    """
    return get_rbnf_engine(language).format_number(number).text.replace("-", " ")
