"""Guesses how words are said that the dictionary lacks, by the spelling rules of espeak-ng.

The voice needs espeak-ng anyway. Two of its languages read each word: American English, and Swahili, which is spelt as
it is spoken, with the vowels that people give to foreign names: "asana", "shavasana", "Anneliese".
"""

import json
import logging
import re
import subprocess
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Final

from voiceskill.hearing.pronouncing.phones import VOWELS, Phones
from voiceskill.own_module import command_of, environment

_RULES: Final = "voiceskill.hearing.pronouncing.espeak_rules"
_PATIENCE_S: Final = 15.0
"""Seconds after which the child is given up; it takes a tenth of one on a PC."""
_UNDECOMPOSED: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "th", "þ": "th"}
)
_SPELT: Final = re.compile(r"[a-z]+(?:'[a-z]+)*")


def _by_mnemonic(sounds: Mapping[str, str]) -> dict[str, str]:
    return {mnemonic: phones for phones, mnemonics in sounds.items() for mnemonic in mnemonics.split()}


# How espeak-ng's mnemonics of phonemes, less the stress, sound to an American ear: phones, and what they stand for.
_CONSONANTS: Final = {letter: letter.upper() for letter in "bdfgklmnprstvwz"} | _by_mnemonic(
    {
        "": "; ? |",
        "AH M": "m-",
        "AH N": "n-",
        "CH": "tS",
        "DH": "D",
        "HH": "h",
        "JH": "dZ",
        "L": "l#",
        "NG": "N",
        "R": "r-",
        "SH": "S",
        "T": "t# t2",
        "TH": "T",
        "Y": "j",
        "ZH": "Z",
    }
)
_AMERICAN: Final = _CONSONANTS | _by_mnemonic(
    {
        "AA": "0 A: A~",
        "AA R": "A@",
        "AE": "a aa",
        "AH": "@ @- a# V",
        "AH L": "@L",
        "AO": "O: O2",
        "AO R": "o@ O@",
        "AW": "aU",
        "AY": "aI",
        "AY AH": "aI@",
        "AY ER": "aI3",
        "EH": "E",
        "EH R": "e@",
        "ER": "3 3:",
        "EY": "eI",
        "HH": "x",
        "IH": "I I2 I#",
        "IH R": "i@3",
        "IY": "i i:",
        "IY AH": "i@",
        "OW": "oU",
        "OY": "OI",
        "UH": "U",
        "UH R": "U@",
        "UW": "u:",
    }
)
_SWAHILI: Final = _CONSONANTS | _by_mnemonic(
    {
        "": "; ? | @-",
        "AA": "a",
        "EY": "e",
        "G": "Q",
        "IY": "i",
        "JH": "J",
        "K": "x X",
        "N Y": "n^",
        "OW": "o",
        "R": "R *",
        "UW": "u",
        "Y": "y",
    }
)
_LANGUAGES: Final = {"en-us": _AMERICAN, "sw": _SWAHILI}

_log = logging.getLogger(__name__)


def guess(words: Collection[str]) -> Mapping[str, tuple[Phones, ...]]:
    """Return ways to say words, the likeliest first; takes a tenth of a second on a PC, however many they are.

    Args:
        words: Lower-case spellings; accents are read as the letters below them.

    Returns:
        One or two ways for each word; none for what is not spelt in Latin letters. Where espeak-ng is missing, none at
        all, and the log says so.
    """
    spelt = {word: _plain(word) for word in words}
    heard = _ask({plain for plain in spelt.values() if _SPELT.fullmatch(plain)})
    return {word: ways for word, plain in spelt.items() if (ways := heard.get(plain))}


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.translate(_UNDECOMPOSED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _ask(words: Collection[str]) -> Mapping[str, tuple[Phones, ...]]:
    """Return what a child process with espeak-ng says to the words."""
    if not words:
        return {}
    request = json.dumps({"words": sorted(words), "languages": list(_LANGUAGES)})
    try:
        child = subprocess.run(  # noqa: S603 - this program's own module
            command_of(_RULES),
            input=request + "\n",
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=_PATIENCE_S,
            env=environment(),
        )
        answers: dict[str, dict[str, str]] = json.loads(child.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        _log.warning("espeak-ng cannot tell how %s is said: %s", ", ".join(sorted(words)), error)
        return {}
    return {word: _ways(answer) for word, answer in answers.items()}


def _ways(answer: Mapping[str, str]) -> tuple[Phones, ...]:
    ways = (_phones(said.split(), _LANGUAGES[language]) for language, said in answer.items())
    return tuple(dict.fromkeys(filter(None, ways)))


def _phones(mnemonics: Iterable[str], sounds: Mapping[str, str]) -> Phones | None:
    """Return a word in ARPAbet; None where there is a sound in it that is not known."""
    phones: list[str] = []
    for mnemonic in mnemonics:
        sound = sounds.get(mnemonic.strip("',%="))
        if sound is None:
            return None
        for phone in sound.split():
            # Doubled letters are one sound, and a vowel with the colour of R holds the R that is written after it.
            if phones[-1:] != [phone] and not (phone == "R" and phones[-1:] == ["ER"]):
                phones.append(phone)
    return tuple("IY" if phone == "Y" and after not in VOWELS else phone for phone, after in pairwise([*phones, ""]))
